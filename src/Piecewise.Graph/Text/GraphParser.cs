namespace Piecewise.Graphs;

/// <summary>
/// Reads what <see cref="GraphPrinter"/> writes, and the same written by hand (G2). The type of a call may be left out: it follows from the
/// operator's rule or the piece's outputs. <c>docs/ir.md</c> has the grammar.
/// </summary>
internal static class GraphParser
{
    /// <summary>A text with one graph, or a stitch graph after its pieces.</summary>
    /// <exception cref="GraphFormatException">Anything is wrong with the text. Unknown operators are reported all at once.</exception>
    public static Graph Parse(string text, OperatorCatalog catalog)
    {
        var module = ParseModule(text, catalog);
        return module.Graphs.Length == 1
            ? module.Graphs[0]
            : throw new GraphFormatException(1, 1, "one graph that is no piece", $"{module.Graphs.Length}");
    }

    /// <summary>A text with any number of graphs and pieces.</summary>
    /// <inheritdoc cref="Parse"/>
    public static GraphModule ParseModule(string text, OperatorCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(catalog);
        return text.Length <= GraphLexer.MaxLength
            ? new ModuleReader(text, catalog).Read()
            : throw new GraphFormatException(1, 1, $"a text of at most {GraphLexer.MaxLength} characters", $"{text.Length}");
    }
}
