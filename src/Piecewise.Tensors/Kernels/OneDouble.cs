namespace Piecewise.Tensors.Kernels;

/// <summary>One double, for what is left of a row of vectors.</summary>
internal readonly unsafe struct OneDouble(double value) : IDoubles<OneDouble>
{
    private readonly double value = value;

    public static int Width => 1;

    public static OneDouble Load(double* from) => new(*from);

    public static OneDouble Spread(double value) => new(value);

    public void Store(double* to) => *to = value;

    public static OneDouble operator +(OneDouble a, OneDouble b) => new(a.value + b.value);

    public static OneDouble operator -(OneDouble a, OneDouble b) => new(a.value - b.value);

    public static OneDouble operator *(OneDouble a, OneDouble b) => new(a.value * b.value);

    public static OneDouble operator -(OneDouble a) => new(-a.value);
}
