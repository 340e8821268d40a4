using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Piecewise.Tensors.Kernels;

/// <summary>A channel of 8-bit integers as floats, less the level of 0.</summary>
/// <param name="x">[depth, height, width].</param>
/// <param name="strides">[3].</param>
/// <param name="isSigned">Whether x is i8; else it is u8.</param>
/// <param name="zero">What is subtracted; the same is around the input.</param>
/// <param name="to">The planes.</param>
internal readonly unsafe struct LevelFill(byte* x, nint* strides, bool isSigned, int zero, float* to) : IPlaneFill
{
    public void Clear(nint at, nint count) => NativeMemory.Clear(to + at, checked((nuint)count * sizeof(float)));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Copy(nint z, nint y, nint column, nint step, nint at, nint count)
    {
        var from = x + (z * strides[0]) + (y * strides[1]) + (column * strides[2]);
        var distance = step * strides[2];
        var flip = isSigned ? (byte)0x80 : (byte)0;
        // As u8, of which 128 more are taken off.
        var less = zero + flip;
        nint i = 0;
        // A vector of every second element reads one more than it needs.
        if (distance == 1 || (distance == 2 && Sse2.IsSupported))
        {
            for (; i + Vector128<byte>.Count + (distance - 1) <= count; i += Vector128<byte>.Count)
            {
                IntegerSums.Widen(Load(from + (i * distance), distance) ^ Vector128.Create(flip), less, to + at + i);
            }
        }
        for (; i < count; i++)
        {
            to[at + i] = (from[i * distance] ^ flip) - less;
        }
    }

    /// <summary>16 elements that are neighbours, or every second one of 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> Load(byte* source, nint distance)
    {
        if (distance == 1)
        {
            return Vector128.Load(source);
        }
        var even = Vector128.Create((short)0x00FF);
        return Sse2.PackUnsignedSaturate(Vector128.Load(source).AsInt16() & even, Vector128.Load(source + 16).AsInt16() & even);
    }
}
