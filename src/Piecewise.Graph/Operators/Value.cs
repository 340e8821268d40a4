using System.Collections.Immutable;
using Piecewise.Tensors;

namespace Piecewise.Graphs;

/// <summary>
/// A value at run time: nothing, a tensor, a number, a list of values, or a literal argument that has no value of its own.
/// </summary>
internal readonly struct Value : IEquatable<Value>
{
    private readonly object? reference;
    private readonly Scalar scalar;
    private readonly bool isScalar;

    private Value(object? reference, Scalar scalar, bool isScalar)
    {
        this.reference = reference;
        this.scalar = scalar;
        this.isScalar = isScalar;
    }

    public static Value None => default;

    public bool IsNone => reference is null && !isScalar;

    public bool IsTensor => reference is Tensor;

    public bool IsScalar => isScalar;

    public bool IsList => reference is ImmutableArray<Value>;

    /// <exception cref="InvalidOperationException">The value is something else.</exception>
    public Tensor Tensor => reference as Tensor ?? throw Wrong("a tensor");

    public Scalar Scalar => isScalar ? scalar : throw Wrong("a number");

    public ImmutableArray<Value> Items => reference is ImmutableArray<Value> items ? items : throw Wrong("a list");

    /// <summary>The literal (string, dtype, device, graph, …) that this value is.</summary>
    public Argument Literal => reference as Argument ?? throw Wrong("a literal");

    public bool IsLiteral => reference is Argument;

    public static implicit operator Value(Tensor tensor) => new(tensor, default, false);

    public static implicit operator Value(Scalar value) => new(null, value, true);

    public static implicit operator Value(long value) => new(null, value, true);

    // As for Argument: an int is never a float.
    public static implicit operator Value(int value) => new(null, (long)value, true);

    public static implicit operator Value(double value) => new(null, value, true);

    public static implicit operator Value(bool value) => new(null, value, true);

    public static implicit operator Value(string value) => new(new StringArgument(value), default, false);

    public static implicit operator Value(DType value) => new(new DTypeArgument(value), default, false);

    public static implicit operator Value(ImmutableArray<Value> items) => new(items, default, false);

    public static Value List(params IEnumerable<Value> items) => new(items.ToImmutableArray(), default, false);

    public static Value Ints(params ReadOnlySpan<long> items)
    {
        var builder = ImmutableArray.CreateBuilder<Value>(items.Length);
        foreach (var item in items)
        {
            builder.Add(item);
        }
        return builder.MoveToImmutable();
    }

    public static Value FromLiteral(Argument literal) => literal switch
    {
        NoneArgument => None,
        IntArgument a => a.Value,
        FloatArgument a => a.Value,
        BoolArgument a => a.Value,
        ListArgument a => List(a.Items.Select(FromLiteral)),
        NodeArgument a => throw new ArgumentException($"%{a.Node.Name} is not a literal."),
        _ => new Value(literal, default, false),
    };

    /// <summary>Same number, or same object: tensors are compared by identity.</summary>
    public bool Equals(Value other) =>
        isScalar ? other.isScalar && scalar == other.scalar : !other.isScalar && Equals(reference, other.reference);

    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(reference, scalar, isScalar);

    public static bool operator ==(Value left, Value right) => left.Equals(right);

    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    public override string ToString() => isScalar ? scalar.ToString()
        : reference is ImmutableArray<Value> items ? $"[{string.Join(", ", items)}]"
        : reference?.ToString() ?? "none";

    private InvalidOperationException Wrong(string expected) => new($"Expected {expected}, found {this}.");
}
