using System.Collections.Immutable;
using Piecewise.Tensors;

namespace Piecewise.Graphs;

/// <summary>
/// What a shape rule sees: the types of the arguments by schema name, and what is known of the symbols. A form of a call that writes
/// results (<see cref="Graphs.Operator.Loops"/>, <see cref="Graphs.Operator.DirectKernel"/>, <see cref="Graphs.Operator.Parts"/>) sees the
/// types that the graph records for them too.
/// </summary>
internal sealed class InferenceContext
{
    private readonly ImmutableArray<Argument> arguments;
    private readonly List<SymBool>? conditions;
    private readonly NodeType? result;
    private readonly bool isEstablished;

    /// <param name="op">The operator.</param>
    /// <param name="arguments">One per schema slot.</param>
    /// <param name="shapes">What is known of the symbols.</param>
    /// <param name="conditions">
    /// Takes what the rule needs and cannot prove, which <paramref name="shapes"/> then has as facts: whoever passes a list makes sure that
    /// no call runs in which one does not hold. Without a list, a rule refuses what it cannot prove.
    /// </param>
    public InferenceContext(Operator op, ImmutableArray<Argument> arguments, ShapeEnvironment shapes, List<SymBool>? conditions = null)
        : this(op, arguments, shapes, conditions, result: null, isEstablished: false)
    {
    }

    private InferenceContext(
        Operator op, ImmutableArray<Argument> arguments, ShapeEnvironment shapes, List<SymBool>? conditions, NodeType? result,
        bool isEstablished)
    {
        Operator = op;
        this.arguments = arguments;
        Shapes = shapes;
        this.conditions = conditions;
        this.result = result;
        this.isEstablished = isEstablished;
    }

    /// <summary>
    /// A call that is in a graph, with the type that the graph records for its result. What the call needs was made sure of when it got
    /// there, and is not asked again: where more is known it may take another form, and where the program's conditions contradict each
    /// other, no call comes.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="shapes">What is known of the symbols; the graph's knowledge by default.</param>
    public static InferenceContext Of(Node call, ShapeEnvironment? shapes = null)
    {
        ArgumentNullException.ThrowIfNull(call);
        var op = call.Operator ?? throw new ArgumentException($"%{call.Name} calls no operator.");
        return new InferenceContext(op, call.Arguments, shapes ?? call.Graph.Shapes, conditions: null, call.Type, isEstablished: true);
    }

    public Operator Operator { get; }

    public ShapeEnvironment Shapes { get; }

    /// <summary>Told the place of each argument that is asked for: tests find arguments by it that a rule forgets.</summary>
    public Action<int>? Asked { get; init; }

    /// <summary>One per schema slot, for whoever hands them all on; nothing counts as asked for.</summary>
    public ImmutableArray<Argument> All => arguments;

    public Argument this[string name]
    {
        get
        {
            var index = Operator.Schema.IndexOf(name);
            Asked?.Invoke(index);
            return arguments[index];
        }
    }

    public bool IsNone(string name) => this[name] is NoneArgument;

    public bool IsTensor(string name) => this[name] is NodeArgument { Node.Type: TensorType };

    public TensorType Tensor(string name) => AsTensor(this[name], name);

    public TensorType? OptionalTensor(string name) => IsNone(name) ? null : Tensor(name);

    public ImmutableArray<TensorType> Tensors(string name) => this[name] switch
    {
        ListArgument list => [.. list.Items.Select(i => AsTensor(i, name))],
        NodeArgument { Node.Type: TupleType tuple } => [.. tuple.Items.Select(i => i as TensorType ?? throw Wrong(name, "tensors"))],
        _ => throw Wrong(name, "a list of tensors"),
    };

    /// <summary>Items of a <c>Tensor?[]</c>.</summary>
    public ImmutableArray<TensorType?> OptionalTensors(string name) => this[name] is ListArgument list
        ? [.. list.Items.Select(i => i is NoneArgument ? null : AsTensor(i, name))]
        : throw Wrong(name, "a list of optional tensors");

    /// <summary>An int that may be symbolic.</summary>
    public SymInt SymInt(string name) => AsSymInt(this[name], name);

    public SymInt? OptionalSymInt(string name) => IsNone(name) ? null : SymInt(name);

    public ImmutableArray<SymInt> SymInts(string name) => this[name] switch
    {
        ListArgument list => [.. list.Items.Select(i => AsSymInt(i, name))],
        NoneArgument => throw Wrong(name, "a list of ints"),
        var single => [AsSymInt(single, name)],
    };

    /// <summary>An int that must be a literal: a dim, a flag.</summary>
    public long Int(string name) => SymInt(name) is var value && value.TryGetConstant(out var constant)
        ? constant
        : throw Wrong(name, "a literal int");

    public long? OptionalInt(string name) => IsNone(name) ? null : Int(name);

    public ImmutableArray<long> Ints(string name) =>
        [.. SymInts(name).Select(i => i.TryGetConstant(out var constant) ? constant : throw Wrong(name, "literal ints"))];

    public ImmutableArray<long>? OptionalInts(string name) => IsNone(name) ? null : Ints(name);

    public bool Bool(string name) => this[name] switch
    {
        BoolArgument a => a.Value,
        IntArgument a => a.Value != 0,
        _ => throw Wrong(name, "a literal bool"),
    };

    public string String(string name) => this[name] is StringArgument a ? a.Value : throw Wrong(name, "a string");

