using Piecewise.Graphs;

namespace Piecewise.Testing;

/// <summary>
/// Gives results of a graph other memory orders than the operators' rules say, as a program of PyTorch's may record them.
/// </summary>
internal static class RelaidGraphs
{
    /// <summary>Changes about every third result that is memory of its own; what is inferred from it follows.</summary>
    /// <returns>How many results have another order now; 0 where the graph is as it was.</returns>
    public static int Relay(Graph graph, int seed)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var random = new Random(seed);
        var before = graph.Nodes.Select(n => (Node: n, n.Type)).ToList();
        var changed = 0;
        try
        {
            foreach (var node in graph.Nodes)
            {
                if (node is not { Kind: NodeKind.Call, Operator: { } op } || !IsTensors(node.Type))
                {
                    continue;
                }
                if (node.InputNodes.Any(i => before.Exists(b => b.Node == i && !b.Type.Equals(i.Type))))
                {
                    node.Type = op.Infer(InferenceContext.Of(node));
                }
                if (node.Type is TensorType { Rank: > 1 } type && op.FunctionalForm is null && !op.Schema.HasWrites
                    && op.Schema.Results.All(r => r.AliasSet is null)
                    && op.Name != Dialect.GetItem && random.Next(3) == 0)
                {
                    node.Type = Turned(random, type);
                    changed++;
                }
            }
            return changed;
        }
        catch (InferenceException)
        {
            // A view of what lies otherwise that there is not.
            foreach (var (node, type) in before)
            {
                node.Type = type;
            }
            return 0;
        }
    }

    private static bool IsTensors(NodeType type) => type is TensorType || (type is TupleType { Items: var items } && items.All(IsTensors));

    private static TensorType Turned(Random random, TensorType type)
    {
        int[] order = [.. Enumerable.Range(0, type.Rank)];
        random.Shuffle(order);
        var strides = new SymInt[type.Rank];
        SymInt next = 1;
        foreach (var dim in order)
        {
            strides[dim] = next;
            next *= type.Shape[dim];
        }
        return type.WithShape(type.Shape, [.. strides]);
    }
}
