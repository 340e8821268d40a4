using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Normalize;

/// <summary>
/// Of a program whose last result has a row for each token, only some rows are computed (W1): the last one, or those that an input chooses.
/// They are selected as early as the operators allow, in front of everything that treats rows apart, which ends at attention. Operators say
/// themselves whether they do (<see cref="Operator.RowWise"/>).
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
    // The name of the input that chooses rows, and of their number.
    private const string Choice = "rows";

    // Wanted of a value in the dim, or -1: all of it.
    private const int All = -1;

    private readonly Graph graph;
    private readonly OperatorCatalog catalog;
    private readonly Dictionary<Node, int> wanted = [];
    private readonly Dictionary<Node, RowRule> rules = [];
    private readonly Dictionary<Node, Node> last = [];
    private readonly Dictionary<(Node Value, int Dim), Node> selected = [];
    // What chooses rows, and how many; null and 1 for the last one.
    private readonly Node? choice;
    private readonly SymInt count = 1;
    private Node? size;

    private WantedRows(Graph graph, OperatorCatalog catalog, Node? choice)
    {
        this.graph = graph;
        this.catalog = catalog;
        this.choice = choice;
        if (choice is not null)
        {
            count = ((TensorType)choice.Type).Shape[0];
        }
    }

    /// <summary>Gives a program an input that chooses rows of its last result.</summary>
    /// <exception cref="NormalizationException">The last result has no rows, or there is an input of that name.</exception>
    public static void AddChoice(ExportedProgram program, OperatorCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(program);
        var graph = program.Graph;
        var (index, result, dim) = Rows(graph, program.FileName);
        if (graph.Inputs.Any(i => i.Input!.Target == Choice) || graph.Shapes.Symbols.ContainsKey(Choice))
        {
            throw new NormalizationException(
                $"{program.FileName} has an input '{Choice}' of its own, which can't choose rows of logits. [W1]");
        }
        graph.Shapes.Define(Choice, Interval.AtLeast(1));
        var input = graph.AddInput(
            Choice, new TensorType(DType.I64, [SymInt.Symbol(Choice)]), InputSpec.User(Choice));
        graph.Output!.Arguments = graph.Output.Arguments.SetItem(
            index, graph.AddCall(catalog[KnownOps.IndexSelect], [result, dim, input], result.Name));
        program.ChosenRows = Choice;
    }

    /// <summary>Moves the selection of <see cref="AddChoice"/> up; what is not needed any more stays in the graph, unused.</summary>
    /// <param name="graph">A functional graph.</param>
    /// <param name="catalog">The operators.</param>
    public static void KeepChosen(Graph graph, OperatorCatalog catalog)
    {
        var (index, selection, dim) = Rows(graph, graph.Name);
        var (result, choice) = (((NodeArgument)selection.Arguments[0]).Node, ((NodeArgument)selection.Arguments[2]).Node);
        new WantedRows(graph, catalog, choice).Keep(index, result, dim);
    }

    /// <summary>Changes the graph; what is not needed any more stays in it, unused.</summary>
    /// <param name="graph">A functional graph.</param>
    /// <param name="catalog">The operators.</param>
    /// <param name="name">The program's, for messages.</param>
    /// <exception cref="NormalizationException">The last result has no rows.</exception>
    public static void KeepLast(Graph graph, OperatorCatalog catalog, string name)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var (index, result, dim) = Rows(graph, name);
        new WantedRows(graph, catalog, choice: null).Keep(index, result, dim);
    }

    // The last result, which has rows: its place among the outputs, and the rows' dim.
    private static (int Index, Node Result, int Dim) Rows(Graph graph, string name)
    {
        var output = graph.Output!;
        var index = output.Outputs.ToList().FindLastIndex(o => o.Kind == OutputKind.User);
        return index >= 0 && output.Arguments[index] is NodeArgument { Node: { Type: TensorType { Rank: >= 2 } type } result }
            ? (index, result, type.Rank - 2)
            : throw new NormalizationException(
                $"Only some rows of {name} are wanted, but its last result is no tensor of rows and features. Ask for all rows. [W1]")
            {
                IsForRows = true,
            };
    }

    private void Keep(int index, Node result, int dim)
    {
        var output = graph.Output!;
        output.Arguments = output.Arguments.SetItem(index, result);
        Ask(output, index, dim);
        Rewrite();
        output.Arguments = output.Arguments.SetItem(index, Last(result, dim, output));
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
                    arguments[i] = new ListArgument(((ListArgument)arguments[i]).Items.SetItem(dim, Count()));
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

    private bool HasRow(NodeType type, NodeType whole, int dim) => (type, whole) switch
    {
        (TensorType one, TensorType all) => one.DType == all.DType && one.Shape.SequenceEqual(all.Shape.SetItem(dim, count)),
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
            row = choice is not null
                ? graph.AddCall(catalog[KnownOps.IndexSelect], [value, dim, choice], value.Name, before)
                : graph.AddCall(
                    catalog[KnownOps.Unsqueeze],
                    [graph.AddCall(catalog[KnownOps.Select], [value, dim, -1], value.Name, before), dim], value.Name, before);
            selected.Add((value, dim), row);
        }
        return row;
    }

    // As a size of a call.
    private Argument Count() => choice is null
        ? 1
        : size ??= graph.AddCall(catalog[KnownOps.SymSize], [choice, 0], "rows", graph.Nodes.First(n => n.Kind != NodeKind.Input));
}
