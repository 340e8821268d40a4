using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Passes;

namespace Piecewise.Compiler.Lower;

/// <summary>What the middle end is run with.</summary>
internal sealed record LoweringOptions
{
    /// <summary>The sizes to compile for.</summary>
    public EntryOptions Entries { get; init; } = new();

    /// <summary>What passes are run with.</summary>
    public PassSettings Passes { get; init; } = new();

    /// <summary>The passes; null for the standard ones.</summary>
    public PassPipeline? Pipeline { get; init; }

    /// <summary>Traced implementations to start with; null for none. Share one between programs of one catalog.</summary>
    public ReplacementCache? Replacements { get; init; }
}
