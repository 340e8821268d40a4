using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>The managed twin of the assembled tile of 8-bit integers: sums of products of rows of x and rows of a weight; exact.</summary>
internal static unsafe class IntegerDots
{
    /// <summary>Rows of the weight that are multiplied at once.</summary>
    public const int Columns = 4;

    /// <param name="x">i8 [rows, <paramref name="k"/>], with no distance between rows.</param>
    /// <param name="rows">Rows of x.</param>
    /// <param name="weight">i8 [columns, <paramref name="k"/>], likewise.</param>
    /// <param name="columns">1 to <see cref="Columns"/> rows of the weight.</param>
    /// <param name="k">A multiple of 64.</param>
    /// <param name="sums">i32 [rows, columns].</param>
    /// <param name="sumsRow">Distance of two rows of the sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLanes, TVector>(
        sbyte* x, nint rows, sbyte* weight, nint columns, nint k, int* sums, nint sumsRow)
        where TLanes : struct, IIntegerLanes<TVector> where TVector : unmanaged
    {
        nint row = 0;
        if (columns == Columns)
        {
            for (; row + 2 <= rows; row += 2)
            {
                TwoByFour<TLanes, TVector>(x + (row * k), weight, k, sums + (row * sumsRow), sumsRow);
            }
        }
        for (; row < rows; row++)
        {
            for (nint column = 0; column < columns; column++)
            {
                sums[(row * sumsRow) + column] = One<TLanes, TVector>(x + (row * k), weight + (column * k), k);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TwoByFour<TLanes, TVector>(sbyte* x, sbyte* weight, nint k, int* sums, nint sumsRow)
        where TLanes : struct, IIntegerLanes<TVector> where TVector : unmanaged
    {
        TVector s00 = default, s01 = default, s02 = default, s03 = default, s10 = default, s11 = default, s12 = default, s13 = default;
        for (nint i = 0; i < k; i += TLanes.Count)
        {
            var (x0, x1) = (TLanes.Load(x + i), TLanes.Load(x + k + i));
            var w = TLanes.Load(weight + i);
            s00 = TLanes.MultiplyAdd(x0, w, s00);
            s10 = TLanes.MultiplyAdd(x1, w, s10);
            w = TLanes.Load(weight + k + i);
            s01 = TLanes.MultiplyAdd(x0, w, s01);
            s11 = TLanes.MultiplyAdd(x1, w, s11);
            w = TLanes.Load(weight + (2 * k) + i);
            s02 = TLanes.MultiplyAdd(x0, w, s02);
            s12 = TLanes.MultiplyAdd(x1, w, s12);
            w = TLanes.Load(weight + (3 * k) + i);
            s03 = TLanes.MultiplyAdd(x0, w, s03);
            s13 = TLanes.MultiplyAdd(x1, w, s13);
        }
        (sums[0], sums[1], sums[2], sums[3]) = (TLanes.Sum(s00), TLanes.Sum(s01), TLanes.Sum(s02), TLanes.Sum(s03));
        sums += sumsRow;
        (sums[0], sums[1], sums[2], sums[3]) = (TLanes.Sum(s10), TLanes.Sum(s11), TLanes.Sum(s12), TLanes.Sum(s13));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int One<TLanes, TVector>(sbyte* x, sbyte* weight, nint k)
        where TLanes : struct, IIntegerLanes<TVector> where TVector : unmanaged
    {
        TVector even = default, odd = default;
        for (nint i = 0; i < k; i += 2 * TLanes.Count)
        {
            even = TLanes.MultiplyAdd(TLanes.Load(x + i), TLanes.Load(weight + i), even);
            odd = TLanes.MultiplyAdd(TLanes.Load(x + i + TLanes.Count), TLanes.Load(weight + i + TLanes.Count), odd);
        }
        return unchecked(TLanes.Sum(even) + TLanes.Sum(odd));
    }
}
