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
        var (a, b) = (Cast.To(expected.Tensor, DType.F64).Contiguous(), Cast.To(actual.Tensor, DType.F64).Contiguous());
        var step = isExact ? 0 : expected.Tensor.DType switch
        {
            DType.F64 => 1e-9,
            DType.F32 => 2e-6,
            DType.F16 => 1e-3,
            DType.BF16 => 8e-3,
            DType.F8E4M3FN => 0.13,
            _ => 0,
        };
        for (var i = 0; i < a.ElementCount; i++)
        {
            var (x, y) = (a.AsSpan<double>()[i], b.AsSpan<double>()[i]);
            if (!(x == y || (double.IsNaN(x) && double.IsNaN(y)) || Math.Abs(x - y) <= step * (floor + Math.Abs(x))))
            {
                return $"element {i} is {y:R}, not {x:R} ({expected.Tensor})";
            }
        }
        return null;
    }

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
