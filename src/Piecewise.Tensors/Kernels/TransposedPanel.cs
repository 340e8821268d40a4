using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Piecewise.Tensors.Kernels;

/// <summary>Rows that become columns of floats, a square of a vector's width at a time, in registers.</summary>
internal static unsafe class TransposedPanel
{
    private const int MostWidth = 16;

    /// <summary><c>panel[i, j] = x[j, i]</c>; what fills up the last square is anything.</summary>
    /// <param name="x">[rows, columns], whose elements are neighbours.</param>
    /// <param name="stride">Distance of two rows of x.</param>
    /// <param name="rows">At least one.</param>
    /// <param name="columns">At least one.</param>
    /// <param name="panel">[columns, rows], both rounded up to whole vectors.</param>
    /// <param name="panelStride">Distance of two rows of the panel.</param>
    /// <param name="ahead">What is fetched meanwhile.</param>
    /// <param name="aheadRows">How much of it for each square row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill<TLanes, TVector, T>(
        T* x, nint stride, nint rows, nint columns, float* panel, nint panelStride, KeysAhead* ahead, nint aheadRows)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        nint width = TLanes.Width;
        // Pairs of bf16 are moved as one.
        var pair = typeof(TVector) == typeof(Vector512<float>) && typeof(T) == typeof(BFloat16) ? 2 : 1;
        var buffer = stackalloc float[MostWidth * MostWidth];
        for (nint row = 0; row < rows; row += width)
        {
            ahead->Fetch(aheadRows);
            for (nint column = 0; column < columns;)
            {
                var place = (row * stride) + column;
                var to = panel + (column * panelStride) + row;
                if (row + width <= rows && column + (pair * width) <= columns)
                {
                    Square<TLanes, TVector, T>(x + place, stride, to, panelStride);
                    column += pair * width;
                    continue;
                }
                FloatMatrix.Widen<TLanes, TVector, T>(
                    x + place, stride, 1, Math.Min(width, rows - row), Math.Min(width, columns - column), buffer, MostWidth);
                Square<TLanes, TVector, float>(buffer, MostWidth, to, panelStride);
                column += width;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square<TLanes, TVector, T>(T* x, nint stride, float* panel, nint panelStride)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        if (typeof(TVector) == typeof(Vector512<float>))
        {
            if (typeof(T) == typeof(BFloat16))
            {
                Square16Pairs((BFloat16*)x, stride, panel, panelStride);
            }
            else
            {
                Square16<T>(x, stride, panel, panelStride);
            }
        }
        else if (typeof(TVector) == typeof(Vector256<float>))
        {
            Square8<T>(x, stride, panel, panelStride);
        }
        else
        {
            Square4<T>(x, stride, panel, panelStride);
        }
    }

    // Within 128 bits first, then these among each other.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Square16<T>(T* x, nint stride, float* panel, nint panelStride) where T : unmanaged
    {
        Four(x, stride, out var a0, out var a1, out var a2, out var a3);
        Four(x + (4 * stride), stride, out var b0, out var b1, out var b2, out var b3);
        Four(x + (8 * stride), stride, out var c0, out var c1, out var c2, out var c3);
        Four(x + (12 * stride), stride, out var d0, out var d1, out var d2, out var d3);
        Store<T>(a0, b0, c0, d0, panel, panelStride);
        Store<T>(a1, b1, c1, d1, panel + panelStride, panelStride);
        Store<T>(a2, b2, c2, d2, panel + (2 * panelStride), panelStride);
        Store<T>(a3, b3, c3, d3, panel + (3 * panelStride), panelStride);
    }

    // As if pairs of bf16 were floats: 16 rows of 32 columns.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Square16Pairs(BFloat16* x, nint stride, float* panel, nint panelStride)
    {
        FourPairs(x, stride, out var a0, out var a1, out var a2, out var a3);
        FourPairs(x + (4 * stride), stride, out var b0, out var b1, out var b2, out var b3);
        FourPairs(x + (8 * stride), stride, out var c0, out var c1, out var c2, out var c3);
        FourPairs(x + (12 * stride), stride, out var d0, out var d1, out var d2, out var d3);
        Store<BFloat16>(a0, b0, c0, d0, panel, panelStride);
        Store<BFloat16>(a1, b1, c1, d1, panel + (2 * panelStride), panelStride);
        Store<BFloat16>(a2, b2, c2, d2, panel + (4 * panelStride), panelStride);
        Store<BFloat16>(a3, b3, c3, d3, panel + (6 * panelStride), panelStride);
    }

    // Of four rows: r0 has columns 0, 4, 8 and 12, one in each 128 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four<T>(
        T* x, nint stride, out Vector512<float> r0, out Vector512<float> r1, out Vector512<float> r2, out Vector512<float> r3)
        where T : unmanaged => Four(
            Elements.Load<Lanes512, Vector512<float>, T>(x), Elements.Load<Lanes512, Vector512<float>, T>(x + stride),
            Elements.Load<Lanes512, Vector512<float>, T>(x + (2 * stride)), Elements.Load<Lanes512, Vector512<float>, T>(x + (3 * stride)),
            out r0, out r1, out r2, out r3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourPairs(
        BFloat16* x, nint stride, out Vector512<float> r0, out Vector512<float> r1, out Vector512<float> r2, out Vector512<float> r3) =>
        Four(
            Avx512F.LoadVector512((float*)x), Avx512F.LoadVector512((float*)(x + stride)),
            Avx512F.LoadVector512((float*)(x + (2 * stride))), Avx512F.LoadVector512((float*)(x + (3 * stride))),
            out r0, out r1, out r2, out r3);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(
        Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d,
        out Vector512<float> r0, out Vector512<float> r1, out Vector512<float> r2, out Vector512<float> r3)
    {
        var low = Avx512F.UnpackLow(a, b).AsDouble();
        var high = Avx512F.UnpackHigh(a, b).AsDouble();
        var nextLow = Avx512F.UnpackLow(c, d).AsDouble();
        var nextHigh = Avx512F.UnpackHigh(c, d).AsDouble();
        r0 = Avx512F.UnpackLow(low, nextLow).AsSingle();
        r1 = Avx512F.UnpackHigh(low, nextLow).AsSingle();
        r2 = Avx512F.UnpackLow(high, nextHigh).AsSingle();
        r3 = Avx512F.UnpackHigh(high, nextHigh).AsSingle();
    }

    // Every fourth row of the panel, or of its pairs.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(
        Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, float* panel, nint panelStride)
    {
        var low = Avx512F.Shuffle4x128(a, b, 0x44);
        var nextLow = Avx512F.Shuffle4x128(c, d, 0x44);
        var high = Avx512F.Shuffle4x128(a, b, 0xEE);
        var nextHigh = Avx512F.Shuffle4x128(c, d, 0xEE);
        var step = 4 * panelStride * (typeof(T) == typeof(BFloat16) ? 2 : 1);
        StoreRow<T>(Avx512F.Shuffle4x128(low, nextLow, 0x88), panel, panelStride);
        StoreRow<T>(Avx512F.Shuffle4x128(low, nextLow, 0xDD), panel + step, panelStride);
        StoreRow<T>(Avx512F.Shuffle4x128(high, nextHigh, 0x88), panel + (2 * step), panelStride);
        StoreRow<T>(Avx512F.Shuffle4x128(high, nextHigh, 0xDD), panel + (3 * step), panelStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreRow<T>(Vector512<float> x, float* panel, nint panelStride)
    {
        if (typeof(T) != typeof(BFloat16))
        {
            Avx512F.Store(panel, x);
            return;
        }
        Avx512F.Store((uint*)panel, Avx512F.ShiftLeftLogical(x.AsUInt32(), 16));
        Avx512F.Store((uint*)(panel + panelStride), Avx512F.And(x.AsUInt32(), Vector512.Create(0xFFFF0000u)));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Square8<T>(T* x, nint stride, float* panel, nint panelStride) where T : unmanaged
    {
        FourNarrow(x, stride, out var a0, out var a1, out var a2, out var a3);
        FourNarrow(x + (4 * stride), stride, out var b0, out var b1, out var b2, out var b3);
        Store(a0, b0, panel, panelStride);
        Store(a1, b1, panel + panelStride, panelStride);
        Store(a2, b2, panel + (2 * panelStride), panelStride);
        Store(a3, b3, panel + (3 * panelStride), panelStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourNarrow<T>(
        T* x, nint stride, out Vector256<float> r0, out Vector256<float> r1, out Vector256<float> r2, out Vector256<float> r3)
        where T : unmanaged
    {
        var a = Elements.Load<Lanes256, Vector256<float>, T>(x);
        var b = Elements.Load<Lanes256, Vector256<float>, T>(x + stride);
        var c = Elements.Load<Lanes256, Vector256<float>, T>(x + (2 * stride));
        var d = Elements.Load<Lanes256, Vector256<float>, T>(x + (3 * stride));
        var low = Avx.UnpackLow(a, b).AsDouble();
        var high = Avx.UnpackHigh(a, b).AsDouble();
        var nextLow = Avx.UnpackLow(c, d).AsDouble();
        var nextHigh = Avx.UnpackHigh(c, d).AsDouble();
        r0 = Avx.UnpackLow(low, nextLow).AsSingle();
        r1 = Avx.UnpackHigh(low, nextLow).AsSingle();
        r2 = Avx.UnpackLow(high, nextHigh).AsSingle();
        r3 = Avx.UnpackHigh(high, nextHigh).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<float> a, Vector256<float> b, float* panel, nint panelStride)
    {
        Avx.Store(panel, Avx.Permute2x128(a, b, 0x20));
        Avx.Store(panel + (4 * panelStride), Avx.Permute2x128(a, b, 0x31));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Square4<T>(T* x, nint stride, float* panel, nint panelStride) where T : unmanaged
    {
        for (nint row = 0; row < Vector128<float>.Count; row++)
        {
            for (nint column = 0; column < Vector128<float>.Count; column++)
            {
                panel[(column * panelStride) + row] = Elements.Read(x + (row * stride) + column);
            }
        }
    }
}
