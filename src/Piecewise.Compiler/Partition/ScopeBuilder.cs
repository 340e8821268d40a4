using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Partition;

/// <summary>Maps values of the unsplit graph to one piece's (or the stitch graph's), and makes its symbolic values as planned.</summary>
internal sealed class ScopeBuilder(Graph scope, ImmutableArray<PlannedSize> sizes, Func<string, Node> find, Operator sizeQuery)
{
    private readonly Dictionary<Node, Argument> values = [];
    private readonly Dictionary<string, PlannedSize> sizes = sizes.ToDictionary(s => s.Name, StringComparer.Ordinal);
    private readonly Dictionary<(Node Tensor, long Dim), Node> queries = [];

    public void Define(Node original, Node copy) => values[original] = copy;

    public Argument Map(Argument argument) => argument is NodeArgument { Node: var node } ? Map(node) : argument.Map(Map);

    public Argument Map(Node node)
    {
        if (values.TryGetValue(node, out var known))
        {
            return known;
        }
        // Operands first, without recursion.
        var pending = new Stack<Node>([node]);
        while (pending.TryPeek(out var next))
        {
            var waiting = pending.Count;
            if (!values.ContainsKey(next))
            {
                foreach (var operand in Operands(next))
                {
                    if (!values.ContainsKey(operand))
                    {
                        pending.Push(operand);
                    }
                }
                if (pending.Count > waiting)
                {
                    continue;
                }
                values.Add(next, Make(next));
            }
            pending.Pop();
        }
        return values[node];
    }

    private IEnumerable<Node> Operands(Node node) => Planned(node) switch
    {
        { Source: SizeSource.Recomputed } => node.InputNodes,
        { Of: { } of } => [find(of)],
        _ => [],
    };

    private Argument Make(Node node)
    {
        var planned = Planned(node);
        switch (planned.Source)
        {
            case SizeSource.Literal:
                return planned.Number;
            case SizeSource.Same:
                return values[find(planned.Of!)];
            case SizeSource.Tensor:
                return Query(((NodeArgument)values[find(planned.Of!)]).Node, planned.Number, node);
            default:
                var call = scope.AddCall(node.Operator!, [.. node.Arguments.Select(a => a.Map(n => values[n]))], node.Type, node.Name);
                call.Source = node.Source;
                return call;
        }
    }

    private PlannedSize Planned(Node node) => sizes.TryGetValue(node.Name, out var planned)
        ? planned
        : throw new PartitionException($"The plan was made of another graph: it does not say how %{node.Name} gets into @{scope.Name}.");

    private Node Query(Node tensor, long dim, Node original)
    {
        if (!queries.TryGetValue((tensor, dim), out var query))
        {
            query = scope.AddCall(sizeQuery, [tensor, dim], original.Type, original.Name);
            query.Source = original.Source;
            queries.Add((tensor, dim), query);
        }
        return query;
    }
}
