using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>Sums that a product has finished, on their way to the result.</summary>
internal static unsafe class ProductBlock
{
    /// <summary>Applies the epilogue, rounds and stores.</summary>
    /// <param name="sums">[rows, columns], with whole vectors to read after the last column.</param>
    /// <param name="sumsStride">Distance of two rows of the sums.</param>
    /// <param name="row">Row of the result that the first one is.</param>
    /// <param name="rows">How many.</param>
    /// <param name="column">Column of the result that the first one is.</param>
    /// <param name="columns">How many.</param>
    /// <param name="epilogue">Applied to every element.</param>
    /// <param name="result">The whole result.</param>
    /// <param name="resultStride">Distance of two rows of the result, in elements.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Store<TLanes, TVector, TOut, TEpilogue>(
        float* sums, nint sumsStride, nint row, nint rows, nint column, nint columns, TEpilogue epilogue, TOut* result, nint resultStride)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged where TOut : unmanaged where TEpilogue : unmanaged, IEpilogue
    {
        for (nint i = 0; i < rows; i++)
        {
            for (nint j = 0; j < columns; j += TLanes.Width)
            {
                var value = epilogue.Apply<TLanes, TVector>(TLanes.Load(sums + (i * sumsStride) + j), row + i, column + j, columns - j);
                Elements.Store<TLanes, TVector, TOut>(result + ((row + i) * resultStride) + column + j, value, columns - j);
            }
        }
    }
}
