using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>One input or output of a call: a tensor, or a number.</summary>
public readonly record struct CallValue
{
    private readonly double number;

    private CallValue(Tensor? tensor, long integer, double number, Kinds kind)
    {
        Tensor = tensor;
        Int = integer;
        this.number = number;
        Kind = kind;
    }

    /// <summary>What a value is.</summary>
    public enum Kinds : byte
    {
        None,
        Tensor,
        Int,
        Float,
        Bool,
    }

    public Kinds Kind { get; }

    /// <summary>Null where it is none.</summary>
    public Tensor? Tensor { get; }

    /// <summary>Of an int; 1 or 0 of a bool.</summary>
    public long Int { get; }

    public double Float => Kind == Kinds.Float ? number : Int;

    public static implicit operator CallValue(Tensor tensor) => FromTensor(tensor);

    public static implicit operator CallValue(long value) => FromInt64(value);

    public static CallValue FromTensor(Tensor tensor) => new(tensor, 0, 0, Kinds.Tensor);

    public static CallValue FromInt64(long value) => new(null, value, 0, Kinds.Int);

    public static CallValue FromDouble(double value) => new(null, 0, value, Kinds.Float);

    public static CallValue FromBoolean(bool value) => new(null, value ? 1 : 0, 0, Kinds.Bool);

    /// <summary>A tensor, a long, a double, a bool or null.</summary>
    public static CallValue FromObject(object? value) => value switch
    {
        null => default,
        Tensor tensor => FromTensor(tensor),
        long number => FromInt64(number),
        double number => FromDouble(number),
        bool flag => FromBoolean(flag),
        _ => throw new ArgumentException($"A call takes tensors and numbers, no {value.GetType().Name}.", nameof(value)),
    };

    /// <summary>The counterpart of <see cref="FromObject"/>.</summary>
    public object? ToObject() => Kind switch
    {
        Kinds.Tensor => Tensor,
        Kinds.Int => Int,
        Kinds.Float => number,
        Kinds.Bool => Int != 0,
        _ => null,
    };

    public override string ToString() => ToObject()?.ToString() ?? "nothing";
}
