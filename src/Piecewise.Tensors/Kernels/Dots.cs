using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Scalar products of few rows with four others at a time, whose elements over k are neighbours. Every product is one vector of sums over
/// ascending k, added up in a fixed order, whichever tile computes it.
/// </summary>
internal static unsafe class Dots
{
    /// <summary><c>c[i, j] = sum_p x[i, p] · w[j, p]</c> for four rows of w.</summary>
    /// <param name="x">[m, k], stride <paramref name="xStride"/>.</param>
    /// <param name="xStride">Distance of rows of x.</param>
    /// <param name="m">Rows of x: few.</param>
    /// <param name="w">[4, k], stride <paramref name="wStride"/>; read from memory once.</param>
    /// <param name="wStride">Distance of rows of w.</param>
    /// <param name="k">Columns.</param>
    /// <param name="c">[m, 4], stride <paramref name="cStride"/>; overwritten.</param>
    /// <param name="cStride">Distance of rows of c.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Four<TLanes, TVector, TW>(float* x, nint xStride, nint m, TW* w, nint wStride, nint k, float* c, nint cStride)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TW : unmanaged
    {
        nint i = 0;
        // 16 sums and five operands fit the 32 registers of AVX-512.
        for (; TLanes.Width == 16 && i + 4 <= m; i += 4)
        {
            Tile4x4<TLanes, TVector, TW>(x + (i * xStride), xStride, w, wStride, k, c + (i * cStride), cStride);
        }
        for (; i + 2 <= m; i += 2)
        {
            Tile2x4<TLanes, TVector, TW>(x + (i * xStride), xStride, w, wStride, k, c + (i * cStride), cStride);
        }
        if (i < m)
        {
            Tile1x4<TLanes, TVector, TW>(x + (i * xStride), w, wStride, k, c + (i * cStride));
        }
        AddTails<TLanes, TVector, TW>(x, xStride, m, w, wStride, 4, k, c, cStride);
    }

