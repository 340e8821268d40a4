using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Piecewise.Tensors.Reference;

/// <summary>
/// Sums that lose nothing a float result could show: floats are added up in double. Doubles are added up as they are, in several lanes.
/// </summary>
internal static class Accumulate
{
    // Shorter rows are added up in four interleaved sums: PyTorch's order, which shows where huge elements cancel.
    private const int ShortRow = 16;

    public static double Sum<T>(ReadOnlySpan<T> values) where T : unmanaged, IFloatingPointIeee754<T> =>
        values.Length < ShortRow ? SumOfShort(values)
        : typeof(T) == typeof(float) ? Run<Identity>(MemoryMarshal.Cast<T, float>(values), 0)
        : double.CreateTruncating(TensorPrimitives.Sum(values));

    /// <summary>Sum of <c>(x - center)²</c>.</summary>
    public static double SquaredDeviations<T>(ReadOnlySpan<T> values, double center) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (typeof(T) == typeof(float))
        {
            return Run<Deviation>(MemoryMarshal.Cast<T, float>(values), center);
        }
        double sum = 0;
        foreach (var value in MemoryMarshal.Cast<T, double>(values))
        {
            sum += (value - center) * (value - center);
        }
        return sum;
    }

    private static double SumOfShort<T>(ReadOnlySpan<T> values) where T : unmanaged, INumber<T>
    {
        Span<double> sums = stackalloc double[4];
        var whole = values.Length / 4 * 4;
        for (var i = 0; i < values.Length; i++)
        {
            sums[i < whole ? i % 4 : 0] += double.CreateTruncating(values[i]);
        }
        return sums[0] + sums[1] + sums[2] + sums[3];
    }

    private interface ITerm
    {
        static abstract Vector<double> Of(Vector<double> x, Vector<double> center);

        static abstract double Of(double x, double center);
    }

    private readonly struct Identity : ITerm
    {
        public static Vector<double> Of(Vector<double> x, Vector<double> center) => x;

        public static double Of(double x, double center) => x;
    }

    private readonly struct Deviation : ITerm
    {
        public static Vector<double> Of(Vector<double> x, Vector<double> center) => (x - center) * (x - center);

        public static double Of(double x, double center) => (x - center) * (x - center);
    }

    private static double Run<TTerm>(ReadOnlySpan<float> values, double center) where TTerm : ITerm
    {
        var shift = new Vector<double>(center);
        Vector<double> low = default, high = default;
        var i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(values.Slice(i, Vector<float>.Count)), out var a, out var b);
            low += TTerm.Of(a, shift);
            high += TTerm.Of(b, shift);
        }
        var sum = Vector.Sum(low + high);
        for (; i < values.Length; i++)
        {
            sum += TTerm.Of(values[i], center);
        }
        return sum;
    }
}
