using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Partition;

/// <summary>Maps values of the unsplit graph to one piece's (or the stitch graph's), and makes its symbolic values as planned.</summary>
internal sealed class ScopeBuilder
{
    private readonly Graph scope;
    private readonly Func<string, Node> find;
    private readonly Operator sizeQuery;
    private readonly Func<Node, Argument> map;
    private readonly Dictionary<Node, Argument> values = [];
    private readonly Dictionary<string, PlannedSize> sizes;
    private readonly Dictionary<(Node Tensor, long Dim), Node> queries = [];

    /// <param name="scope">The graph that is built.</param>
    /// <param name="sizes">What the plan says of its symbolic values.</param>
    /// <param name="find">A node of the unsplit graph by its name.</param>
    /// <param name="sizeQuery">The operator that reads a size.</param>
    public ScopeBuilder(Graph scope, ImmutableArray<PlannedSize> sizes, Func<string, Node> find, Operator sizeQuery)
    {
        this.scope = scope;
        this.find = find;
        this.sizeQuery = sizeQuery;
        this.sizes = sizes.ToDictionary(s => s.Name, StringComparer.Ordinal);
        map = Map;
    }

    public void Define(Node original, Node copy) => values[original] = copy;

    public ImmutableArray<Argument> Map(ImmutableArray<Argument> arguments)
    {
        var result = ImmutableArray.CreateBuilder<Argument>(arguments.Length);
        foreach (var argument in arguments)
        {
            result.Add(argument is NodeArgument { Node: var node } ? Map(node) : argument.Map(map));
        }
        return result.MoveToImmutable();
    }

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
                var call = scope.AddCall(node.Operator!, Map(node.Arguments), node.Type, node.Name);
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
