using System.Runtime.Intrinsics;

namespace Piecewise.Tensors.Kernels;

/// <summary>A vector of four doubles; two of two where the machine has no such vectors.</summary>
internal readonly unsafe struct FourDoubles(Vector256<double> value) : IDoubles<FourDoubles>
{
    private readonly Vector256<double> value = value;

    public static int Width => Vector256<double>.Count;

    public static FourDoubles Load(double* from) => new(Vector256.Load(from));

    public static FourDoubles Spread(double value) => new(Vector256.Create(value));

    public void Store(double* to) => value.Store(to);

    public static FourDoubles operator +(FourDoubles a, FourDoubles b) => new(a.value + b.value);

    public static FourDoubles operator -(FourDoubles a, FourDoubles b) => new(a.value - b.value);

    public static FourDoubles operator *(FourDoubles a, FourDoubles b) => new(a.value * b.value);

    public static FourDoubles operator -(FourDoubles a) => new(-a.value);
}
