using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Normalize;

/// <summary>
/// Of a program whose last result has a row for each token, only the last row is computed (W1): it is selected as early as the operators
/// allow, in front of everything that treats rows apart, which ends at attention. Operators say themselves whether they do
/// (<see cref="Operator.RowWise"/>).
/// </summary>
/// <example><code>
/// %h = attention(…)                      %h = attention(…)
/// %y = linear(%h, %o)                    %l = unsqueeze(select(%h, 0, -1), 0)
/// %z = add(%x, %y)                 →     %y = linear(%l, %o)
/// %v = linear(%z, %head)                 %z = add(unsqueeze(select(%x, 0, -1), 0), %y)
/// output %v                              %v = linear(%z, %head)
/// </code></example>
internal sealed class WantedRows
{
    // Wanted of a value in the dim, or -1: all of it.
    private const int All = -1;

    private readonly Graph graph;
    private readonly OperatorCatalog catalog;
    private readonly Dictionary<Node, int> wanted = [];
    private readonly Dictionary<Node, RowRule> rules = [];
    private readonly Dictionary<Node, Node> last = [];
    private readonly Dictionary<(Node Value, int Dim), Node> selected = [];

    private WantedRows(Graph graph, OperatorCatalog catalog)
    {
        this.graph = graph;
        this.catalog = catalog;
    }

    /// <summary>Changes the graph; what is not needed any more stays in it, unused.</summary>
    /// <param name="graph">A functional graph.</param>
    /// <param name="catalog">The operators.</param>
    /// <param name="name">The program's, for messages.</param>
    /// <exception cref="NormalizationException">The last result has no rows.</exception>
    public static void KeepLast(Graph graph, OperatorCatalog catalog, string name)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var output = graph.Output!;
        var index = output.Outputs.ToList().FindLastIndex(o => o.Kind == OutputKind.User);
        if (index < 0 || output.Arguments[index] is not NodeArgument { Node: { Type: TensorType { Rank: >= 2 } type } result })
        {
            throw new NormalizationException(
                $"Only the last row of {name} is wanted, but its last result is no tensor of rows and features. Ask for all rows. [W1]")
            {
                IsForRows = true,
            };
        }
        var rows = new WantedRows(graph, catalog);
        rows.Ask(output, index, type.Rank - 2);
        rows.Rewrite();
        output.Arguments = output.Arguments.SetItem(index, rows.Last(result, type.Rank - 2, output));
    }

    // From the results to the inputs: what of each value is wanted.
    private void Ask(Node output, int index, int dim)
    {
        for (var i = 0; i < output.Arguments.Length; i++)
        {
            Want(output.Arguments[i], i == index ? dim : All);
        }
        foreach (var node in graph.Nodes.Where(n => n.Kind == NodeKind.Call).Reverse())
        {
            var rule = wanted.GetValueOrDefault(node, All) is >= 0 and var rows
                ? node.Operator?.RowWise(InferenceContext.Of(node), rows) : null;
            if (rule is { } found)
            {
                rules.Add(node, found);
            }
            for (var i = 0; i < node.Arguments.Length; i++)
            {
                Want(node.Arguments[i], rule?.Dims[i] ?? All);
            }
        }
    }

    private void Want(Argument argument, int dim)
    {
        foreach (var node in argument.Nodes)
        {
            wanted[node] = wanted.TryGetValue(node, out var before) && before != dim ? All : dim;
        }
    }

    private void Rewrite()
    {
        foreach (var node in graph.Nodes.Where(n => rules.ContainsKey(n)).ToArray())
        {
            var (rule, dim) = (rules[node], wanted[node]);
            var arguments = node.Arguments.ToBuilder();
            for (var i = 0; i < arguments.Count; i++)
            {
                if (rule.Dims[i] is { } own)
                {
                    arguments[i] = Last(((NodeArgument)arguments[i]).Node, own, node);
                }
                else if (i == rule.Sizes)
                {
                    arguments[i] = new ListArgument(((ListArgument)arguments[i]).Items.SetItem(dim, 1));
                }
            }
            if (TypeOf(node, arguments.ToImmutable(), dim) is { } type)
            {
                var call = graph.AddCall(node.Operator!, arguments.ToImmutable(), type, node.Name, node);
                call.Source = node.Source;
                last.Add(node, call);
            }
        }
    }

    // Null where the call does not give the row: then it is made for all rows, and the row selected afterwards.
    private NodeType? TypeOf(Node node, ImmutableArray<Argument> arguments, int dim)
    {
        try
        {
            var type = node.Operator!.Infer(new InferenceContext(node.Operator, arguments, graph.Shapes));
            return HasRow(type, node.Type, dim) ? type : null;
        }
        catch (InferenceException)
        {
            return null;
        }
    }

    private static bool HasRow(NodeType type, NodeType whole, int dim) => (type, whole) switch
    {
        (TensorType one, TensorType all) => one.DType == all.DType && one.Shape.SequenceEqual(all.Shape.SetItem(dim, 1)),
        (TupleType one, TupleType all) => one.Items.Length == all.Items.Length
            && one.Items.Zip(all.Items).All(p => HasRow(p.First, p.Second, dim)),
        _ => false,
    };

    private Node Last(Node value, int dim, Node before)
    {
        if (last.TryGetValue(value, out var computed))
        {
            return computed;
        }
        if (!selected.TryGetValue((value, dim), out var row))
        {
            var select = graph.AddCall(catalog[KnownOps.Select], [value, dim, -1], value.Name, before);
            row = graph.AddCall(catalog[KnownOps.Unsqueeze], [select, dim], value.Name, before);
            selected.Add((value, dim), row);
        }
        return row;
    }
}
