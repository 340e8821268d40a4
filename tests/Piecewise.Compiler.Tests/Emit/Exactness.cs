using System.Numerics;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Emit;

/// <summary>Whether two runs gave the same; null where they did, else what is different.</summary>
internal static class Exactness
{
    /// <summary>To the last bit but for the sign of zero, which the order of a reduction decides.</summary>
    public static string? Difference(Value expected, Value actual) =>
        BitwiseEquality.AreEqual(WithoutSignOfZero(expected), WithoutSignOfZero(actual)) ? null : $"{actual}, not {expected}";

    /// <summary>
    /// Equal numbers; or where that can't be, close by the dtype: functions of vectors differ from those of scalars by a few units in the
    /// last place.
    /// </summary>
    public static string? Distance(Value expected, Value actual, bool isExact, double floor = 1e-2)
    {
        if (!expected.IsTensor || expected.Tensor.DType != actual.Tensor.DType || !expected.Tensor.Shape.SequenceEqual(actual.Tensor.Shape))
        {
            return expected == actual ? null : $"{actual}, not {expected}";
        }
        var (a, b) = (Numbers(expected.Tensor), Numbers(actual.Tensor));
        var step = isExact ? 0 : expected.Tensor.DType switch
        {
            DType.F64 or DType.C128 => 1e-9,
            DType.F32 or DType.C64 => 2e-6,
            DType.F16 => 1e-3,
            DType.BF16 => 8e-3,
            DType.F8E4M3FN => 0.13,
            _ => 0,
        };
        for (var i = 0; i < a.Length; i++)
        {
            var (x, y) = (a[i], b[i]);
            if (!(x == y || (double.IsNaN(x) && double.IsNaN(y)) || Math.Abs(x - y) <= step * (floor + Math.Abs(x))))
            {
                return $"number {i} is {y:R}, not {x:R} ({expected.Tensor})";
            }
        }
        return null;
    }

    // Of complex elements two.
    private static double[] Numbers(Tensor tensor) => tensor.DType.IsComplex()
        ? [.. Cast.To(tensor, DType.C128).Contiguous().ToArray<Complex>().SelectMany(c => new[] { c.Real, c.Imaginary })]
        : Cast.To(tensor, DType.F64).Contiguous().ToArray<double>();

    private static Value WithoutSignOfZero(Value value)
    {
        if (!value.IsTensor || value.Tensor.DType != DType.F32)
        {
            return value;
        }
        var dense = value.Tensor.Clone().Contiguous();
        foreach (ref var x in dense.AsSpan<float>())
        {
            x += 0f;
        }
        return dense;
    }
}
