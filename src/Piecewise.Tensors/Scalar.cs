using System.Globalization;

namespace Piecewise.Tensors;

/// <summary>A number without a width: PyTorch's <c>Scalar</c>, and the value of a symbolic int, float or bool at run time.</summary>
internal readonly record struct Scalar
{
    private readonly long integer;
    private readonly double real;

    private Scalar(DTypeCategory category, long integer, double real)
    {
        Category = category;
        this.integer = integer;
        this.real = real;
    }

    /// <summary>Bool, Integer or Float.</summary>
    public DTypeCategory Category { get; }

    public bool IsFloat => Category == DTypeCategory.Float;

    public bool IsBool => Category == DTypeCategory.Bool;

    public double ToDouble() => IsFloat ? real : integer;

    /// <summary>The integer; a float is truncated towards zero, as by a C cast.</summary>
    public long ToInt64() => IsFloat ? (long)real : integer;

    public bool ToBool() => IsFloat ? real != 0 : integer != 0;

    public static implicit operator Scalar(long value) => new(DTypeCategory.Integer, value, 0);

    public static implicit operator Scalar(double value) => new(DTypeCategory.Float, 0, value);

    public static implicit operator Scalar(bool value) => new(DTypeCategory.Bool, value ? 1 : 0, 0);

    public override string ToString() => Category switch
    {
        DTypeCategory.Bool => integer != 0 ? "true" : "false",
        DTypeCategory.Integer => integer.ToString(CultureInfo.InvariantCulture),
        _ => real.ToString("R", CultureInfo.InvariantCulture),
    };
}
