using Piecewise.Graphs;

namespace Piecewise.Operators;

/// <summary>The catalog of everything this assembly defines.</summary>
public static class StandardOperators
{
    /// <summary>A new catalog: every <see cref="IOperatorSource"/> of this assembly.</summary>
    public static OperatorCatalog Create() => OperatorCatalog.Discover(typeof(StandardOperators).Assembly);
}
