using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// A row of floats as 8-bit integers and one scale: the largest magnitude over 127, or 1 where that is 0. Values are divided by the scale
/// in f32 and rounded to nearest even; NaN becomes 0, and its row's scale NaN. The same bits on every machine.
/// </summary>
internal static unsafe class QuantizedRow
{
    /// <summary>The largest magnitude; 0 of nothing, NaN where one is NaN.</summary>
    public static float Largest(ReadOnlySpan<float> row) => row.IsEmpty ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude(row));

    /// <summary>The scale of a row.</summary>
    /// <param name="magnitude">Its largest magnitude.</param>
    /// <param name="largest">The integer that this becomes.</param>
    public static float ScaleOf(float magnitude, float largest)
    {
        var scale = magnitude / largest;
        return scale == 0 ? 1 : scale;
    }

    /// <summary>Rounds elements of a row.</summary>
    /// <param name="row">Elements.</param>
    /// <param name="count">How many.</param>
    /// <param name="scale">Their scale.</param>
    /// <param name="target">i8 [count], plus <paramref name="offset"/>, with which they wrap around to u8.</param>
    /// <param name="offset">0 or 128.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Round(float* row, nint count, float scale, byte* target, byte offset)
    {
        nint i = 0;
        if (Avx512BW.IsSupported)
        {
            var (divisors, shifts) = (Vector512.Create(scale), Vector128.Create(offset));
            for (; i + Vector512<float>.Count <= count; i += Vector512<float>.Count)
            {
                var value = Avx512F.Divide(Avx512F.LoadVector512(row + i), divisors);
                // NaN is not equal to itself: 0. What is too large becomes the smallest integer, and has the wrong sign: it is clamped
                // before.
                value = Avx512DQ.And(value, Avx512F.CompareEqual(value, value));
                value = Avx512F.Min(Avx512F.Max(value, Vector512.Create(-128f)), Vector512.Create(127f));
                var bytes = Avx512F.ConvertToVector128SByte(Avx512F.ConvertToVector512Int32(value)).AsByte();
                (bytes + shifts).Store(target + i);
            }
        }
        var (divisor, shift) = (Vector128.Create(scale), Vector128.Create(offset));
        for (; i + 16 <= count; i += 16)
        {
            var lower = Vector128.NarrowWithSaturation(Integers(row + i, divisor), Integers(row + i + 4, divisor));
            var upper = Vector128.NarrowWithSaturation(Integers(row + i + 8, divisor), Integers(row + i + 12, divisor));
            (Vector128.NarrowWithSaturation(lower, upper).AsByte() + shift).Store(target + i);
        }
        for (; i < count; i++)
        {
            var rounded = MathF.Round(row[i] / scale);
            target[i] = unchecked((byte)((float.IsNaN(rounded) ? 0 : (sbyte)Math.Clamp(rounded, -128, 127)) + offset));
        }
    }

    // Saturated, and 0 for NaN.
    private static Vector128<int> Integers(float* row, Vector128<float> divisor) =>
        Vector128.ConvertToInt32(Vector128.Round(Vector128.Load(row) / divisor));
}
