using Piecewise.Graphs;

namespace Piecewise.Testing;

/// <summary>The text form's promise (G2).</summary>
internal static class RoundTrip
{
    /// <summary>Prints, reads back, compares, and prints again.</summary>
    /// <exception cref="InvalidOperationException">The graph that is read back differs, or prints differently.</exception>
    public static void Check(Graph graph, OperatorCatalog catalog)
    {
        var text = GraphPrinter.PrintModule(graph);
        var again = GraphParser.Parse(text, catalog);
        if (!GraphEquality.AreEqual(graph, again, out var difference))
        {
            throw new InvalidOperationException($"Read back, the graph differs (G2): {difference}\n{text}");
        }
        if (GraphPrinter.PrintModule(again) != text)
        {
            throw new InvalidOperationException(
                $"Read back, the graph prints differently (G2):\n{text}\n{GraphPrinter.PrintModule(again)}");
        }
    }
}
