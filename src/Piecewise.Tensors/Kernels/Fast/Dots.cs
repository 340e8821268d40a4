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
    /// <param name="w">[n, k], stride <paramref name="wStride"/>; read once from memory where 8 rows fit the cache.</param>
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
        for (; j + 8 <= n; j += 8)
        {
            var rows = w + (j * wStride);
            nint i = 0;
            for (; i + 4 <= m; i += 4)
            {
                for (nint s = 0; s < 8; s += 2)
                {
                    FourByTwo<TLanes, TVector, TX, TW>(
                        x + (i * xStride), xStride, rows + (s * wStride), wStride, k, c + (i * cStride) + j + s, cStride);
                }
            }
            if (i + 2 <= m)
            {
                TwoByFour<TLanes, TVector, TX, TW>(x + (i * xStride), xStride, rows, wStride, k, c + (i * cStride) + j, cStride);
                TwoByFour<TLanes, TVector, TX, TW>(
                    x + (i * xStride), xStride, rows + (4 * wStride), wStride, k, c + (i * cStride) + j + 4, cStride);
                i += 2;
            }
            if (i < m)
            {
                OneByEight<TLanes, TVector, TX, TW>(x + (i * xStride), rows, wStride, k, c + (i * cStride) + j);
            }
        }
        for (; j < n; j++)
        {
            for (nint i = 0; i < m; i++)
            {
                c[(i * cStride) + j] = One<TLanes, TVector, TX, TW>(x + (i * xStride), w + (j * wStride), k);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float One<TLanes, TVector, TX, TW>(TX* x, TW* w, nint k)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TX : unmanaged where TW : unmanaged
    {
        var sum = TLanes.Zero;
        for (nint p = 0; p < k; p += TLanes.Width)
        {
            sum = TLanes.MultiplyAdd(Elements.Load<TLanes, TVector, TX>(x + p, k - p), Elements.Load<TLanes, TVector, TW>(w + p, k - p), sum);
        }
        return TLanes.Sum(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneByEight<TLanes, TVector, TX, TW>(TX* x, TW* w, nint stride, nint k, float* c)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TX : unmanaged where TW : unmanaged
    {
        TVector s0 = TLanes.Zero, s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
        TW* w1 = w + stride, w2 = w1 + stride, w3 = w2 + stride, w4 = w3 + stride, w5 = w4 + stride, w6 = w5 + stride, w7 = w6 + stride;
        nint p = 0;
        for (; p + TLanes.Width <= k; p += TLanes.Width)
        {
            var a = Elements.Load<TLanes, TVector, TX>(x + p);
            s0 = Next<TLanes, TVector, TW>(a, w + p, s0);
            s1 = Next<TLanes, TVector, TW>(a, w1 + p, s1);
            s2 = Next<TLanes, TVector, TW>(a, w2 + p, s2);
            s3 = Next<TLanes, TVector, TW>(a, w3 + p, s3);
            s4 = Next<TLanes, TVector, TW>(a, w4 + p, s4);
            s5 = Next<TLanes, TVector, TW>(a, w5 + p, s5);
            s6 = Next<TLanes, TVector, TW>(a, w6 + p, s6);
            s7 = Next<TLanes, TVector, TW>(a, w7 + p, s7);
        }
        if (p < k)
        {
            var (a, count) = (Elements.Load<TLanes, TVector, TX>(x + p, k - p), k - p);
            s0 = TLanes.MultiplyAdd(a, Elements.Load<TLanes, TVector, TW>(w + p, count), s0);
            s1 = TLanes.MultiplyAdd(a, Elements.Load<TLanes, TVector, TW>(w1 + p, count), s1);
            s2 = TLanes.MultiplyAdd(a, Elements.Load<TLanes, TVector, TW>(w2 + p, count), s2);
            s3 = TLanes.MultiplyAdd(a, Elements.Load<TLanes, TVector, TW>(w3 + p, count), s3);
            s4 = TLanes.MultiplyAdd(a, Elements.Load<TLanes, TVector, TW>(w4 + p, count), s4);
            s5 = TLanes.MultiplyAdd(a, Elements.Load<TLanes, TVector, TW>(w5 + p, count), s5);
            s6 = TLanes.MultiplyAdd(a, Elements.Load<TLanes, TVector, TW>(w6 + p, count), s6);
            s7 = TLanes.MultiplyAdd(a, Elements.Load<TLanes, TVector, TW>(w7 + p, count), s7);
        }
        c[0] = TLanes.Sum(s0);
        c[1] = TLanes.Sum(s1);
        c[2] = TLanes.Sum(s2);
        c[3] = TLanes.Sum(s3);
        c[4] = TLanes.Sum(s4);
        c[5] = TLanes.Sum(s5);
        c[6] = TLanes.Sum(s6);
        c[7] = TLanes.Sum(s7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoByFour<TLanes, TVector, TX, TW>(TX* x, nint xStride, TW* w, nint wStride, nint k, float* c, nint cStride)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TX : unmanaged where TW : unmanaged
    {
        TVector s0 = TLanes.Zero, s1 = s0, s2 = s0, s3 = s0, t0 = s0, t1 = s0, t2 = s0, t3 = s0;
        var x1 = x + xStride;
        TW* w1 = w + wStride, w2 = w1 + wStride, w3 = w2 + wStride;
        for (nint p = 0; p < k; p += TLanes.Width)
        {
            var count = k - p;
            var (a, a1) = (Elements.Load<TLanes, TVector, TX>(x + p, count), Elements.Load<TLanes, TVector, TX>(x1 + p, count));
            var b = Elements.Load<TLanes, TVector, TW>(w + p, count);
            (s0, t0) = (TLanes.MultiplyAdd(a, b, s0), TLanes.MultiplyAdd(a1, b, t0));
            b = Elements.Load<TLanes, TVector, TW>(w1 + p, count);
            (s1, t1) = (TLanes.MultiplyAdd(a, b, s1), TLanes.MultiplyAdd(a1, b, t1));
            b = Elements.Load<TLanes, TVector, TW>(w2 + p, count);
            (s2, t2) = (TLanes.MultiplyAdd(a, b, s2), TLanes.MultiplyAdd(a1, b, t2));
            b = Elements.Load<TLanes, TVector, TW>(w3 + p, count);
            (s3, t3) = (TLanes.MultiplyAdd(a, b, s3), TLanes.MultiplyAdd(a1, b, t3));
        }
        (c[0], c[1], c[2], c[3]) = (TLanes.Sum(s0), TLanes.Sum(s1), TLanes.Sum(s2), TLanes.Sum(s3));
        c += cStride;
        (c[0], c[1], c[2], c[3]) = (TLanes.Sum(t0), TLanes.Sum(t1), TLanes.Sum(t2), TLanes.Sum(t3));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourByTwo<TLanes, TVector, TX, TW>(TX* x, nint xStride, TW* w, nint wStride, nint k, float* c, nint cStride)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TX : unmanaged where TW : unmanaged
    {
        TVector s0 = TLanes.Zero, s1 = s0, s2 = s0, s3 = s0, t0 = s0, t1 = s0, t2 = s0, t3 = s0;
        TX* x1 = x + xStride, x2 = x1 + xStride, x3 = x2 + xStride;
        var w1 = w + wStride;
        for (nint p = 0; p < k; p += TLanes.Width)
        {
            var count = k - p;
            var (b, b1) = (Elements.Load<TLanes, TVector, TW>(w + p, count), Elements.Load<TLanes, TVector, TW>(w1 + p, count));
            var a = Elements.Load<TLanes, TVector, TX>(x + p, count);
            (s0, t0) = (TLanes.MultiplyAdd(a, b, s0), TLanes.MultiplyAdd(a, b1, t0));
            a = Elements.Load<TLanes, TVector, TX>(x1 + p, count);
            (s1, t1) = (TLanes.MultiplyAdd(a, b, s1), TLanes.MultiplyAdd(a, b1, t1));
            a = Elements.Load<TLanes, TVector, TX>(x2 + p, count);
            (s2, t2) = (TLanes.MultiplyAdd(a, b, s2), TLanes.MultiplyAdd(a, b1, t2));
            a = Elements.Load<TLanes, TVector, TX>(x3 + p, count);
            (s3, t3) = (TLanes.MultiplyAdd(a, b, s3), TLanes.MultiplyAdd(a, b1, t3));
        }
        (c[0], c[cStride], c[2 * cStride], c[3 * cStride]) = (TLanes.Sum(s0), TLanes.Sum(s1), TLanes.Sum(s2), TLanes.Sum(s3));
        c++;
        (c[0], c[cStride], c[2 * cStride], c[3 * cStride]) = (TLanes.Sum(t0), TLanes.Sum(t1), TLanes.Sum(t2), TLanes.Sum(t3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Next<TLanes, TVector, TW>(TVector a, TW* w, TVector sum)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TW : unmanaged
    {
        Ahead.Of(w);
        return TLanes.MultiplyAdd(a, Elements.Load<TLanes, TVector, TW>(w), sum);
    }
}
