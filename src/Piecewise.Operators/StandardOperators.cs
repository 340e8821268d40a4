using System.Diagnostics.CodeAnalysis;
using Piecewise.Graphs;
using Piecewise.Operators.Composites;
using Piecewise.Operators.OpIr;

namespace Piecewise.Operators;

/// <summary>The catalog of everything this assembly defines.</summary>
internal static class StandardOperators
{
    /// <summary>A new catalog: every <see cref="IOperatorSource"/> and composite of this assembly, and every op of its op IR.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "ILLink.Descriptors.xml keeps all types of this assembly.")]
    public static OperatorCatalog Create() => OperatorCatalog.Discover(typeof(StandardOperators).Assembly)
        .WithComposites(CompositeOperators.Discover(typeof(StandardOperators).Assembly))
        .WithOps(OpIrOperators.Discover(typeof(StandardOperators).Assembly));
}
