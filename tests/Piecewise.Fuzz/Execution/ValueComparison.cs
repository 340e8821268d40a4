using System.Numerics;
using Piecewise.Compiler.Verification;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Fuzz;

/// <summary>Whether two modes computed the same: exactly for integers, within a fraction of the largest magnitude for floats.</summary>
internal static class ValueComparison
{
    private const double Slack = 4;

    // Where a result is no further below the largest number of its dtype, the order of a sum decides whether it overflows on its way.
    private const double Headroom = 8;

    // Of 127: each layer may move a few values to the next one.
    private const int FewLevels = 3;

    /// <summary>What is different; null where nothing is.</summary>
    /// <param name="expected">Of the first mode.</param>
    /// <param name="actual">Of another.</param>
    /// <param name="hasLevels">Whether a few levels of 8 bits are nothing.</param>
    public static string? Difference(Value expected, Value actual, bool hasLevels = false)
    {
        if (expected.IsTensor != actual.IsTensor)
        {
            return $"{actual}, not {expected}";
        }
        if (!expected.IsTensor)
        {
            return Number(expected) is { } x && Number(actual) is { } y
                ? IsSame(x, y) || Math.Abs(x - y) <= 1e-6 * Math.Abs(x) ? null : $"{actual}, not {expected}"
                : expected.IsNone == actual.IsNone ? null : $"{actual}, not {expected}";
        }
        var (wanted, found) = (expected.Tensor, actual.Tensor);
        if (wanted.DType != found.DType || !wanted.Shape.SequenceEqual(found.Shape))
        {
            return $"{found}, not {wanted}";
        }
        if (wanted.IsContiguous && found.IsContiguous && HaveEqualBytes(wanted, found))
        {
            return null;
        }
        return !wanted.DType.IsIntegral() ? FloatDifference(wanted, found, hasLevels ? FewLevels / 127.0 : 0)
            : hasLevels && wanted.DType is DType.I8 or DType.U8 ? LevelDifference(wanted, found) : ExactDifference(wanted, found);
    }

    private static string? ExactDifference(Tensor expected, Tensor actual)
    {
        var (x, y) = (Cast.To(expected, DType.I64), Cast.To(actual, DType.I64));
        var (a, b) = (x.ToArray<long>(), y.ToArray<long>());
        var at = a.AsSpan().CommonPrefixLength(b);
        return at == a.Length ? null : $"element {at} is {b[at]}, not {a[at]} of {expected}";
    }

    private static string? LevelDifference(Tensor expected, Tensor actual)
    {
        var (a, b) = (Cast.To(expected, DType.I64).ToArray<long>(), Cast.To(actual, DType.I64).ToArray<long>());
        for (var i = 0; i < a.Length; i++)
        {
            if (Math.Abs(a[i] - b[i]) > FewLevels)
            {
                return $"element {i} is {b[i]}, not {a[i]} of {expected}";
            }
        }
        return null;
    }

    private static string? FloatDifference(Tensor expected, Tensor actual, double least)
    {
        var (a, b) = (Cast.To(expected, DType.C128).ToArray<Complex>(), Cast.To(actual, DType.C128).ToArray<Complex>());
        var largest = 0.0;
        foreach (var value in a)
        {
            largest = double.IsFinite(Complex.Abs(value)) ? Math.Max(largest, Complex.Abs(value)) : largest;
        }
        var isFull = largest > Largest(expected.DType) / Headroom;
        var allowed = Math.Max(OutputComparison.ToleranceOf(expected.DType) * Slack, least) * Math.Max(largest, 1e-3);
        for (var i = 0; i < a.Length; i++)
        {
            if (isFull && Complex.IsFinite(a[i]) != Complex.IsFinite(b[i]))
            {
                continue;
            }
            if (!IsClose(a[i].Real, b[i].Real, allowed) || !IsClose(a[i].Imaginary, b[i].Imaginary, allowed))
            {
                return expected.DType.IsComplex() ? $"element {i} is {b[i]}, not {a[i]} of {expected}"
                    : $"element {i} is {b[i].Real:R}, not {a[i].Real:R} of {expected}";
            }
        }
        return null;
    }

    private static unsafe bool HaveEqualBytes(Tensor a, Tensor b)
    {
        var length = checked((int)(a.ElementCount * a.DType.Size()));
        var equal = new ReadOnlySpan<byte>(a.Pointer, length).SequenceEqual(new ReadOnlySpan<byte>(b.Pointer, length));
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        return equal;
    }

    private static double Largest(DType dtype) => dtype.Largest() is > 0 and var largest ? largest : float.MaxValue;

    private static double? Number(Value value) =>
        !value.IsScalar ? null : value.Scalar.IsFloat ? value.Scalar.ToDouble() : value.Scalar.ToInt64();

    private static bool IsClose(double a, double b, double allowed) => IsSame(a, b) || Math.Abs(a - b) <= allowed;

    private static bool IsSame(double a, double b) => a == b || (double.IsNaN(a) && double.IsNaN(b));
}
