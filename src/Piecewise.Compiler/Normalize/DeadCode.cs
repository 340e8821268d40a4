using Piecewise.Graphs;

namespace Piecewise.Compiler.Normalize;

/// <summary>Removes calls that nothing uses and that have no effect, by what the operators say of themselves (N2).</summary>
public static class DeadCode
{
    /// <summary>Removes them in place, last first; returns how many went.</summary>
    public static int Remove(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var removed = 0;
        for (var node = graph.Last; node is not null;)
        {
            var previous = node.Previous;
            if (node is { Kind: NodeKind.Call, HasUsers: false, Operator.IsPure: true })
            {
                graph.Erase(node);
                removed++;
            }
            node = previous;
        }
        return removed;
    }
}
