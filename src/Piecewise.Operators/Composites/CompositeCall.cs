using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Tracing;

namespace Piecewise.Operators.Composites;

/// <summary>The arguments of a composite's call, by schema name, and what records the calls that it consists of.</summary>
/// <param name="recorder">Takes the calls.</param>
/// <param name="context">The call of the composite.</param>
/// <param name="inputs">Which input of the recorded graph each node among the arguments is.</param>
internal sealed class CompositeCall(TraceRecorder recorder, InferenceContext context, IReadOnlyDictionary<Node, Node> inputs)
{
    /// <summary>The argument as it is, to be passed on.</summary>
    public TracedArgument this[string name] => PassOn(context[name]);

    /// <summary>Name of the operator: <c>ns::op.overload</c>.</summary>
    public string Operator => context.Operator.Name;

    /// <summary>Names of all arguments, in the schema's order.</summary>
    public IEnumerable<string> Names => context.Operator.Schema.Arguments.Select(a => a.Name);

    /// <summary>How many results there are.</summary>
    public int ResultCount => context.Operator.Schema.Results.Length;

    /// <summary>See <see cref="Graphs.Operator.ResultIsView"/>.</summary>
    public bool? ResultIsView => context.Operator.ResultIsView(context);

    /// <summary>Whether the rows of a tensor, in all its dims but the last, certainly lie at one distance.</summary>
    public bool HaveOneDistance(TracedTensor x) =>
        x.Rank < 3 || MergedDims.Of(context, x.Type.Shape[..^1], 1, x.Type.Strides[..^1]) is not null;

    /// <summary>Whether an argument is given by its name alone.</summary>
    public bool IsKeyword(string name) => context.Operator.Schema.Arguments[context.Operator.Schema.IndexOf(name)].IsKeywordOnly;

    /// <summary>Whether the schema has the argument.</summary>
    public bool Has(string name) => context.Operator.Schema.HasArgument(name);

    public bool IsNone(string name) => context.IsNone(name);

    public bool IsTensor(string name) => context.IsTensor(name);

    public TracedTensor Tensor(string name)
    {
        context.Tensor(name);
        return new TracedTensor(recorder, inputs[((NodeArgument)context[name]).Node]);
    }

    /// <summary>The tensors of a list.</summary>
    public TracedTensor[] Tensors(string name) => context[name] is ListArgument { Items: var items }
        ? [.. items.Select(i => new TracedTensor(recorder, inputs[((NodeArgument)i).Node]))]
        : throw Error($"the argument '{name}' must be a list of tensors, found {context[name]}.");

    public TracedTensor? OptionalTensor(string name) => context.IsNone(name) ? null : Tensor(name);

    public long Int(string name) => context.Int(name);

    public long? OptionalInt(string name) => context.OptionalInt(name);

    public ImmutableArray<long> Ints(string name) => context.Ints(name);

    public bool Bool(string name) => context.Bool(name);

    public string String(string name) => context.String(name);

    public string? OptionalString(string name) => context.OptionalString(name);

    public DType? OptionalDType(string name) => context.OptionalDType(name);

    /// <summary>A literal number.</summary>
    public double Number(string name) => KernelCalls.Number(context, name)
        ?? throw Error($"takes a literal number as '{name}', found {context[name]}.");

    /// <summary>The dtype in which two operands meet, tensors or numbers.</summary>
    public DType Promoted(string first, string second) => PromotionOperand.ResultType(context.Operand(first), context.Operand(second));

    /// <summary>A size, which may be symbolic.</summary>
    public SymbolicInt Size(string name) => AsSize(context[name], name);

    /// <summary>Several of them.</summary>
    public SymbolicInt[] Sizes(string name) => context[name] is ListArgument { Items: var items }
        ? [.. items.Select(i => AsSize(i, name))]
        : [Size(name)];

    public SymbolicInt? OptionalSize(string name) => context.IsNone(name) ? null : Size(name);

    /// <summary>A dim in 0…rank-1 from one that may count from the end.</summary>
    public int Dim(long dim, int rank) => context.NormalizeDim(dim, rank);

    /// <summary>Records a call.</summary>
    public TracedResult Call(string name, params ReadOnlySpan<TracedArgument> arguments) => recorder.Call(name, arguments);

    /// <summary>Records a call whose result is a tensor.</summary>
    public TracedTensor Make(string name, params ReadOnlySpan<TracedArgument> arguments) => recorder.Call(name, arguments).Tensor;

    /// <summary>Makes a condition on sizes one of the call; see <see cref="InferenceContext.Refutes"/>.</summary>
    /// <exception cref="InferenceException">It certainly does not hold; the message says what would.</exception>
    public void Require(SymBool condition, string message)
    {
        if (context.Refutes(condition))
        {
            throw Error(message);
        }
        if (recorder.Graph.Shapes.Decide(condition) is null)
        {
            recorder.Graph.Shapes.AddFact(condition);
        }
    }

    /// <summary>What is known of a condition on sizes.</summary>
    public bool? Decide(SymBool condition) => recorder.Graph.Shapes.Decide(condition);

    public InferenceException Error(string message) => context.Error(message);

    private SymbolicInt AsSize(Argument argument, string name) => argument switch
    {
        IntArgument { Value: var value } => value,
        BoolArgument { Value: var value } => value ? 1 : 0,
        NodeArgument { Node: { Type: SymIntType { Value: var value } } node } => new SymbolicInt(recorder, inputs[node], value),
        _ => throw Error($"the argument '{name}' must be an int, found {argument}."),
    };

    private TracedArgument PassOn(Argument argument) => argument switch
    {
        NoneArgument => TracedArgument.None,
        NodeArgument { Node: { Type: SymIntType { Value: var value } } node } => new SymbolicInt(recorder, inputs[node], value),
        NodeArgument { Node: { Type: TensorType } node } => new TracedTensor(recorder, inputs[node]),
        NodeArgument { Node: var node } => throw Error($"takes no number that only the run knows, found %{node.Name}: {node.Type}."),
        ListArgument { Items: var items } => TracedArgument.List([.. items.Select(PassOn)]),
        _ => TracedArgument.Literal(argument),
    };
}
