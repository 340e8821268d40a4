using System.Collections.Immutable;
using Piecewise.Tensors;

namespace Piecewise.Graphs;

/// <summary>What a reference kernel sees: the values of the arguments by schema name, and the host's services.</summary>
internal sealed class EvaluationContext
{
    private readonly ImmutableArray<Value> arguments;

    public EvaluationContext(Operator op, ImmutableArray<Value> arguments, IGraphRunner interpreter)
    {
        Operator = op;
        this.arguments = arguments;
        Interpreter = interpreter;
    }

    public Operator Operator { get; }

    /// <summary>Runs nested graphs, and holds the services that the host gave.</summary>
    public IGraphRunner Interpreter { get; }

    /// <summary>Told the place of each argument that is asked for: tests find arguments by it that a kernel forgets.</summary>
    public Action<int>? Asked { get; init; }

    /// <summary>One per schema slot, for whoever hands them all on; nothing counts as asked for.</summary>
    public ImmutableArray<Value> All => arguments;

    public Value this[string name]
    {
        get
        {
            var index = Operator.Schema.IndexOf(name);
            Asked?.Invoke(index);
            return arguments[index];
        }
    }

    public bool IsNone(string name) => this[name].IsNone;

    public Tensor Tensor(string name) => this[name].Tensor;

    public Tensor? OptionalTensor(string name) => this[name] is { IsNone: false } value ? value.Tensor : null;

    public ImmutableArray<Tensor> Tensors(string name) => [.. this[name].Items.Select(i => i.Tensor)];

    public ImmutableArray<Tensor?> OptionalTensors(string name) => [.. this[name].Items.Select(i => i.IsNone ? null : i.Tensor)];

    public Scalar Scalar(string name) => this[name].Scalar;

    public Scalar? OptionalScalar(string name) => this[name] is { IsNone: false } value ? value.Scalar : null;

    public long Int(string name) => Scalar(name).ToInt64();

    public long? OptionalInt(string name) => OptionalScalar(name)?.ToInt64();

    public double Float(string name) => Scalar(name).ToDouble();

    public double? OptionalFloat(string name) => OptionalScalar(name)?.ToDouble();

    public bool Bool(string name) => Scalar(name).ToBool();

    /// <summary>A list of ints; a single int is a list of one.</summary>
    public long[] Ints(string name)
    {
        var value = this[name];
        return value.IsScalar ? [value.Scalar.ToInt64()] : [.. value.Items.Select(i => i.Scalar.ToInt64())];
    }

    public long[]? OptionalInts(string name) => IsNone(name) ? null : Ints(name);

    public string String(string name) => ((StringArgument)this[name].Literal).Value;

    public string? OptionalString(string name) => IsNone(name) ? null : String(name);

    public DType DType(string name) => ((DTypeArgument)this[name].Literal).Value;

    public DType? OptionalDType(string name) => IsNone(name) ? null : DType(name);

    public Graph Graph(string name) => ((GraphArgument)this[name].Literal).Graph;

    /// <summary>A tensor or number operand as a tensor: a number becomes rank 0 of its category's default dtype.</summary>
    public PromotionOperand PromotionOperand(string name) => this[name] is { IsTensor: true } value
        ? Graphs.PromotionOperand.Of(value.Tensor.DType, value.Tensor.Rank)
        : Graphs.PromotionOperand.OfNumber(Scalar(name).Category);

    public int NormalizeDim(long dim, int rank)
    {
        var limit = Math.Max(rank, 1);
        return dim < -limit || dim >= limit
            ? throw Error($"dim {dim} is out of range for rank {rank}.")
            : (int)(dim < 0 ? dim + limit : dim);
    }

    /// <summary>The same values as arguments of another operator with as many arguments.</summary>
    public EvaluationContext As(Operator op) => new(op, arguments, Interpreter) { Asked = Asked };

    /// <summary>
    /// The same call as a shape rule sees it, with literal sizes. A kernel that asks the operator's own shape rule for the layout of its
    /// result can't disagree with it.
    /// </summary>
    public InferenceContext Types()
    {
        var graph = new Graph("call", new ShapeEnvironment());
        return new InferenceContext(Operator, [.. arguments.Select(a => ToArgument(graph, a))], graph.Shapes) { Asked = Asked };
    }

    public EvaluationException Error(string message) => new($"{Operator.Name}: {message}");

    private static Argument ToArgument(Graph graph, Value value) =>
        value.IsTensor ? new NodeArgument(new Node(graph, NodeKind.Input, "tensor", TensorType.Of(value.Tensor)))
        : value.IsList ? Argument.List(value.Items.Select(i => ToArgument(graph, i)))
        : value.IsNone ? Argument.None
        : value.IsLiteral ? value.Literal
        : value.Scalar.IsFloat ? value.Scalar.ToDouble()
        : value.Scalar.IsBool ? value.Scalar.ToBool()
        : value.Scalar.ToInt64();
}
