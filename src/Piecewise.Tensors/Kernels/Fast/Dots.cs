using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Fast;

/// <summary>
/// Scalar products of few rows with many, whose elements over k are neighbours. Every product is one vector of sums over ascending k,
/// added up in a fixed order, whichever tile computes it.
/// </summary>
internal static unsafe class Dots
{
    /// <summary><c>c[i, j] = sum_p x[i, p] · w[j, p]</c>.</summary>
    /// <param name="x">[m, k], stride <paramref name="xStride"/>.</param>
    /// <param name="xStride">Distance of rows of x.</param>
    /// <param name="m">Rows of x: few.</param>
    /// <param name="w">[n, k], stride <paramref name="wStride"/>; read once from memory where 4 rows fit the cache.</param>
    /// <param name="wStride">Distance of rows of w.</param>
    /// <param name="n">Rows of w.</param>
    /// <param name="k">Columns.</param>
    /// <param name="c">[m, n], stride <paramref name="cStride"/>; overwritten.</param>
    /// <param name="cStride">Distance of rows of c.</param>
    public static void Run<TLanes, TVector, TX, TW>(
        TX* x, nint xStride, nint m, TW* w, nint wStride, nint n, nint k, float* c, nint cStride)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TX : unmanaged where TW : unmanaged
    {
        nint j = 0;
        for (; j + 4 <= n; j += 4)
        {
            var rows = w + (j * wStride);
            nint i = 0;
            for (; i + 4 <= m; i += 4)
            {
                Tile4x2<TLanes, TVector, TX, TW>(x + (i * xStride), xStride, rows, wStride, k, c + (i * cStride) + j, cStride);
                Tile4x2<TLanes, TVector, TX, TW>(
                    x + (i * xStride), xStride, rows + (2 * wStride), wStride, k, c + (i * cStride) + j + 2, cStride);
            }
            if (i + 2 <= m)
            {
                Tile2x4<TLanes, TVector, TX, TW>(x + (i * xStride), xStride, rows, wStride, k, c + (i * cStride) + j, cStride);
                i += 2;
            }
            if (i < m)
            {
                Tile1x4<TLanes, TVector, TX, TW>(x + (i * xStride), rows, wStride, k, c + (i * cStride) + j);
            }
        }
        for (; j < n; j++)
        {
            for (nint i = 0; i < m; i++)
            {
                Tile1x1<TLanes, TVector, TX, TW>(x + (i * xStride), w + (j * wStride), k, c + (i * cStride) + j);
            }
        }
        var whole = k / TLanes.Width * TLanes.Width;
        if (whole < k)
        {
            AddTails<TLanes, TVector, TX, TW>(x + whole, xStride, m, w + whole, wStride, n, k - whole, c, cStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4x2<TLanes, TVector, TX, TW>(TX* x, nint xStride, TW* w, nint wStride, nint k, float* c, nint cStride)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TX : unmanaged where TW : unmanaged
    {
        TVector s00 = TLanes.Zero, s01 = TLanes.Zero, s10 = TLanes.Zero, s11 = TLanes.Zero,
            s20 = TLanes.Zero, s21 = TLanes.Zero, s30 = TLanes.Zero, s31 = TLanes.Zero;
        var x1 = x + xStride;
        var x2 = x1 + xStride;
        var x3 = x2 + xStride;
        var w1 = w + wStride;
        for (nint p = 0; p + TLanes.Width <= k; p += TLanes.Width)
        {
            var a0 = Elements.Load<TLanes, TVector, TX>(x + p);
            var a1 = Elements.Load<TLanes, TVector, TX>(x1 + p);
            var a2 = Elements.Load<TLanes, TVector, TX>(x2 + p);
            var a3 = Elements.Load<TLanes, TVector, TX>(x3 + p);
            Ahead.Of(w + p);
            var b = Elements.Load<TLanes, TVector, TW>(w + p);
            s00 = TLanes.MultiplyAdd(a0, b, s00);
            s10 = TLanes.MultiplyAdd(a1, b, s10);
            s20 = TLanes.MultiplyAdd(a2, b, s20);
            s30 = TLanes.MultiplyAdd(a3, b, s30);
            Ahead.Of(w1 + p);
            b = Elements.Load<TLanes, TVector, TW>(w1 + p);
            s01 = TLanes.MultiplyAdd(a0, b, s01);
            s11 = TLanes.MultiplyAdd(a1, b, s11);
            s21 = TLanes.MultiplyAdd(a2, b, s21);
            s31 = TLanes.MultiplyAdd(a3, b, s31);
        }
        c[0] = TLanes.Sum(s00);
        c[1] = TLanes.Sum(s01);
        c[cStride] = TLanes.Sum(s10);
        c[cStride + 1] = TLanes.Sum(s11);
        c[2 * cStride] = TLanes.Sum(s20);
        c[(2 * cStride) + 1] = TLanes.Sum(s21);
        c[3 * cStride] = TLanes.Sum(s30);
        c[(3 * cStride) + 1] = TLanes.Sum(s31);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2x4<TLanes, TVector, TX, TW>(TX* x, nint xStride, TW* w, nint wStride, nint k, float* c, nint cStride)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TX : unmanaged where TW : unmanaged
    {
        TVector s00 = TLanes.Zero, s01 = TLanes.Zero, s02 = TLanes.Zero, s03 = TLanes.Zero,
            s10 = TLanes.Zero, s11 = TLanes.Zero, s12 = TLanes.Zero, s13 = TLanes.Zero;
        var x1 = x + xStride;
        var w1 = w + wStride;
        var w2 = w1 + wStride;
        var w3 = w2 + wStride;
        for (nint p = 0; p + TLanes.Width <= k; p += TLanes.Width)
        {
            var a0 = Elements.Load<TLanes, TVector, TX>(x + p);
            var a1 = Elements.Load<TLanes, TVector, TX>(x1 + p);
            Ahead.Of(w + p);
            var b = Elements.Load<TLanes, TVector, TW>(w + p);
            s00 = TLanes.MultiplyAdd(a0, b, s00);
            s10 = TLanes.MultiplyAdd(a1, b, s10);
            Ahead.Of(w1 + p);
            b = Elements.Load<TLanes, TVector, TW>(w1 + p);
            s01 = TLanes.MultiplyAdd(a0, b, s01);
            s11 = TLanes.MultiplyAdd(a1, b, s11);
            Ahead.Of(w2 + p);
            b = Elements.Load<TLanes, TVector, TW>(w2 + p);
            s02 = TLanes.MultiplyAdd(a0, b, s02);
            s12 = TLanes.MultiplyAdd(a1, b, s12);
            Ahead.Of(w3 + p);
            b = Elements.Load<TLanes, TVector, TW>(w3 + p);
            s03 = TLanes.MultiplyAdd(a0, b, s03);
            s13 = TLanes.MultiplyAdd(a1, b, s13);
        }
        c[0] = TLanes.Sum(s00);
        c[1] = TLanes.Sum(s01);
        c[2] = TLanes.Sum(s02);
        c[3] = TLanes.Sum(s03);
        c[cStride] = TLanes.Sum(s10);
        c[cStride + 1] = TLanes.Sum(s11);
        c[cStride + 2] = TLanes.Sum(s12);
        c[cStride + 3] = TLanes.Sum(s13);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x4<TLanes, TVector, TX, TW>(TX* x, TW* w, nint wStride, nint k, float* c)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TX : unmanaged where TW : unmanaged
    {
        TVector s00 = TLanes.Zero, s01 = TLanes.Zero, s02 = TLanes.Zero, s03 = TLanes.Zero;
        var w1 = w + wStride;
        var w2 = w1 + wStride;
        var w3 = w2 + wStride;
        for (nint p = 0; p + TLanes.Width <= k; p += TLanes.Width)
        {
            var a0 = Elements.Load<TLanes, TVector, TX>(x + p);
            Ahead.Of(w + p);
            var b = Elements.Load<TLanes, TVector, TW>(w + p);
            s00 = TLanes.MultiplyAdd(a0, b, s00);
            Ahead.Of(w1 + p);
            b = Elements.Load<TLanes, TVector, TW>(w1 + p);
            s01 = TLanes.MultiplyAdd(a0, b, s01);
            Ahead.Of(w2 + p);
            b = Elements.Load<TLanes, TVector, TW>(w2 + p);
            s02 = TLanes.MultiplyAdd(a0, b, s02);
            Ahead.Of(w3 + p);
            b = Elements.Load<TLanes, TVector, TW>(w3 + p);
            s03 = TLanes.MultiplyAdd(a0, b, s03);
        }
        c[0] = TLanes.Sum(s00);
        c[1] = TLanes.Sum(s01);
        c[2] = TLanes.Sum(s02);
        c[3] = TLanes.Sum(s03);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x1<TLanes, TVector, TX, TW>(TX* x, TW* w, nint k, float* c)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TX : unmanaged where TW : unmanaged
    {
        TVector s00 = TLanes.Zero;
        for (nint p = 0; p + TLanes.Width <= k; p += TLanes.Width)
        {
            var a0 = Elements.Load<TLanes, TVector, TX>(x + p);
            Ahead.Of(w + p);
            var b = Elements.Load<TLanes, TVector, TW>(w + p);
            s00 = TLanes.MultiplyAdd(a0, b, s00);
        }
        c[0] = TLanes.Sum(s00);
    }

    // What is left of k when it is no multiple of a vector: one more vector, filled up with zeros. Apart from the tiles, whose sums a call
    // would drive out of the registers.
    private static void AddTails<TLanes, TVector, TX, TW>(
        TX* x, nint xStride, nint m, TW* w, nint wStride, nint n, nint k, float* c, nint cStride)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TX : unmanaged where TW : unmanaged
    {
        for (nint j = 0; j < n; j++)
        {
            var b = Elements.Load<TLanes, TVector, TW>(w + (j * wStride), k);
            for (nint i = 0; i < m; i++)
            {
                c[(i * cStride) + j] += TLanes.Sum(TLanes.Multiply(Elements.Load<TLanes, TVector, TX>(x + (i * xStride), k), b));
            }
        }
    }
}
