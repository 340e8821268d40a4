using System.Numerics;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Reference;

/// <summary>What algorithms over matrices ask of their elements, double or <see cref="Complex"/>.</summary>
internal static class MatrixElement
{
    public static T Conjugate<T>(T x) where T : unmanaged, INumberBase<T>
    {
        if (typeof(T) != typeof(Complex))
        {
            return x;
        }
        var value = Complex.Conjugate(Unsafe.As<T, Complex>(ref x));
        return Unsafe.As<Complex, T>(ref value);
    }

    public static double Real<T>(T x) where T : unmanaged, INumberBase<T> =>
        typeof(T) == typeof(Complex) ? Unsafe.As<T, Complex>(ref x).Real : Unsafe.As<T, double>(ref x);

    public static double Imaginary<T>(T x) where T : unmanaged, INumberBase<T> =>
        typeof(T) == typeof(Complex) ? Unsafe.As<T, Complex>(ref x).Imaginary : 0;

    /// <summary>The magnitude.</summary>
    public static double Abs<T>(T x) where T : unmanaged, INumberBase<T> =>
        typeof(T) == typeof(Complex) ? Complex.Abs(Unsafe.As<T, Complex>(ref x)) : Math.Abs(Unsafe.As<T, double>(ref x));

    /// <summary>What pivots are compared by: the sum of the parts' magnitudes.</summary>
    public static double Size<T>(T x) where T : unmanaged, INumberBase<T> => Math.Abs(Real(x)) + Math.Abs(Imaginary(x));

    public static T Of<T>(double real, double imaginary = 0) where T : unmanaged, INumberBase<T>
    {
        if (typeof(T) != typeof(Complex))
        {
            return Unsafe.As<double, T>(ref real);
        }
        var value = new Complex(real, imaginary);
        return Unsafe.As<Complex, T>(ref value);
    }

    /// <summary>Whether no element is NaN or infinite.</summary>
    public static bool AreFinite<T>(ReadOnlySpan<T> elements) where T : unmanaged, INumberBase<T>
    {
        foreach (var element in elements)
        {
            if (!double.IsFinite(Real(element)) || !double.IsFinite(Imaginary(element)))
            {
                return false;
            }
        }
        return true;
    }
}
