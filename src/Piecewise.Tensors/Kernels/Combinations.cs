using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Sums of rows with factors, for few results: rows are read as they lie, sums stay in the first cache. Every element is a chain of
/// multiply-adds over ascending k, however rows are grouped.
/// </summary>
internal static unsafe class Combinations
{
    /// <summary><c>c[i, j] += sum_p x[i, p] · b[p, j]</c>.</summary>
    /// <param name="x">[m, k], stride <paramref name="xStride"/>.</param>
    /// <param name="xStride">Distance of rows of x.</param>
    /// <param name="m">Rows of x: few.</param>
    /// <param name="b">[k, n], stride <paramref name="bStride"/>.</param>
    /// <param name="bStride">Distance of rows of b.</param>
    /// <param name="k">Rows of b.</param>
    /// <param name="n">Columns of b: so few that four rows of it and all of c fit the first cache.</param>
    /// <param name="c">[m, n], stride <paramref name="cStride"/>.</param>
    /// <param name="cStride">Distance of rows of c.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add<TLanes, TVector, TB>(float* x, nint xStride, nint m, TB* b, nint bStride, nint k, nint n, float* c, nint cStride)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TB : unmanaged
    {
        var whole = n / TLanes.Width * TLanes.Width;
        nint p = 0;
        for (; p + 4 <= k; p += 4)
        {
            var rows = b + (p * bStride);
            nint i = 0;
            for (; i + 2 <= m; i += 2)
            {
                FourToTwo<TLanes, TVector, TB>(x + (i * xStride) + p, xStride, rows, bStride, whole, c + (i * cStride), cStride);
            }
            if (i < m)
            {
                FourToOne<TLanes, TVector, TB>(x + (i * xStride) + p, rows, bStride, whole, c + (i * cStride));
            }
        }
        for (; p < k; p++)
        {
            for (nint i = 0; i < m; i++)
            {
                OneToOne<TLanes, TVector, TB>(x[(i * xStride) + p], b + (p * bStride), whole, c + (i * cStride));
            }
        }
        if (whole < n)
        {
            AddTails<TLanes, TVector, TB>(x, xStride, m, b + whole, bStride, k, n - whole, c + whole, cStride);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourToTwo<TLanes, TVector, TB>(float* x, nint xStride, TB* b, nint bStride, nint n, float* c, nint cStride)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TB : unmanaged
    {
        TVector x00 = TLanes.Broadcast(x[0]), x01 = TLanes.Broadcast(x[1]), x02 = TLanes.Broadcast(x[2]), x03 = TLanes.Broadcast(x[3]);
        x += xStride;
        TVector x10 = TLanes.Broadcast(x[0]), x11 = TLanes.Broadcast(x[1]), x12 = TLanes.Broadcast(x[2]), x13 = TLanes.Broadcast(x[3]);
        var b1 = b + bStride;
        var b2 = b1 + bStride;
        var b3 = b2 + bStride;
        var c1 = c + cStride;
        for (nint j = 0; j < n; j += TLanes.Width)
        {
            var row = Elements.Load<TLanes, TVector, TB>(b + j);
            var s0 = TLanes.MultiplyAdd(x00, row, TLanes.Load(c + j));
            var s1 = TLanes.MultiplyAdd(x10, row, TLanes.Load(c1 + j));
            row = Elements.Load<TLanes, TVector, TB>(b1 + j);
            s0 = TLanes.MultiplyAdd(x01, row, s0);
            s1 = TLanes.MultiplyAdd(x11, row, s1);
            row = Elements.Load<TLanes, TVector, TB>(b2 + j);
            s0 = TLanes.MultiplyAdd(x02, row, s0);
            s1 = TLanes.MultiplyAdd(x12, row, s1);
            row = Elements.Load<TLanes, TVector, TB>(b3 + j);
            s0 = TLanes.MultiplyAdd(x03, row, s0);
            s1 = TLanes.MultiplyAdd(x13, row, s1);
            TLanes.Store(c + j, s0);
            TLanes.Store(c1 + j, s1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FourToOne<TLanes, TVector, TB>(float* x, TB* b, nint bStride, nint n, float* c)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TB : unmanaged
    {
        TVector x0 = TLanes.Broadcast(x[0]), x1 = TLanes.Broadcast(x[1]), x2 = TLanes.Broadcast(x[2]), x3 = TLanes.Broadcast(x[3]);
        var b1 = b + bStride;
        var b2 = b1 + bStride;
        var b3 = b2 + bStride;
        for (nint j = 0; j < n; j += TLanes.Width)
        {
            var sum = TLanes.MultiplyAdd(x0, Elements.Load<TLanes, TVector, TB>(b + j), TLanes.Load(c + j));
            sum = TLanes.MultiplyAdd(x1, Elements.Load<TLanes, TVector, TB>(b1 + j), sum);
            sum = TLanes.MultiplyAdd(x2, Elements.Load<TLanes, TVector, TB>(b2 + j), sum);
            sum = TLanes.MultiplyAdd(x3, Elements.Load<TLanes, TVector, TB>(b3 + j), sum);
            TLanes.Store(c + j, sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OneToOne<TLanes, TVector, TB>(float x, TB* b, nint n, float* c)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TB : unmanaged
    {
        var factor = TLanes.Broadcast(x);
        for (nint j = 0; j < n; j += TLanes.Width)
        {
            TLanes.Store(c + j, TLanes.MultiplyAdd(factor, Elements.Load<TLanes, TVector, TB>(b + j), TLanes.Load(c + j)));
        }
    }

    // The columns after the last whole vector, apart from the loops, whose operands a call would drive out of the registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTails<TLanes, TVector, TB>(float* x, nint xStride, nint m, TB* b, nint bStride, nint k, nint n, float* c,
        nint cStride)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TB : unmanaged
    {
        for (nint i = 0; i < m; i++)
        {
            var sum = Elements.Load<TLanes, TVector, float>(c + (i * cStride), n);
            for (nint p = 0; p < k; p++)
            {
                sum = TLanes.MultiplyAdd(TLanes.Broadcast(x[(i * xStride) + p]), Elements.Load<TLanes, TVector, TB>(b + (p * bStride), n),
                    sum);
            }
            Elements.Store<TLanes, TVector, float>(c + (i * cStride), sum, n);
        }
    }
}
