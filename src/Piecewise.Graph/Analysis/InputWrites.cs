namespace Piecewise.Graphs;

/// <summary>
/// Which inputs of a graph a call of it may write: by in-place operators, through views, inside of pieces and nested graphs.
/// </summary>
internal static class InputWrites
{
    /// <summary>The inputs that may be written; one that is not among them never is, unless it is the memory of one that is.</summary>
    public static IReadOnlySet<Node> Of(Graph graph)
    {
        var memory = AliasAnalysis.WithSeparateInputs(graph);
        return graph.Inputs.Where(i => memory.ViewOf(i) is { } view && memory.AccessesOf(view).Any(a => a.Writes)).ToHashSet();
    }
}
