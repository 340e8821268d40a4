using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// The innermost loops of a product: some rows against one panel, all sums in registers. Every element is a chain of multiply-adds over
/// ascending k, whichever tile computes it.
/// </summary>
/// <remarks>
/// The tiles are written out: an array of sums would live in memory. 14 rows of two vectors and three operands fill the 32 registers of
/// AVX-512, 6 rows the 16 of AVX2.
/// </remarks>
internal static unsafe class Tiles
{
    /// <summary>Rows of the largest tile that fits the registers.</summary>
    public static int MaxRows<TLanes, TVector>() where TLanes : struct, ILanes<TVector> where TVector : unmanaged =>
        TLanes.Width == 16 ? 14 : 6;

    /// <summary>The largest tile of at most so many rows.</summary>
    public static nint RowsOf<TLanes, TVector>(nint rows) where TLanes : struct, ILanes<TVector> where TVector : unmanaged => rows switch
    {
        >= 14 when MaxRows<TLanes, TVector>() == 14 => 14,
        >= 8 when MaxRows<TLanes, TVector>() == 14 => 8,
        >= 6 => 6,
        >= 4 => 4,
        >= 2 => 2,
        _ => 1,
    };

    /// <summary><c>c[i, j] (+)= sum_p a[p, i] · b[p, j]</c>.</summary>
    /// <param name="rows">One of the sizes of <see cref="RowsOf"/>.</param>
    /// <param name="a">[k, rows].</param>
    /// <param name="b">[k, 2 · Width]: a panel of <see cref="PackedLayout"/>, or a part of it.</param>
    /// <param name="k">How many products are added.</param>
    /// <param name="c">[rows, 2 · Width].</param>
    /// <param name="add">Whether c's values are added to, else overwritten.</param>
    public static void Multiply<TLanes, TVector, T>(nint rows, float* a, T* b, nint k, float* c, bool add)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        switch (rows)
        {
            case 14: Tile14<TLanes, TVector, T>(a, b, k, c, add); break;
            case 8: Tile8<TLanes, TVector, T>(a, b, k, c, add); break;
            case 6: Tile6<TLanes, TVector, T>(a, b, k, c, add); break;
            case 4: Tile4<TLanes, TVector, T>(a, b, k, c, add); break;
            case 2: Tile2<TLanes, TVector, T>(a, b, k, c, add); break;
            default: Tile1<TLanes, TVector, T>(a, b, k, c, add); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadPair<TLanes, TVector, T>(T* source, out TVector low, out TVector high)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        if (typeof(T) == typeof(BFloat16))
        {
            TLanes.LoadInterleaved((BFloat16*)source, out low, out high);
            return;
        }
        low = Elements.Load<TLanes, TVector, T>(source);
        high = Elements.Load<TLanes, TVector, T>(source + TLanes.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile14<TLanes, TVector, T>(float* a, T* b, nint k, float* c, bool add)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        nint width = TLanes.Width;
        TVector l0 = TLanes.Zero, l1 = TLanes.Zero, l2 = TLanes.Zero, l3 = TLanes.Zero, l4 = TLanes.Zero, l5 = TLanes.Zero,
            l6 = TLanes.Zero,
            l7 = TLanes.Zero, l8 = TLanes.Zero, l9 = TLanes.Zero, l10 = TLanes.Zero, l11 = TLanes.Zero, l12 = TLanes.Zero,
            l13 = TLanes.Zero;
        TVector h0 = TLanes.Zero, h1 = TLanes.Zero, h2 = TLanes.Zero, h3 = TLanes.Zero, h4 = TLanes.Zero, h5 = TLanes.Zero,
            h6 = TLanes.Zero,
            h7 = TLanes.Zero, h8 = TLanes.Zero, h9 = TLanes.Zero, h10 = TLanes.Zero, h11 = TLanes.Zero, h12 = TLanes.Zero,
            h13 = TLanes.Zero;
        if (add)
        {
            (l0, h0) = (TLanes.Load(c + (0 * width)), TLanes.Load(c + (1 * width)));
            (l1, h1) = (TLanes.Load(c + (2 * width)), TLanes.Load(c + (3 * width)));
            (l2, h2) = (TLanes.Load(c + (4 * width)), TLanes.Load(c + (5 * width)));
            (l3, h3) = (TLanes.Load(c + (6 * width)), TLanes.Load(c + (7 * width)));
            (l4, h4) = (TLanes.Load(c + (8 * width)), TLanes.Load(c + (9 * width)));
            (l5, h5) = (TLanes.Load(c + (10 * width)), TLanes.Load(c + (11 * width)));
            (l6, h6) = (TLanes.Load(c + (12 * width)), TLanes.Load(c + (13 * width)));
            (l7, h7) = (TLanes.Load(c + (14 * width)), TLanes.Load(c + (15 * width)));
            (l8, h8) = (TLanes.Load(c + (16 * width)), TLanes.Load(c + (17 * width)));
            (l9, h9) = (TLanes.Load(c + (18 * width)), TLanes.Load(c + (19 * width)));
            (l10, h10) = (TLanes.Load(c + (20 * width)), TLanes.Load(c + (21 * width)));
            (l11, h11) = (TLanes.Load(c + (22 * width)), TLanes.Load(c + (23 * width)));
            (l12, h12) = (TLanes.Load(c + (24 * width)), TLanes.Load(c + (25 * width)));
            (l13, h13) = (TLanes.Load(c + (26 * width)), TLanes.Load(c + (27 * width)));
        }
        for (; k > 0; k--)
        {
            LoadPair<TLanes, TVector, T>(b, out var low, out var high);
            var x = TLanes.Broadcast(a[0]);
            l0 = TLanes.MultiplyAdd(x, low, l0);
            h0 = TLanes.MultiplyAdd(x, high, h0);
            x = TLanes.Broadcast(a[1]);
            l1 = TLanes.MultiplyAdd(x, low, l1);
            h1 = TLanes.MultiplyAdd(x, high, h1);
            x = TLanes.Broadcast(a[2]);
            l2 = TLanes.MultiplyAdd(x, low, l2);
            h2 = TLanes.MultiplyAdd(x, high, h2);
            x = TLanes.Broadcast(a[3]);
            l3 = TLanes.MultiplyAdd(x, low, l3);
            h3 = TLanes.MultiplyAdd(x, high, h3);
            x = TLanes.Broadcast(a[4]);
            l4 = TLanes.MultiplyAdd(x, low, l4);
            h4 = TLanes.MultiplyAdd(x, high, h4);
            x = TLanes.Broadcast(a[5]);
            l5 = TLanes.MultiplyAdd(x, low, l5);
            h5 = TLanes.MultiplyAdd(x, high, h5);
            x = TLanes.Broadcast(a[6]);
            l6 = TLanes.MultiplyAdd(x, low, l6);
            h6 = TLanes.MultiplyAdd(x, high, h6);
            x = TLanes.Broadcast(a[7]);
            l7 = TLanes.MultiplyAdd(x, low, l7);
            h7 = TLanes.MultiplyAdd(x, high, h7);
            x = TLanes.Broadcast(a[8]);
            l8 = TLanes.MultiplyAdd(x, low, l8);
            h8 = TLanes.MultiplyAdd(x, high, h8);
            x = TLanes.Broadcast(a[9]);
            l9 = TLanes.MultiplyAdd(x, low, l9);
            h9 = TLanes.MultiplyAdd(x, high, h9);
            x = TLanes.Broadcast(a[10]);
            l10 = TLanes.MultiplyAdd(x, low, l10);
            h10 = TLanes.MultiplyAdd(x, high, h10);
            x = TLanes.Broadcast(a[11]);
            l11 = TLanes.MultiplyAdd(x, low, l11);
            h11 = TLanes.MultiplyAdd(x, high, h11);
            x = TLanes.Broadcast(a[12]);
            l12 = TLanes.MultiplyAdd(x, low, l12);
            h12 = TLanes.MultiplyAdd(x, high, h12);
            x = TLanes.Broadcast(a[13]);
            l13 = TLanes.MultiplyAdd(x, low, l13);
            h13 = TLanes.MultiplyAdd(x, high, h13);
            a += 14;
            b += 2 * width;
        }
        TLanes.Store(c + (0 * width), l0);
        TLanes.Store(c + (1 * width), h0);
        TLanes.Store(c + (2 * width), l1);
        TLanes.Store(c + (3 * width), h1);
        TLanes.Store(c + (4 * width), l2);
        TLanes.Store(c + (5 * width), h2);
        TLanes.Store(c + (6 * width), l3);
        TLanes.Store(c + (7 * width), h3);
        TLanes.Store(c + (8 * width), l4);
        TLanes.Store(c + (9 * width), h4);
        TLanes.Store(c + (10 * width), l5);
        TLanes.Store(c + (11 * width), h5);
        TLanes.Store(c + (12 * width), l6);
        TLanes.Store(c + (13 * width), h6);
        TLanes.Store(c + (14 * width), l7);
        TLanes.Store(c + (15 * width), h7);
        TLanes.Store(c + (16 * width), l8);
        TLanes.Store(c + (17 * width), h8);
        TLanes.Store(c + (18 * width), l9);
        TLanes.Store(c + (19 * width), h9);
        TLanes.Store(c + (20 * width), l10);
        TLanes.Store(c + (21 * width), h10);
        TLanes.Store(c + (22 * width), l11);
        TLanes.Store(c + (23 * width), h11);
        TLanes.Store(c + (24 * width), l12);
        TLanes.Store(c + (25 * width), h12);
        TLanes.Store(c + (26 * width), l13);
        TLanes.Store(c + (27 * width), h13);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile8<TLanes, TVector, T>(float* a, T* b, nint k, float* c, bool add)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        nint width = TLanes.Width;
        TVector l0 = TLanes.Zero, l1 = TLanes.Zero, l2 = TLanes.Zero, l3 = TLanes.Zero,
            l4 = TLanes.Zero, l5 = TLanes.Zero, l6 = TLanes.Zero, l7 = TLanes.Zero;
        TVector h0 = TLanes.Zero, h1 = TLanes.Zero, h2 = TLanes.Zero, h3 = TLanes.Zero,
            h4 = TLanes.Zero, h5 = TLanes.Zero, h6 = TLanes.Zero, h7 = TLanes.Zero;
        if (add)
        {
            (l0, h0) = (TLanes.Load(c + (0 * width)), TLanes.Load(c + (1 * width)));
            (l1, h1) = (TLanes.Load(c + (2 * width)), TLanes.Load(c + (3 * width)));
            (l2, h2) = (TLanes.Load(c + (4 * width)), TLanes.Load(c + (5 * width)));
            (l3, h3) = (TLanes.Load(c + (6 * width)), TLanes.Load(c + (7 * width)));
            (l4, h4) = (TLanes.Load(c + (8 * width)), TLanes.Load(c + (9 * width)));
            (l5, h5) = (TLanes.Load(c + (10 * width)), TLanes.Load(c + (11 * width)));
            (l6, h6) = (TLanes.Load(c + (12 * width)), TLanes.Load(c + (13 * width)));
            (l7, h7) = (TLanes.Load(c + (14 * width)), TLanes.Load(c + (15 * width)));
        }
        for (; k > 0; k--)
        {
            LoadPair<TLanes, TVector, T>(b, out var low, out var high);
            var x = TLanes.Broadcast(a[0]);
            l0 = TLanes.MultiplyAdd(x, low, l0);
            h0 = TLanes.MultiplyAdd(x, high, h0);
            x = TLanes.Broadcast(a[1]);
            l1 = TLanes.MultiplyAdd(x, low, l1);
            h1 = TLanes.MultiplyAdd(x, high, h1);
            x = TLanes.Broadcast(a[2]);
            l2 = TLanes.MultiplyAdd(x, low, l2);
            h2 = TLanes.MultiplyAdd(x, high, h2);
            x = TLanes.Broadcast(a[3]);
            l3 = TLanes.MultiplyAdd(x, low, l3);
            h3 = TLanes.MultiplyAdd(x, high, h3);
            x = TLanes.Broadcast(a[4]);
            l4 = TLanes.MultiplyAdd(x, low, l4);
            h4 = TLanes.MultiplyAdd(x, high, h4);
            x = TLanes.Broadcast(a[5]);
            l5 = TLanes.MultiplyAdd(x, low, l5);
            h5 = TLanes.MultiplyAdd(x, high, h5);
            x = TLanes.Broadcast(a[6]);
            l6 = TLanes.MultiplyAdd(x, low, l6);
            h6 = TLanes.MultiplyAdd(x, high, h6);
            x = TLanes.Broadcast(a[7]);
            l7 = TLanes.MultiplyAdd(x, low, l7);
            h7 = TLanes.MultiplyAdd(x, high, h7);
            a += 8;
            b += 2 * width;
        }
        TLanes.Store(c + (0 * width), l0);
        TLanes.Store(c + (1 * width), h0);
        TLanes.Store(c + (2 * width), l1);
        TLanes.Store(c + (3 * width), h1);
        TLanes.Store(c + (4 * width), l2);
        TLanes.Store(c + (5 * width), h2);
        TLanes.Store(c + (6 * width), l3);
        TLanes.Store(c + (7 * width), h3);
        TLanes.Store(c + (8 * width), l4);
        TLanes.Store(c + (9 * width), h4);
        TLanes.Store(c + (10 * width), l5);
        TLanes.Store(c + (11 * width), h5);
        TLanes.Store(c + (12 * width), l6);
        TLanes.Store(c + (13 * width), h6);
        TLanes.Store(c + (14 * width), l7);
        TLanes.Store(c + (15 * width), h7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile6<TLanes, TVector, T>(float* a, T* b, nint k, float* c, bool add)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        nint width = TLanes.Width;
        TVector l0 = TLanes.Zero, l1 = TLanes.Zero, l2 = TLanes.Zero, l3 = TLanes.Zero, l4 = TLanes.Zero, l5 = TLanes.Zero;
        TVector h0 = TLanes.Zero, h1 = TLanes.Zero, h2 = TLanes.Zero, h3 = TLanes.Zero, h4 = TLanes.Zero, h5 = TLanes.Zero;
        if (add)
        {
            (l0, h0) = (TLanes.Load(c + (0 * width)), TLanes.Load(c + (1 * width)));
            (l1, h1) = (TLanes.Load(c + (2 * width)), TLanes.Load(c + (3 * width)));
            (l2, h2) = (TLanes.Load(c + (4 * width)), TLanes.Load(c + (5 * width)));
            (l3, h3) = (TLanes.Load(c + (6 * width)), TLanes.Load(c + (7 * width)));
            (l4, h4) = (TLanes.Load(c + (8 * width)), TLanes.Load(c + (9 * width)));
            (l5, h5) = (TLanes.Load(c + (10 * width)), TLanes.Load(c + (11 * width)));
        }
        for (; k > 0; k--)
        {
            LoadPair<TLanes, TVector, T>(b, out var low, out var high);
            var x = TLanes.Broadcast(a[0]);
            l0 = TLanes.MultiplyAdd(x, low, l0);
            h0 = TLanes.MultiplyAdd(x, high, h0);
            x = TLanes.Broadcast(a[1]);
            l1 = TLanes.MultiplyAdd(x, low, l1);
            h1 = TLanes.MultiplyAdd(x, high, h1);
            x = TLanes.Broadcast(a[2]);
            l2 = TLanes.MultiplyAdd(x, low, l2);
            h2 = TLanes.MultiplyAdd(x, high, h2);
            x = TLanes.Broadcast(a[3]);
            l3 = TLanes.MultiplyAdd(x, low, l3);
            h3 = TLanes.MultiplyAdd(x, high, h3);
            x = TLanes.Broadcast(a[4]);
            l4 = TLanes.MultiplyAdd(x, low, l4);
            h4 = TLanes.MultiplyAdd(x, high, h4);
            x = TLanes.Broadcast(a[5]);
            l5 = TLanes.MultiplyAdd(x, low, l5);
            h5 = TLanes.MultiplyAdd(x, high, h5);
            a += 6;
            b += 2 * width;
        }
        TLanes.Store(c + (0 * width), l0);
        TLanes.Store(c + (1 * width), h0);
        TLanes.Store(c + (2 * width), l1);
        TLanes.Store(c + (3 * width), h1);
        TLanes.Store(c + (4 * width), l2);
        TLanes.Store(c + (5 * width), h2);
        TLanes.Store(c + (6 * width), l3);
        TLanes.Store(c + (7 * width), h3);
        TLanes.Store(c + (8 * width), l4);
        TLanes.Store(c + (9 * width), h4);
        TLanes.Store(c + (10 * width), l5);
        TLanes.Store(c + (11 * width), h5);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile4<TLanes, TVector, T>(float* a, T* b, nint k, float* c, bool add)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        nint width = TLanes.Width;
        TVector l0 = TLanes.Zero, l1 = TLanes.Zero, l2 = TLanes.Zero, l3 = TLanes.Zero;
        TVector h0 = TLanes.Zero, h1 = TLanes.Zero, h2 = TLanes.Zero, h3 = TLanes.Zero;
        if (add)
        {
            (l0, h0) = (TLanes.Load(c + (0 * width)), TLanes.Load(c + (1 * width)));
            (l1, h1) = (TLanes.Load(c + (2 * width)), TLanes.Load(c + (3 * width)));
            (l2, h2) = (TLanes.Load(c + (4 * width)), TLanes.Load(c + (5 * width)));
            (l3, h3) = (TLanes.Load(c + (6 * width)), TLanes.Load(c + (7 * width)));
        }
        for (; k > 0; k--)
        {
            LoadPair<TLanes, TVector, T>(b, out var low, out var high);
            var x = TLanes.Broadcast(a[0]);
            l0 = TLanes.MultiplyAdd(x, low, l0);
            h0 = TLanes.MultiplyAdd(x, high, h0);
            x = TLanes.Broadcast(a[1]);
            l1 = TLanes.MultiplyAdd(x, low, l1);
            h1 = TLanes.MultiplyAdd(x, high, h1);
            x = TLanes.Broadcast(a[2]);
            l2 = TLanes.MultiplyAdd(x, low, l2);
            h2 = TLanes.MultiplyAdd(x, high, h2);
            x = TLanes.Broadcast(a[3]);
            l3 = TLanes.MultiplyAdd(x, low, l3);
            h3 = TLanes.MultiplyAdd(x, high, h3);
            a += 4;
            b += 2 * width;
        }
        TLanes.Store(c + (0 * width), l0);
        TLanes.Store(c + (1 * width), h0);
        TLanes.Store(c + (2 * width), l1);
        TLanes.Store(c + (3 * width), h1);
        TLanes.Store(c + (4 * width), l2);
        TLanes.Store(c + (5 * width), h2);
        TLanes.Store(c + (6 * width), l3);
        TLanes.Store(c + (7 * width), h3);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2<TLanes, TVector, T>(float* a, T* b, nint k, float* c, bool add)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        nint width = TLanes.Width;
        TVector l0 = TLanes.Zero, l1 = TLanes.Zero;
        TVector h0 = TLanes.Zero, h1 = TLanes.Zero;
        if (add)
        {
            (l0, h0) = (TLanes.Load(c + (0 * width)), TLanes.Load(c + (1 * width)));
            (l1, h1) = (TLanes.Load(c + (2 * width)), TLanes.Load(c + (3 * width)));
        }
        for (; k > 0; k--)
        {
            LoadPair<TLanes, TVector, T>(b, out var low, out var high);
            var x = TLanes.Broadcast(a[0]);
            l0 = TLanes.MultiplyAdd(x, low, l0);
            h0 = TLanes.MultiplyAdd(x, high, h0);
            x = TLanes.Broadcast(a[1]);
            l1 = TLanes.MultiplyAdd(x, low, l1);
            h1 = TLanes.MultiplyAdd(x, high, h1);
            a += 2;
            b += 2 * width;
        }
        TLanes.Store(c + (0 * width), l0);
        TLanes.Store(c + (1 * width), h0);
        TLanes.Store(c + (2 * width), l1);
        TLanes.Store(c + (3 * width), h1);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1<TLanes, TVector, T>(float* a, T* b, nint k, float* c, bool add)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where T : unmanaged
    {
        nint width = TLanes.Width;
        TVector l0 = TLanes.Zero;
        TVector h0 = TLanes.Zero;
        if (add)
        {
            (l0, h0) = (TLanes.Load(c + (0 * width)), TLanes.Load(c + (1 * width)));
        }
        for (; k > 0; k--)
        {
            LoadPair<TLanes, TVector, T>(b, out var low, out var high);
            var x = TLanes.Broadcast(a[0]);
            l0 = TLanes.MultiplyAdd(x, low, l0);
            h0 = TLanes.MultiplyAdd(x, high, h0);
            a += 1;
            b += 2 * width;
        }
        TLanes.Store(c + (0 * width), l0);
        TLanes.Store(c + (1 * width), h0);
    }
}
