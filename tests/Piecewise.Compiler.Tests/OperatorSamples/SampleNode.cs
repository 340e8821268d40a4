using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.OperatorSamples;

/// <summary>A sample's call in a graph.</summary>
internal sealed class SampleNode
{
    private readonly Graph graph;
    private readonly OperatorCatalog catalog;
    private readonly SampleCall call;
    private readonly string prefix;
    private readonly List<(string Name, Tensor Tensor)> inputs = [];
    private readonly ImmutableArray<Argument> arguments;

    /// <exception cref="InferenceException">The operator refuses the arguments.</exception>
    public SampleNode(Graph graph, OperatorCatalog catalog, SampleCall call, string prefix)
    {
        this.graph = graph;
        this.catalog = catalog;
        this.call = call;
        this.prefix = prefix;
        arguments = [.. call.Values.Select(ToArgument)];
        Node = graph.AddCall(call.Operator, arguments, $"{prefix}_call");
        Results = [.. ResultsOf(Node)];
    }

    public Node Node { get; }

    /// <summary>The call's results: tensors and numbers.</summary>
    public IReadOnlyList<Argument> Results { get; }

    /// <summary>The tensors that it takes, by the names of the graph's inputs.</summary>
    public IReadOnlyList<(string Name, Tensor Tensor)> Inputs => inputs;

    public bool AreWeights => call.AreWeights;

    public Node Call(string op, params Argument[] given) => catalog.Call(graph, null, op, given);

    /// <summary>The operator called with its own result in place of the first tensor; null where it does not take it.</summary>
    public Node? Again()
    {
        var slot = Enumerable.Range(0, arguments.Length).FirstOrDefault(i => arguments[i] is NodeArgument { Node.Type: TensorType }, -1);
        if (slot < 0 || Results is not [NodeArgument { Node.Type: TensorType } first, ..])
        {
            return null;
        }
        try
        {
            var again = graph.AddCall(call.Operator, arguments.SetItem(slot, first), $"{prefix}_again");
            return again.Type is TensorType ? again : null;
        }
        catch (InferenceException)
        {
            return null;
        }
    }

    private IEnumerable<Argument> ResultsOf(Node node)
    {
        if (node.Type is TupleType tuple)
        {
            return tuple.Items.Select(
                (item, i) => (Argument)graph.AddCall(catalog["_operator::getitem.default"], [node, (long)i], item, $"{prefix}_item{i}"));
        }
        return node.Type is NoneType ? [] : [node];
    }

    private Argument ToArgument(Value value)
    {
        if (value.IsTensor)
        {
            var name = $"{prefix}_x{inputs.Count}";
            inputs.Add((name, value.Tensor));
            return graph.AddInput(name, TensorType.Of(value.Tensor),
                call.AreWeights ? new InputSpec(InputKind.Constant, name) : InputSpec.User(name));
        }
        return value.IsList ? Argument.List(value.Items.Select(ToArgument).ToArray())
            : value.IsNone ? Argument.None
            : value.IsLiteral ? value.Literal
            : value.Scalar.IsFloat ? value.Scalar.ToDouble()
            : value.Scalar.IsBool ? value.Scalar.ToBool()
            : value.Scalar.ToInt64();
    }
}
