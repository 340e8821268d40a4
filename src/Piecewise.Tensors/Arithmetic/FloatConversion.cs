using System.Numerics;
using System.Runtime.InteropServices;

namespace Piecewise.Tensors;

/// <summary>Conversion of whole spans between f32 and the 16-bit floats, with the results of <see cref="Element.Convert"/>.</summary>
internal static class FloatConversion
{
    private const uint RoundingBias = 0x7FFF;
    private const uint QuietBit = 0x40;

    public static void Widen(ReadOnlySpan<BFloat16> source, Span<float> target)
    {
        var bits = MemoryMarshal.Cast<BFloat16, ushort>(source);
        var i = 0;
        for (; i <= bits.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(bits.Slice(i, Vector<ushort>.Count)), out var low, out var high);
            (low << 16).As<uint, float>().CopyTo(target[i..]);
            (high << 16).As<uint, float>().CopyTo(target[(i + Vector<float>.Count)..]);
        }
        for (; i < source.Length; i++)
        {
            target[i] = source[i];
        }
    }

    public static void Narrow(ReadOnlySpan<float> source, Span<BFloat16> target)
    {
        var bits = MemoryMarshal.Cast<BFloat16, ushort>(target);
        var i = 0;
        for (; i <= source.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            var low = Upper(new Vector<float>(source.Slice(i, Vector<float>.Count)));
            var high = Upper(new Vector<float>(source.Slice(i + Vector<float>.Count, Vector<float>.Count)));
            Vector.Narrow(low, high).CopyTo(bits[i..]);
        }
        for (; i < source.Length; i++)
        {
            target[i] = (BFloat16)source[i];
        }
    }

    /// <summary>Replaces each value by the nearest one of a float dtype.</summary>
    public static void Round(Span<float> values, DType dtype)
    {
        if (dtype == DType.F16)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)(Half)values[i];
            }
        }
        else if (dtype == DType.BF16)
        {
            var i = 0;
            for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                (Upper(new Vector<float>(values.Slice(i, Vector<float>.Count))) << 16).As<uint, float>().CopyTo(values[i..]);
            }
            for (; i < values.Length; i++)
            {
                values[i] = (BFloat16)values[i];
            }
        }
    }

    // The upper halves, rounded to nearest even; a NaN stays one.
    private static Vector<uint> Upper(Vector<float> values)
    {
        var bits = values.As<float, uint>();
        var rounded = (bits + new Vector<uint>(RoundingBias) + ((bits >>> 16) & Vector<uint>.One)) >>> 16;
        var isNumber = Vector.Equals(values, values).As<int, uint>();
        return Vector.ConditionalSelect(isNumber, rounded, (bits >>> 16) | new Vector<uint>(QuietBit));
    }
}
