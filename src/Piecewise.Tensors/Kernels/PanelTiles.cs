using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Products of rows with a panel of neighbouring columns, both as they lie: sums stay in registers. Every element is a chain of
/// multiply-adds over ascending k, whichever tile computes it.
/// </summary>
/// <remarks>
/// The tiles are written out: an array of sums would live in memory. 6 rows of four vectors and five operands fill the 32 registers of
/// AVX-512 (10 loads for 24 multiplications), 6 rows of two the 16 of AVX2.
/// </remarks>
internal static unsafe partial class PanelTiles
{
    /// <summary>Rows of the largest tile.</summary>
    public const int MostRows = 6;

    /// <summary><c>c[i, j] (+)= sum_p x[i, p] · b[p, j]</c>.</summary>
    /// <param name="x">[rows, k].</param>
    /// <param name="xStride">Distance of two rows of x.</param>
    /// <param name="rows">1 to <see cref="MostRows"/>.</param>
    /// <param name="b">[k, columns].</param>
    /// <param name="bStride">Distance of two rows of b.</param>
    /// <param name="k">How many products are added.</param>
    /// <param name="columns">A multiple of the vector's width.</param>
    /// <param name="c">[rows, columns].</param>
    /// <param name="cStride">Distance of two rows of c.</param>
    /// <param name="add">Whether c's values are added to, else overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<TLanes, TVector, TB>(
        float* x, nint xStride, nint rows, TB* b, nint bStride, nint k, nint columns, float* c, nint cStride, bool add)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TB : unmanaged
    {
        for (nint row = 0; row < rows;)
        {
            float* part = x + (row * xStride), to = c + (row * cStride);
            nint j = 0;
            switch (rows - row)
            {
                case >= 6:
                    for (; TLanes.Width == 16 && j + 64 <= columns; j += 64)
                    {
                        Tile6x4<TLanes, TVector, TB>(part, xStride, b + j, bStride, k, to + j, cStride, add);
                    }
                    for (; j + (2 * TLanes.Width) <= columns; j += 2 * TLanes.Width)
                    {
                        Tile6x2<TLanes, TVector, TB>(part, xStride, b + j, bStride, k, to + j, cStride, add);
                    }
                    for (; j < columns; j += TLanes.Width)
                    {
                        Tile6x1<TLanes, TVector, TB>(part, xStride, b + j, bStride, k, to + j, cStride, add);
                    }
                    row += 6;
                    break;
                case >= 3:
                    for (; TLanes.Width == 16 && j + 64 <= columns; j += 64)
                    {
                        Tile3x4<TLanes, TVector, TB>(part, xStride, b + j, bStride, k, to + j, cStride, add);
                    }
                    for (; j < columns; j += TLanes.Width)
                    {
                        Tile3x1<TLanes, TVector, TB>(part, xStride, b + j, bStride, k, to + j, cStride, add);
                    }
                    row += 3;
                    break;
                case 2:
                    for (; j + (4 * TLanes.Width) <= columns; j += 4 * TLanes.Width)
                    {
                        Tile2x4<TLanes, TVector, TB>(part, xStride, b + j, bStride, k, to + j, cStride, add);
                    }
                    for (; j < columns; j += TLanes.Width)
                    {
                        Tile2x1<TLanes, TVector, TB>(part, xStride, b + j, bStride, k, to + j, cStride, add);
                    }
                    row += 2;
                    break;
                default:
                    for (; j + (4 * TLanes.Width) <= columns; j += 4 * TLanes.Width)
                    {
                        Tile1x4<TLanes, TVector, TB>(part, xStride, b + j, bStride, k, to + j, cStride, add);
                    }
                    for (; j < columns; j += TLanes.Width)
                    {
                        Tile1x1<TLanes, TVector, TB>(part, xStride, b + j, bStride, k, to + j, cStride, add);
                    }
                    row++;
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile6x4<TLanes, TVector, TB>(
        float* x, nint xStride, TB* b, nint bStride, nint k, float* c, nint cStride, bool add)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TB : unmanaged
    {
        nint width = TLanes.Width;
        float* x1 = x + xStride, x2 = x1 + xStride, x3 = x2 + xStride, x4 = x3 + xStride, x5 = x4 + xStride;
        float* c1 = c + cStride, c2 = c1 + cStride, c3 = c2 + cStride, c4 = c3 + cStride, c5 = c4 + cStride;
        TVector s00 = TLanes.Zero, s01 = TLanes.Zero, s02 = TLanes.Zero, s03 = TLanes.Zero;
        TVector s10 = TLanes.Zero, s11 = TLanes.Zero, s12 = TLanes.Zero, s13 = TLanes.Zero;
        TVector s20 = TLanes.Zero, s21 = TLanes.Zero, s22 = TLanes.Zero, s23 = TLanes.Zero;
        TVector s30 = TLanes.Zero, s31 = TLanes.Zero, s32 = TLanes.Zero, s33 = TLanes.Zero;
        TVector s40 = TLanes.Zero, s41 = TLanes.Zero, s42 = TLanes.Zero, s43 = TLanes.Zero;
        TVector s50 = TLanes.Zero, s51 = TLanes.Zero, s52 = TLanes.Zero, s53 = TLanes.Zero;
        if (add)
        {
            (s00, s01, s02, s03) = (TLanes.Load(c), TLanes.Load(c + width), TLanes.Load(c + (2 * width)), TLanes.Load(c + (3 * width)));
            (s10, s11, s12, s13) =
                (TLanes.Load(c1), TLanes.Load(c1 + width), TLanes.Load(c1 + (2 * width)), TLanes.Load(c1 + (3 * width)));
            (s20, s21, s22, s23) =
                (TLanes.Load(c2), TLanes.Load(c2 + width), TLanes.Load(c2 + (2 * width)), TLanes.Load(c2 + (3 * width)));
            (s30, s31, s32, s33) =
                (TLanes.Load(c3), TLanes.Load(c3 + width), TLanes.Load(c3 + (2 * width)), TLanes.Load(c3 + (3 * width)));
            (s40, s41, s42, s43) =
                (TLanes.Load(c4), TLanes.Load(c4 + width), TLanes.Load(c4 + (2 * width)), TLanes.Load(c4 + (3 * width)));
            (s50, s51, s52, s53) =
                (TLanes.Load(c5), TLanes.Load(c5 + width), TLanes.Load(c5 + (2 * width)), TLanes.Load(c5 + (3 * width)));
        }
        for (nint p = 0; p < k; p++)
        {
            var b0 = Elements.Load<TLanes, TVector, TB>(b);
            var b1 = Elements.Load<TLanes, TVector, TB>(b + width);
            var b2 = Elements.Load<TLanes, TVector, TB>(b + (2 * width));
            var b3 = Elements.Load<TLanes, TVector, TB>(b + (3 * width));
            var a = TLanes.Broadcast(x[p]);
            s00 = TLanes.MultiplyAdd(a, b0, s00);
            s01 = TLanes.MultiplyAdd(a, b1, s01);
            s02 = TLanes.MultiplyAdd(a, b2, s02);
            s03 = TLanes.MultiplyAdd(a, b3, s03);
            a = TLanes.Broadcast(x1[p]);
            s10 = TLanes.MultiplyAdd(a, b0, s10);
            s11 = TLanes.MultiplyAdd(a, b1, s11);
            s12 = TLanes.MultiplyAdd(a, b2, s12);
            s13 = TLanes.MultiplyAdd(a, b3, s13);
            a = TLanes.Broadcast(x2[p]);
            s20 = TLanes.MultiplyAdd(a, b0, s20);
            s21 = TLanes.MultiplyAdd(a, b1, s21);
            s22 = TLanes.MultiplyAdd(a, b2, s22);
            s23 = TLanes.MultiplyAdd(a, b3, s23);
            a = TLanes.Broadcast(x3[p]);
            s30 = TLanes.MultiplyAdd(a, b0, s30);
            s31 = TLanes.MultiplyAdd(a, b1, s31);
            s32 = TLanes.MultiplyAdd(a, b2, s32);
            s33 = TLanes.MultiplyAdd(a, b3, s33);
            a = TLanes.Broadcast(x4[p]);
            s40 = TLanes.MultiplyAdd(a, b0, s40);
            s41 = TLanes.MultiplyAdd(a, b1, s41);
            s42 = TLanes.MultiplyAdd(a, b2, s42);
            s43 = TLanes.MultiplyAdd(a, b3, s43);
            a = TLanes.Broadcast(x5[p]);
            s50 = TLanes.MultiplyAdd(a, b0, s50);
            s51 = TLanes.MultiplyAdd(a, b1, s51);
            s52 = TLanes.MultiplyAdd(a, b2, s52);
            s53 = TLanes.MultiplyAdd(a, b3, s53);
            b += bStride;
        }
        TLanes.Store(c, s00);
        TLanes.Store(c + width, s01);
        TLanes.Store(c + (2 * width), s02);
        TLanes.Store(c + (3 * width), s03);
        TLanes.Store(c1, s10);
        TLanes.Store(c1 + width, s11);
        TLanes.Store(c1 + (2 * width), s12);
        TLanes.Store(c1 + (3 * width), s13);
        TLanes.Store(c2, s20);
        TLanes.Store(c2 + width, s21);
        TLanes.Store(c2 + (2 * width), s22);
        TLanes.Store(c2 + (3 * width), s23);
        TLanes.Store(c3, s30);
        TLanes.Store(c3 + width, s31);
        TLanes.Store(c3 + (2 * width), s32);
        TLanes.Store(c3 + (3 * width), s33);
        TLanes.Store(c4, s40);
        TLanes.Store(c4 + width, s41);
        TLanes.Store(c4 + (2 * width), s42);
        TLanes.Store(c4 + (3 * width), s43);
        TLanes.Store(c5, s50);
        TLanes.Store(c5 + width, s51);
        TLanes.Store(c5 + (2 * width), s52);
        TLanes.Store(c5 + (3 * width), s53);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile3x4<TLanes, TVector, TB>(
        float* x, nint xStride, TB* b, nint bStride, nint k, float* c, nint cStride, bool add)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TB : unmanaged
    {
        nint width = TLanes.Width;
        float* x1 = x + xStride, x2 = x1 + xStride;
        float* c1 = c + cStride, c2 = c1 + cStride;
        TVector s00 = TLanes.Zero, s01 = TLanes.Zero, s02 = TLanes.Zero, s03 = TLanes.Zero;
        TVector s10 = TLanes.Zero, s11 = TLanes.Zero, s12 = TLanes.Zero, s13 = TLanes.Zero;
        TVector s20 = TLanes.Zero, s21 = TLanes.Zero, s22 = TLanes.Zero, s23 = TLanes.Zero;
        if (add)
        {
            (s00, s01, s02, s03) = (TLanes.Load(c), TLanes.Load(c + width), TLanes.Load(c + (2 * width)), TLanes.Load(c + (3 * width)));
            (s10, s11, s12, s13) =
                (TLanes.Load(c1), TLanes.Load(c1 + width), TLanes.Load(c1 + (2 * width)), TLanes.Load(c1 + (3 * width)));
            (s20, s21, s22, s23) =
                (TLanes.Load(c2), TLanes.Load(c2 + width), TLanes.Load(c2 + (2 * width)), TLanes.Load(c2 + (3 * width)));
        }
        for (nint p = 0; p < k; p++)
        {
            var b0 = Elements.Load<TLanes, TVector, TB>(b);
            var b1 = Elements.Load<TLanes, TVector, TB>(b + width);
            var b2 = Elements.Load<TLanes, TVector, TB>(b + (2 * width));
            var b3 = Elements.Load<TLanes, TVector, TB>(b + (3 * width));
            var a = TLanes.Broadcast(x[p]);
            s00 = TLanes.MultiplyAdd(a, b0, s00);
            s01 = TLanes.MultiplyAdd(a, b1, s01);
            s02 = TLanes.MultiplyAdd(a, b2, s02);
            s03 = TLanes.MultiplyAdd(a, b3, s03);
            a = TLanes.Broadcast(x1[p]);
            s10 = TLanes.MultiplyAdd(a, b0, s10);
            s11 = TLanes.MultiplyAdd(a, b1, s11);
            s12 = TLanes.MultiplyAdd(a, b2, s12);
            s13 = TLanes.MultiplyAdd(a, b3, s13);
            a = TLanes.Broadcast(x2[p]);
            s20 = TLanes.MultiplyAdd(a, b0, s20);
            s21 = TLanes.MultiplyAdd(a, b1, s21);
            s22 = TLanes.MultiplyAdd(a, b2, s22);
            s23 = TLanes.MultiplyAdd(a, b3, s23);
            b += bStride;
        }
        TLanes.Store(c, s00);
        TLanes.Store(c + width, s01);
        TLanes.Store(c + (2 * width), s02);
        TLanes.Store(c + (3 * width), s03);
        TLanes.Store(c1, s10);
        TLanes.Store(c1 + width, s11);
        TLanes.Store(c1 + (2 * width), s12);
        TLanes.Store(c1 + (3 * width), s13);
        TLanes.Store(c2, s20);
        TLanes.Store(c2 + width, s21);
        TLanes.Store(c2 + (2 * width), s22);
        TLanes.Store(c2 + (3 * width), s23);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile2x4<TLanes, TVector, TB>(
        float* x, nint xStride, TB* b, nint bStride, nint k, float* c, nint cStride, bool add)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TB : unmanaged
    {
        nint width = TLanes.Width;
        float* x1 = x + xStride;
        float* c1 = c + cStride;
        TVector s00 = TLanes.Zero, s01 = TLanes.Zero, s02 = TLanes.Zero, s03 = TLanes.Zero;
        TVector s10 = TLanes.Zero, s11 = TLanes.Zero, s12 = TLanes.Zero, s13 = TLanes.Zero;
        if (add)
        {
            (s00, s01, s02, s03) = (TLanes.Load(c), TLanes.Load(c + width), TLanes.Load(c + (2 * width)), TLanes.Load(c + (3 * width)));
            (s10, s11, s12, s13) =
                (TLanes.Load(c1), TLanes.Load(c1 + width), TLanes.Load(c1 + (2 * width)), TLanes.Load(c1 + (3 * width)));
        }
        for (nint p = 0; p < k; p++)
        {
            var b0 = Elements.Load<TLanes, TVector, TB>(b);
            var b1 = Elements.Load<TLanes, TVector, TB>(b + width);
            var b2 = Elements.Load<TLanes, TVector, TB>(b + (2 * width));
            var b3 = Elements.Load<TLanes, TVector, TB>(b + (3 * width));
            var a = TLanes.Broadcast(x[p]);
            s00 = TLanes.MultiplyAdd(a, b0, s00);
            s01 = TLanes.MultiplyAdd(a, b1, s01);
            s02 = TLanes.MultiplyAdd(a, b2, s02);
            s03 = TLanes.MultiplyAdd(a, b3, s03);
            a = TLanes.Broadcast(x1[p]);
            s10 = TLanes.MultiplyAdd(a, b0, s10);
            s11 = TLanes.MultiplyAdd(a, b1, s11);
            s12 = TLanes.MultiplyAdd(a, b2, s12);
            s13 = TLanes.MultiplyAdd(a, b3, s13);
            b += bStride;
        }
        TLanes.Store(c, s00);
        TLanes.Store(c + width, s01);
        TLanes.Store(c + (2 * width), s02);
        TLanes.Store(c + (3 * width), s03);
        TLanes.Store(c1, s10);
        TLanes.Store(c1 + width, s11);
        TLanes.Store(c1 + (2 * width), s12);
        TLanes.Store(c1 + (3 * width), s13);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile1x4<TLanes, TVector, TB>(
        float* x, nint xStride, TB* b, nint bStride, nint k, float* c, nint cStride, bool add)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TB : unmanaged
    {
        nint width = TLanes.Width;
        TVector s00 = TLanes.Zero, s01 = TLanes.Zero, s02 = TLanes.Zero, s03 = TLanes.Zero;
        if (add)
        {
            (s00, s01, s02, s03) = (TLanes.Load(c), TLanes.Load(c + width), TLanes.Load(c + (2 * width)), TLanes.Load(c + (3 * width)));
        }
        for (nint p = 0; p < k; p++)
        {
            var b0 = Elements.Load<TLanes, TVector, TB>(b);
            var b1 = Elements.Load<TLanes, TVector, TB>(b + width);
            var b2 = Elements.Load<TLanes, TVector, TB>(b + (2 * width));
            var b3 = Elements.Load<TLanes, TVector, TB>(b + (3 * width));
            var a = TLanes.Broadcast(x[p]);
            s00 = TLanes.MultiplyAdd(a, b0, s00);
            s01 = TLanes.MultiplyAdd(a, b1, s01);
            s02 = TLanes.MultiplyAdd(a, b2, s02);
            s03 = TLanes.MultiplyAdd(a, b3, s03);
            b += bStride;
        }
        TLanes.Store(c, s00);
        TLanes.Store(c + width, s01);
        TLanes.Store(c + (2 * width), s02);
        TLanes.Store(c + (3 * width), s03);
    }
}
