using System.Diagnostics.CodeAnalysis;
using Piecewise.Graphs;

namespace Piecewise.Testing;

/// <summary>Compares graphs by structure: everything that the text form shows.</summary>
internal static class GraphEquality
{
    public static bool AreEqual(Graph a, Graph b) => AreEqual(a, b, out _);

    /// <summary>True where names, stages, symbols, facts, and all nodes in order are equal; else says what differs first.</summary>
    public static bool AreEqual(Graph a, Graph b, [NotNullWhen(false)] out string? difference)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        difference = new GraphComparison().Difference(a, b);
        return difference is null;
    }
}
