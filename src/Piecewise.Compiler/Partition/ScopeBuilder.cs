using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Partition;

/// <summary>Maps values of the unsplit graph to one piece's (or the stitch graph's), and makes its symbolic values as planned.</summary>
internal sealed class ScopeBuilder(Graph scope, ImmutableArray<PlannedSize> sizes, Dictionary<string, Node> nodes, OperatorCatalog catalog)
{
    private readonly Dictionary<Node, Argument> values = [];
    private readonly Dictionary<string, PlannedSize> sizes = sizes.ToDictionary(s => s.Name, StringComparer.Ordinal);
    private readonly Dictionary<(Node Tensor, long Dim), Node> queries = [];

    public void Define(Node original, Node copy) => values[original] = copy;

    public Argument Map(Argument argument) => argument.Map(Value);

    public Argument Map(Node node) => Value(node);

    private Argument Value(Node node)
    {
        if (values.TryGetValue(node, out var known))
        {
            return known;
        }
        // Operands first, without recursion.
        var pending = new Stack<Node>([node]);
        while (pending.TryPeek(out var next))
        {
            var operands = Operands(next).Where(o => !values.ContainsKey(o)).ToArray();
            if (operands.Length == 0)
            {
                pending.Pop();
                values.TryAdd(next, Make(next));
            }
            foreach (var operand in operands)
            {
                pending.Push(operand);
            }
        }
        return values[node];
    }

    private IEnumerable<Node> Operands(Node node) =>
        !sizes.TryGetValue(node.Name, out var planned) || planned.Source == SizeSource.Recomputed ? node.InputNodes
        : planned.Source == SizeSource.Tensor ? [nodes[planned.Tensor!]]
        : [];

    private Argument Make(Node node)
    {
        if (sizes.TryGetValue(node.Name, out var planned))
        {
            switch (planned.Source)
            {
                case SizeSource.Literal:
                    return planned.Number;
                case SizeSource.Tensor:
                    return Query(((NodeArgument)values[nodes[planned.Tensor!]]).Node, planned.Number, node);
            }
        }
        var call = scope.AddCall(node.Operator!, [.. node.Arguments.Select(a => a.Map(n => values[n]))], node.Type, node.Name);
        call.Source = node.Source;
        return call;
    }

    private Node Query(Node tensor, long dim, Node original)
    {
        if (!queries.TryGetValue((tensor, dim), out var query))
        {
            query = scope.AddCall(catalog["aten::sym_size.int"], [tensor, dim], original.Type, original.Name);
            query.Source = original.Source;
            queries.Add((tensor, dim), query);
        }
        return query;
    }
}