    public string? OptionalString(string name) => IsNone(name) ? null : String(name);

    public DType DType(string name) => this[name] is DTypeArgument a ? a.Value : throw Wrong(name, "a dtype");

    public DType? OptionalDType(string name) => IsNone(name) ? null : DType(name);

    /// <summary>Category of a number argument: a literal's, or a symbolic value's.</summary>
    public DTypeCategory ScalarCategory(string name) => ScalarCategory(this[name], name);

    /// <summary>The argument as an operand of type promotion: a tensor's dtype and rank, or a number's category.</summary>
    public PromotionOperand Operand(string name) => IsTensor(name)
        ? PromotionOperand.Of(Tensor(name).DType, Tensor(name).Rank)
        : PromotionOperand.OfNumber(ScalarCategory(name));

    /// <summary>The shape of a tensor operand; a number has rank 0.</summary>
    public ImmutableArray<SymInt> OperandShape(string name) => IsTensor(name) ? Tensor(name).Shape : [];

    public NodeType TypeOf(Argument argument) => argument.Type ?? throw new InferenceException($"{argument} has no type.");

    /// <summary>A dim in 0…rank-1 from one that may count from the end; rank 0 counts as rank 1, as in PyTorch.</summary>
    public int NormalizeDim(long dim, int rank)
    {
        var limit = Math.Max(rank, 1);
        return dim < -limit || dim >= limit
            ? throw new InferenceException($"{Operator.Name}: dim {dim} is out of range for rank {rank}.")
            : (int)(dim < 0 ? dim + limit : dim);
    }

    /// <summary>The same arguments given to another operator with as many arguments; nothing is known of its result.</summary>
    public InferenceContext As(Operator op) => new(op, arguments, Shapes, conditions, result: null, isEstablished) { Asked = Asked };

    /// <summary>
    /// Asks for a condition that the operator needs: true where it certainly does not hold, which the rule then refuses in words of its
    /// own. Where that is open, it becomes a condition of the program, and the rule may go on as if it held.
    /// </summary>
    /// <exception cref="InferenceException">It is open, and nobody would check it.</exception>
    public bool Refutes(SymBool condition)
    {
        if (isEstablished)
        {
            return false;
        }
        if (Shapes.Decide(condition) is { } known)
        {
            return !known;
        }
        if (conditions is null)
        {
            throw Error($"needs {condition}, which is not known here.");
        }
        try
        {
            Shapes.AddFact(condition);
        }
        catch (ShapeConflictException)
        {
            return true;
        }
        conditions.Add(condition);
        return false;
    }

    /// <summary>The same call with a result of a type.</summary>
    public InferenceContext Giving(NodeType type) => new(Operator, arguments, Shapes, conditions, type, isEstablished) { Asked = Asked };

    /// <summary>
    /// The type of a result as the graph records it, which says where its elements lie. A shape rule may give other strides: what PyTorch
    /// records depends on more than types.
    /// </summary>
    /// <param name="index">Which result of a call with several.</param>
    /// <exception cref="InvalidOperationException">There is no result yet, as in a shape rule, or it is no tensor.</exception>
    public TensorType Result(int index = 0) =>
        (result is TupleType { Items: var items } && index < items.Length ? items[index] : index == 0 ? result : null) as TensorType
        ?? throw new InvalidOperationException(
            $"{Operator.Name}: result {index} is {result?.ToString() ?? "not there yet"}; asked for a tensor.");

    /// <summary>A result for a kernel that is told its strides: the type that has them, and the pointer.</summary>
    /// <param name="index">Which result of a call with several.</param>
    public (TensorType Type, KernelArgument Pointer) StridedResult(int index = 0) => (Result(index), new ResultPointer(index));

    /// <summary>
    /// A result for a kernel that writes row by row without gaps; null where that is not certainly how the result is laid out.
    /// </summary>
    /// <param name="index">Which result of a call with several.</param>
    public KernelArgument? RowMajorResult(int index = 0)
    {
        var type = Result(index);
        return type.IsRowMajor || new TypeAgreement(Shapes, Shapes).Difference(type.WithShape(type.Shape), type) is null
            ? new ResultPointer(index) : null;
    }

    public InferenceException Error(string message) => new($"{Operator.Name}: {message}");

    private DTypeCategory ScalarCategory(Argument argument, string name) => argument switch
    {
        IntArgument or NodeArgument { Node.Type: SymIntType } => DTypeCategory.Integer,
        FloatArgument or NodeArgument { Node.Type: SymFloatType } => DTypeCategory.Float,
        BoolArgument or NodeArgument { Node.Type: SymBoolType } => DTypeCategory.Bool,
        _ => throw Wrong(name, "a number"),
    };

    private TensorType AsTensor(Argument argument, string name) =>
        argument is NodeArgument { Node.Type: TensorType type } ? type : throw Wrong(name, "a tensor");

    private SymInt AsSymInt(Argument argument, string name) => argument switch
    {
        IntArgument a => a.Value,
        BoolArgument a => a.Value ? 1 : 0,
        NodeArgument { Node.Type: SymIntType type } => type.Value,
        _ => throw Wrong(name, "an int"),
    };

    private InferenceException Wrong(string name, string expected)
    {
        var found = this[name] is NodeArgument { Node: var node } ? $"%{node.Name}: {node.Type}" : this[name].ToString();
        return new InferenceException($"{Operator.Name}: argument '{name}' must be {expected}, found {found}.");
    }
}
