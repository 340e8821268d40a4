using System.Runtime.CompilerServices;
using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>One input or output of a call: a tensor, a number, or a text that the program was exported with.</summary>
public readonly record struct CallValue
{
    private readonly object? reference;
    private readonly double number;

    private CallValue(object? reference, long integer, double number, Kinds kind)
    {
        this.reference = reference;
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
        Text,
    }

    public Kinds Kind { get; }

    /// <summary>Null where it is none.</summary>
    public Tensor? Tensor => Kind == Kinds.Tensor ? Unsafe.As<Tensor>(reference) : null;

    /// <summary>Null where it is none. Only results are texts: those that the exported function returned as they are.</summary>
    public string? Text => Kind == Kinds.Text ? Unsafe.As<string>(reference) : null;

    /// <summary>Of an int; 1 or 0 of a bool.</summary>
    public long Int { get; }

    public double Float => Kind == Kinds.Float ? number : Int;

    public static implicit operator CallValue(Tensor tensor) => FromTensor(tensor);

    public static implicit operator CallValue(long value) => FromInt64(value);

    public static CallValue FromTensor(Tensor tensor) => new(tensor, 0, 0, Kinds.Tensor);

    public static CallValue FromInt64(long value) => new(null, value, 0, Kinds.Int);

    public static CallValue FromDouble(double value) => new(null, 0, value, Kinds.Float);

    public static CallValue FromBoolean(bool value) => new(null, value ? 1 : 0, 0, Kinds.Bool);

    public static CallValue FromText(string value) => new(value, 0, 0, Kinds.Text);

    /// <summary>A tensor, a long, a double, a bool, a string or null.</summary>
    public static CallValue FromObject(object? value) => value switch
    {
        null => default,
        Tensor tensor => FromTensor(tensor),
        long number => FromInt64(number),
        double number => FromDouble(number),
        bool flag => FromBoolean(flag),
        string text => FromText(text),
        _ => throw new ArgumentException($"A call takes tensors and numbers, no {value.GetType().Name}.", nameof(value)),
    };

    /// <summary>The counterpart of <see cref="FromObject"/>.</summary>
    public object? ToObject() => Kind switch
    {
        Kinds.Tensor => Tensor,
        Kinds.Int => Int,
        Kinds.Float => number,
        Kinds.Bool => Int != 0,
        Kinds.Text => Text,
        _ => null,
    };

    public override string ToString() => ToObject()?.ToString() ?? "nothing";
}
