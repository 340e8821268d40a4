namespace Piecewise.Graphs;

/// <summary>
/// Removes calls that nothing uses and that have no effect, by what the operators say of themselves (N2). An assertion about a tensor's
/// type, which was compared when the graph was made, is no use.
/// </summary>
internal static class DeadCode
{
    /// <summary>Removes them in place, last first; returns how many went.</summary>
    public static int Remove(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var removed = 0;
        for (var node = graph.Last; node is not null;)
        {
            var previous = node.Previous;
            if (node.Kind == NodeKind.Call && (node.Operator!.IsPure ? node.Users.All(IsAboutType) : IsLostWrite(node)))
            {
                foreach (var assertion in node.Users.ToArray())
                {
                    graph.Erase(assertion);
                    removed++;
                }
                graph.Erase(node);
                removed++;
            }
            node = previous;
        }
        return removed;
    }

    // A write into memory that was made for it, and that nobody looks at.
    private static bool IsLostWrite(Node node) =>
        node is
        {
            HasUsers: false, Operator.FunctionalForm: not null,
            Arguments: [NodeArgument { Node: { Kind: NodeKind.Call, UseCount: 1 } made }, ..]
        }
        && made.Operator!.IsPure && made.Operator.ResultIsView(InferenceContext.Of(made)) == false;

    private static bool IsAboutType(Node node) => node.Operator is { IsTypeCheck: true };
}
