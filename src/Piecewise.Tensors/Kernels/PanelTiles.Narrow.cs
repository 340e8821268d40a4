using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

// Tiles of one and two vectors: for what four leave over, and for tiers of fewer registers.
internal static unsafe partial class PanelTiles
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile6x2<TLanes, TVector, TB>(
        float* x, nint xStride, TB* b, nint bStride, nint k, float* c, nint cStride, bool add)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TB : unmanaged
    {
        nint width = TLanes.Width;
        float* x1 = x + xStride, x2 = x1 + xStride, x3 = x2 + xStride, x4 = x3 + xStride, x5 = x4 + xStride;
        float* c1 = c + cStride, c2 = c1 + cStride, c3 = c2 + cStride, c4 = c3 + cStride, c5 = c4 + cStride;
        TVector s00 = TLanes.Zero, s01 = TLanes.Zero;
        TVector s10 = TLanes.Zero, s11 = TLanes.Zero;
        TVector s20 = TLanes.Zero, s21 = TLanes.Zero;
        TVector s30 = TLanes.Zero, s31 = TLanes.Zero;
        TVector s40 = TLanes.Zero, s41 = TLanes.Zero;
        TVector s50 = TLanes.Zero, s51 = TLanes.Zero;
        if (add)
        {
            (s00, s01) = (TLanes.Load(c), TLanes.Load(c + width));
            (s10, s11) = (TLanes.Load(c1), TLanes.Load(c1 + width));
            (s20, s21) = (TLanes.Load(c2), TLanes.Load(c2 + width));
            (s30, s31) = (TLanes.Load(c3), TLanes.Load(c3 + width));
            (s40, s41) = (TLanes.Load(c4), TLanes.Load(c4 + width));
            (s50, s51) = (TLanes.Load(c5), TLanes.Load(c5 + width));
        }
        for (nint p = 0; p < k; p++)
        {
            var b0 = Elements.Load<TLanes, TVector, TB>(b);
            var b1 = Elements.Load<TLanes, TVector, TB>(b + width);
            var a = TLanes.Broadcast(x[p]);
            s00 = TLanes.MultiplyAdd(a, b0, s00);
            s01 = TLanes.MultiplyAdd(a, b1, s01);
            a = TLanes.Broadcast(x1[p]);
            s10 = TLanes.MultiplyAdd(a, b0, s10);
            s11 = TLanes.MultiplyAdd(a, b1, s11);
            a = TLanes.Broadcast(x2[p]);
            s20 = TLanes.MultiplyAdd(a, b0, s20);
            s21 = TLanes.MultiplyAdd(a, b1, s21);
            a = TLanes.Broadcast(x3[p]);
            s30 = TLanes.MultiplyAdd(a, b0, s30);
            s31 = TLanes.MultiplyAdd(a, b1, s31);
            a = TLanes.Broadcast(x4[p]);
            s40 = TLanes.MultiplyAdd(a, b0, s40);
            s41 = TLanes.MultiplyAdd(a, b1, s41);
            a = TLanes.Broadcast(x5[p]);
            s50 = TLanes.MultiplyAdd(a, b0, s50);
            s51 = TLanes.MultiplyAdd(a, b1, s51);
            b += bStride;
        }
        TLanes.Store(c, s00);
        TLanes.Store(c + width, s01);
        TLanes.Store(c1, s10);
        TLanes.Store(c1 + width, s11);
        TLanes.Store(c2, s20);
        TLanes.Store(c2 + width, s21);
        TLanes.Store(c3, s30);
        TLanes.Store(c3 + width, s31);
        TLanes.Store(c4, s40);
        TLanes.Store(c4 + width, s41);
        TLanes.Store(c5, s50);
        TLanes.Store(c5 + width, s51);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile6x1<TLanes, TVector, TB>(
        float* x, nint xStride, TB* b, nint bStride, nint k, float* c, nint cStride, bool add)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TB : unmanaged
    {
        float* x1 = x + xStride, x2 = x1 + xStride, x3 = x2 + xStride, x4 = x3 + xStride, x5 = x4 + xStride;
        float* c1 = c + cStride, c2 = c1 + cStride, c3 = c2 + cStride, c4 = c3 + cStride, c5 = c4 + cStride;
        TVector s00 = TLanes.Zero;
        TVector s10 = TLanes.Zero;
        TVector s20 = TLanes.Zero;
        TVector s30 = TLanes.Zero;
        TVector s40 = TLanes.Zero;
        TVector s50 = TLanes.Zero;
        if (add)
        {
            s00 = TLanes.Load(c);
            s10 = TLanes.Load(c1);
            s20 = TLanes.Load(c2);
            s30 = TLanes.Load(c3);
            s40 = TLanes.Load(c4);
            s50 = TLanes.Load(c5);
        }
        for (nint p = 0; p < k; p++)
        {
            var b0 = Elements.Load<TLanes, TVector, TB>(b);
            var a = TLanes.Broadcast(x[p]);
            s00 = TLanes.MultiplyAdd(a, b0, s00);
            a = TLanes.Broadcast(x1[p]);
            s10 = TLanes.MultiplyAdd(a, b0, s10);
            a = TLanes.Broadcast(x2[p]);
            s20 = TLanes.MultiplyAdd(a, b0, s20);
            a = TLanes.Broadcast(x3[p]);
            s30 = TLanes.MultiplyAdd(a, b0, s30);
            a = TLanes.Broadcast(x4[p]);
            s40 = TLanes.MultiplyAdd(a, b0, s40);
            a = TLanes.Broadcast(x5[p]);
            s50 = TLanes.MultiplyAdd(a, b0, s50);
            b += bStride;
        }
        TLanes.Store(c, s00);
        TLanes.Store(c1, s10);
        TLanes.Store(c2, s20);
        TLanes.Store(c3, s30);
        TLanes.Store(c4, s40);
        TLanes.Store(c5, s50);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile3x1<TLanes, TVector, TB>(
        float* x, nint xStride, TB* b, nint bStride, nint k, float* c, nint cStride, bool add)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TB : unmanaged
    {
        float* x1 = x + xStride, x2 = x1 + xStride;
        float* c1 = c + cStride, c2 = c1 + cStride;
        TVector s00 = TLanes.Zero;
        TVector s10 = TLanes.Zero;
        TVector s20 = TLanes.Zero;
        if (add)
        {
            s00 = TLanes.Load(c);
            s10 = TLanes.Load(c1);
            s20 = TLanes.Load(c2);
        }
        for (nint p = 0; p < k; p++)
        {
            var b0 = Elements.Load<TLanes, TVector, TB>(b);
            var a = TLanes.Broadcast(x[p]);
            s00 = TLanes.MultiplyAdd(a, b0, s00);
            a = TLanes.Broadcast(x1[p]);
            s10 = TLanes.MultiplyAdd(a, b0, s10);
            a = TLanes.Broadcast(x2[p]);
            s20 = TLanes.MultiplyAdd(a, b0, s20);
            b += bStride;
        }
        TLanes.Store(c, s00);
        TLanes.Store(c1, s10);
        TLanes.Store(c2, s20);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2x1<TLanes, TVector, TB>(
        float* x, nint xStride, TB* b, nint bStride, nint k, float* c, nint cStride, bool add)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TB : unmanaged
    {
        float* x1 = x + xStride;
        float* c1 = c + cStride;
        TVector s00 = TLanes.Zero;
        TVector s10 = TLanes.Zero;
        if (add)
        {
            s00 = TLanes.Load(c);
            s10 = TLanes.Load(c1);
        }
        for (nint p = 0; p < k; p++)
        {
            var b0 = Elements.Load<TLanes, TVector, TB>(b);
            var a = TLanes.Broadcast(x[p]);
            s00 = TLanes.MultiplyAdd(a, b0, s00);
            a = TLanes.Broadcast(x1[p]);
            s10 = TLanes.MultiplyAdd(a, b0, s10);
            b += bStride;
        }
        TLanes.Store(c, s00);
        TLanes.Store(c1, s10);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x1<TLanes, TVector, TB>(
        float* x, nint xStride, TB* b, nint bStride, nint k, float* c, nint cStride, bool add)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TB : unmanaged
    {
        TVector s00 = TLanes.Zero;
        if (add)
        {
            s00 = TLanes.Load(c);
        }
        for (nint p = 0; p < k; p++)
        {
            var b0 = Elements.Load<TLanes, TVector, TB>(b);
            var a = TLanes.Broadcast(x[p]);
            s00 = TLanes.MultiplyAdd(a, b0, s00);
            b += bStride;
        }
        TLanes.Store(c, s00);
    }
}
