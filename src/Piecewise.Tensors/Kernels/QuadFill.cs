using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Piecewise.Tensors.Kernels;

/// <summary>Four channels of 8-bit integers as one whose elements are these four (a <em>quad</em>), as u8.</summary>
/// <param name="x">The first channel's [depth, height, width].</param>
/// <param name="strides">[3].</param>
/// <param name="channelStride">Distance of two channels.</param>
/// <param name="channels">1 to 4; of those that are missing anything is written, for weights of 0.</param>
/// <param name="flip">128 where x is i8, which has 128 added; else 0.</param>
/// <param name="outside">A byte of what lies around the input, as u8.</param>
/// <param name="to">The planes.</param>
internal readonly unsafe struct QuadFill(byte* x, nint* strides, nint channelStride, nint channels, byte flip, byte outside, uint* to)
    : IPlaneFill
{
    public void Clear(nint at, nint count) => NativeMemory.Fill(to + at, checked((nuint)count * sizeof(uint)), outside);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Copy(nint z, nint y, nint column, nint step, nint at, nint count)
    {
        var a = x + (z * strides[0]) + (y * strides[1]) + (column * strides[2]);
        var b = channels > 1 ? a + channelStride : a;
        var c = channels > 2 ? b + channelStride : a;
        var d = channels > 3 ? c + channelStride : a;
        var target = to + at;
        var (distance, turned) = (step * strides[2], flip * 0x01010101u);
        nint i = 0;
        if (Sse2.IsSupported && distance is 1 or 2)
        {
            // A vector of every second element reads one more than it needs.
            for (; i + 16 + (distance - 1) <= count; i += 16)
            {
                var from = i * distance;
                Interleave(LevelFill.Load(a + from, distance), LevelFill.Load(b + from, distance), LevelFill.Load(c + from, distance),
                    LevelFill.Load(d + from, distance), Vector128.Create(flip), target + i);
            }
        }
        for (; i < count; i++)
        {
            var from = i * distance;
            target[i] = (a[from] | ((uint)b[from] << 8) | ((uint)c[from] << 16) | ((uint)d[from] << 24)) ^ turned;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Interleave(
        Vector128<byte> a, Vector128<byte> b, Vector128<byte> c, Vector128<byte> d, Vector128<byte> flip, uint* target)
    {
        var (lowerAb, upperAb) = (Sse2.UnpackLow(a, b) ^ flip, Sse2.UnpackHigh(a, b) ^ flip);
        var (lowerCd, upperCd) = (Sse2.UnpackLow(c, d) ^ flip, Sse2.UnpackHigh(c, d) ^ flip);
        Sse2.UnpackLow(lowerAb.AsInt16(), lowerCd.AsInt16()).AsUInt32().Store(target);
        Sse2.UnpackHigh(lowerAb.AsInt16(), lowerCd.AsInt16()).AsUInt32().Store(target + 4);
        Sse2.UnpackLow(upperAb.AsInt16(), upperCd.AsInt16()).AsUInt32().Store(target + 8);
        Sse2.UnpackHigh(upperAb.AsInt16(), upperCd.AsInt16()).AsUInt32().Store(target + 12);
    }
}