    /// <summary><c>c[i] = sum_p x[i, p] · w[p]</c>.</summary>
    /// <param name="x">[m, k], stride <paramref name="xStride"/>.</param>
    /// <param name="xStride">Distance of rows of x.</param>
    /// <param name="m">Rows of x.</param>
    /// <param name="w">[k].</param>
    /// <param name="k">Columns.</param>
    /// <param name="c">[m], stride <paramref name="cStride"/>; overwritten.</param>
    /// <param name="cStride">Distance of elements of c.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void One<TLanes, TVector, TW>(float* x, nint xStride, nint m, TW* w, nint k, float* c, nint cStride)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TW : unmanaged
    {
        for (nint i = 0; i < m; i++)
        {
            Tile1x1<TLanes, TVector, TW>(x + (i * xStride), w, k, c + (i * cStride));
        }
        AddTails<TLanes, TVector, TW>(x, xStride, m, w, 0, 1, k, c, cStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4x4<TLanes, TVector, TW>(float* x, nint xStride, TW* w, nint wStride, nint k, float* c, nint cStride)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TW : unmanaged
    {
        TVector s00 = TLanes.Zero, s01 = TLanes.Zero, s02 = TLanes.Zero, s03 = TLanes.Zero,
            s10 = TLanes.Zero, s11 = TLanes.Zero, s12 = TLanes.Zero, s13 = TLanes.Zero,
            s20 = TLanes.Zero, s21 = TLanes.Zero, s22 = TLanes.Zero, s23 = TLanes.Zero,
            s30 = TLanes.Zero, s31 = TLanes.Zero, s32 = TLanes.Zero, s33 = TLanes.Zero;
        var x1 = x + xStride;
        var x2 = x1 + xStride;
        var x3 = x2 + xStride;
        var w1 = w + wStride;
        var w2 = w1 + wStride;
        var w3 = w2 + wStride;
        for (nint p = 0; p + TLanes.Width <= k; p += TLanes.Width)
        {
            var a0 = TLanes.Load(x + p);
            var a1 = TLanes.Load(x1 + p);
            var a2 = TLanes.Load(x2 + p);
            var a3 = TLanes.Load(x3 + p);
            var b = Elements.Load<TLanes, TVector, TW>(w + p);
            s00 = TLanes.MultiplyAdd(a0, b, s00);
            s10 = TLanes.MultiplyAdd(a1, b, s10);
            s20 = TLanes.MultiplyAdd(a2, b, s20);
            s30 = TLanes.MultiplyAdd(a3, b, s30);
            b = Elements.Load<TLanes, TVector, TW>(w1 + p);
            s01 = TLanes.MultiplyAdd(a0, b, s01);
            s11 = TLanes.MultiplyAdd(a1, b, s11);
            s21 = TLanes.MultiplyAdd(a2, b, s21);
            s31 = TLanes.MultiplyAdd(a3, b, s31);
            b = Elements.Load<TLanes, TVector, TW>(w2 + p);
            s02 = TLanes.MultiplyAdd(a0, b, s02);
            s12 = TLanes.MultiplyAdd(a1, b, s12);
            s22 = TLanes.MultiplyAdd(a2, b, s22);
            s32 = TLanes.MultiplyAdd(a3, b, s32);
            b = Elements.Load<TLanes, TVector, TW>(w3 + p);
            s03 = TLanes.MultiplyAdd(a0, b, s03);
            s13 = TLanes.MultiplyAdd(a1, b, s13);
            s23 = TLanes.MultiplyAdd(a2, b, s23);
            s33 = TLanes.MultiplyAdd(a3, b, s33);
        }
        TLanes.Sum(s00, s01, s02, s03).Store(c);
        TLanes.Sum(s10, s11, s12, s13).Store(c + cStride);
        TLanes.Sum(s20, s21, s22, s23).Store(c + (2 * cStride));
        TLanes.Sum(s30, s31, s32, s33).Store(c + (3 * cStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2x4<TLanes, TVector, TW>(float* x, nint xStride, TW* w, nint wStride, nint k, float* c, nint cStride)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TW : unmanaged
    {
        TVector s00 = TLanes.Zero, s01 = TLanes.Zero, s02 = TLanes.Zero, s03 = TLanes.Zero, s10 = TLanes.Zero, s11 = TLanes.Zero,
            s12 = TLanes.Zero, s13 = TLanes.Zero;
        var x1 = x + xStride;
        var w1 = w + wStride;
        var w2 = w1 + wStride;
        var w3 = w2 + wStride;
        for (nint p = 0; p + TLanes.Width <= k; p += TLanes.Width)
        {
            var a0 = TLanes.Load(x + p);
            var a1 = TLanes.Load(x1 + p);
            var b = Elements.Load<TLanes, TVector, TW>(w + p);
            s00 = TLanes.MultiplyAdd(a0, b, s00);
            s10 = TLanes.MultiplyAdd(a1, b, s10);
            b = Elements.Load<TLanes, TVector, TW>(w1 + p);
            s01 = TLanes.MultiplyAdd(a0, b, s01);
            s11 = TLanes.MultiplyAdd(a1, b, s11);
            b = Elements.Load<TLanes, TVector, TW>(w2 + p);
            s02 = TLanes.MultiplyAdd(a0, b, s02);
            s12 = TLanes.MultiplyAdd(a1, b, s12);
            b = Elements.Load<TLanes, TVector, TW>(w3 + p);
            s03 = TLanes.MultiplyAdd(a0, b, s03);
            s13 = TLanes.MultiplyAdd(a1, b, s13);
        }
        TLanes.Sum(s00, s01, s02, s03).Store(c);
        TLanes.Sum(s10, s11, s12, s13).Store(c + cStride);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x4<TLanes, TVector, TW>(float* x, TW* w, nint wStride, nint k, float* c)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TW : unmanaged
    {
        TVector s00 = TLanes.Zero, s01 = TLanes.Zero, s02 = TLanes.Zero, s03 = TLanes.Zero;
        var w1 = w + wStride;
        var w2 = w1 + wStride;
        var w3 = w2 + wStride;
        for (nint p = 0; p + TLanes.Width <= k; p += TLanes.Width)
        {
            var a0 = TLanes.Load(x + p);
            var b = Elements.Load<TLanes, TVector, TW>(w + p);
            s00 = TLanes.MultiplyAdd(a0, b, s00);
            b = Elements.Load<TLanes, TVector, TW>(w1 + p);
            s01 = TLanes.MultiplyAdd(a0, b, s01);
            b = Elements.Load<TLanes, TVector, TW>(w2 + p);
            s02 = TLanes.MultiplyAdd(a0, b, s02);
            b = Elements.Load<TLanes, TVector, TW>(w3 + p);
            s03 = TLanes.MultiplyAdd(a0, b, s03);
        }
        TLanes.Sum(s00, s01, s02, s03).Store(c);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x1<TLanes, TVector, TW>(float* x, TW* w, nint k, float* c)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TW : unmanaged
    {
        TVector s00 = TLanes.Zero;
        for (nint p = 0; p + TLanes.Width <= k; p += TLanes.Width)
        {
            var b0 = Elements.Load<TLanes, TVector, TW>(w + p);
            var a = TLanes.Load(x + p);
            s00 = TLanes.MultiplyAdd(a, b0, s00);
        }
        c[0] = TLanes.Sum(s00);
    }

    // What is left of k when it is no multiple of a vector: one more vector, filled up with zeros. Apart from the tiles, whose sums a call
    // would drive out of the registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTails<TLanes, TVector, TW>(float* x, nint xStride, nint m, TW* w, nint wStride, nint n, nint k, float* c,
        nint cStride)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TW : unmanaged
    {
        var whole = k / TLanes.Width * TLanes.Width;
        if (whole == k)
        {
            return;
        }
        for (nint j = 0; j < n; j++)
        {
            var b = Elements.Load<TLanes, TVector, TW>(w + (j * wStride) + whole, k - whole);
            for (nint i = 0; i < m; i++)
            {
                var a = Elements.Load<TLanes, TVector, float>(x + (i * xStride) + whole, k - whole);
                c[(i * cStride) + j] += TLanes.Sum(TLanes.Multiply(a, b));
            }
        }
    }
}
