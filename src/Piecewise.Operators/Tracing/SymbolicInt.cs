using Piecewise.Graphs;

namespace Piecewise.Tracing;

/// <summary>
/// An int in a traced function: a size of a tensor, an int input, or what is computed from them. A literal where its value is known,
/// else a node of the graph; a size becomes a node when it is first used. Division rounds toward negative infinity and a remainder has
/// the divisor's sign, as in Python.
/// </summary>
internal sealed class SymbolicInt
{
    private readonly Node? tensor;
    private readonly int dim;
    private Node? node;

    private SymbolicInt(long value) => Value = value;

    internal SymbolicInt(TraceRecorder recorder, Node node, SymInt value)
    {
        Recorder = recorder;
        this.node = node;
        Value = value;
    }

    /// <summary>A size of a tensor, recorded when it is used.</summary>
    internal SymbolicInt(TraceRecorder recorder, Node tensor, int dim)
    {
        Recorder = recorder;
        this.tensor = tensor;
        this.dim = dim;
        Value = ((TensorType)tensor.Type).Shape[dim];
    }

    /// <summary>The value as an expression over the symbols of the trace.</summary>
    public SymInt Value { get; }

    /// <summary>True where the value is the same in every call of the traced program.</summary>
    public bool IsStatic => Value.IsConstant;

    internal TraceRecorder? Recorder { get; }

    public static implicit operator SymbolicInt(int value) => new(value);

    public static implicit operator SymbolicInt(long value) => new(value);

    /// <exception cref="TraceException">The value is dynamic.</exception>
    public static explicit operator long(SymbolicInt value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Value.TryGetConstant(out var constant)
            ? constant
            : throw value.Recorder!.Error(
                $"The size {value.Value} is dynamic: the traced function runs once for every value and can't turn it into a number.");
    }

    /// <exception cref="TraceException">The value is dynamic.</exception>
    public static explicit operator int(SymbolicInt value) => checked((int)(long)value);

    public static SymbolicInt operator +(SymbolicInt left, SymbolicInt right) =>
        Compute("_operator::add.default", left, right, (a, b) => a + b);

    public static SymbolicInt operator -(SymbolicInt left, SymbolicInt right) =>
        Compute("_operator::sub.default", left, right, (a, b) => a - b);

    public static SymbolicInt operator *(SymbolicInt left, SymbolicInt right) =>
        Compute("_operator::mul.default", left, right, (a, b) => a * b);

    /// <summary>Floor division.</summary>
    public static SymbolicInt operator /(SymbolicInt left, SymbolicInt right) =>
        Compute("_operator::floordiv.default", left, right, SymInt.FloorDiv);

    public static SymbolicInt operator %(SymbolicInt left, SymbolicInt right) => Compute("_operator::mod.default", left, right, SymInt.Mod);

    public static SymbolicInt operator -(SymbolicInt value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Value.TryGetConstant(out var constant) ? checked(-constant)
            : value.Recorder!.Compute("_operator::neg.default", [value]);
    }

    public static SymbolicInt Min(SymbolicInt left, SymbolicInt right) => Compute("torch::sym_min.default", left, right, SymInt.Min);

    public static SymbolicInt Max(SymbolicInt left, SymbolicInt right) => Compute("torch::sym_max.default", left, right, SymInt.Max);

    public static SymbolicCondition operator ==(SymbolicInt left, SymbolicInt right) =>
        Compare("_operator::eq.default", left, right, SymBool.Eq);

    public static SymbolicCondition operator !=(SymbolicInt left, SymbolicInt right) =>
        Compare("_operator::ne.default", left, right, SymBool.Ne);

    public static SymbolicCondition operator <(SymbolicInt left, SymbolicInt right) =>
        Compare("_operator::lt.default", left, right, SymBool.Lt);

    public static SymbolicCondition operator <=(SymbolicInt left, SymbolicInt right) =>
        Compare("_operator::le.default", left, right, SymBool.Le);

    public static SymbolicCondition operator >(SymbolicInt left, SymbolicInt right) =>
        Compare("_operator::gt.default", left, right, SymBool.Gt);

    public static SymbolicCondition operator >=(SymbolicInt left, SymbolicInt right) =>
        Compare("_operator::ge.default", left, right, SymBool.Ge);

    /// <summary>Whether both are the same object or equal expressions; <c>==</c> asks about values.</summary>
    public override bool Equals(object? obj) => obj is SymbolicInt other && other.Recorder == Recorder && other.Value == Value;

    public override int GetHashCode() => Value.GetHashCode();

    public override string ToString() => Value.ToString();

    internal Argument ToArgument() => Value.TryGetConstant(out var constant) ? constant : node ??= Recorder!.Size(tensor!, dim);

    private static SymbolicInt Compute(string op, SymbolicInt left, SymbolicInt right, Func<SymInt, SymInt, SymInt> rule)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        // n - n, (8 * n) / n: what is known needs no node.
        return rule(left.Value, right.Value).TryGetConstant(out var constant) ? constant
            : RecorderOf(left, right).Compute(op, [left, right]);
    }

    private static SymbolicCondition Compare(string op, SymbolicInt left, SymbolicInt right, Func<SymInt, SymInt, SymBool> rule)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var condition = rule(left.Value, right.Value);
        return condition.IsConstant
            ? new SymbolicCondition(condition == SymBool.True)
            : new SymbolicCondition(RecorderOf(left, right), condition, () => RecorderOf(left, right).Call(op, [left, right]).Node);
    }

    private static TraceRecorder RecorderOf(SymbolicInt left, SymbolicInt right) => left.Recorder ?? right.Recorder!;
}
