using System.Collections.Immutable;

namespace Piecewise.Compiler.Backend;

/// <summary>Generated code as a managed assembly.</summary>
/// <param name="Assembly">The assembly.</param>
/// <param name="Symbols">Its portable PDB with the sources embedded; empty unless asked for.</param>
internal sealed record BuiltCode(ImmutableArray<byte> Assembly, ImmutableArray<byte> Symbols)
{
    /// <summary>No code.</summary>
    public static BuiltCode None { get; } = new([], []);
}
