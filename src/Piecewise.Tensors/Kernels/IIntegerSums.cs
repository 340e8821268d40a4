namespace Piecewise.Tensors.Kernels;

/// <summary>What becomes of exact sums of products of 8-bit integers.</summary>
internal unsafe interface IIntegerSums
{
    /// <param name="sums">i32 [rows, columns], with whole vectors to read after the last column; overwritten.</param>
    /// <param name="sumsRow">Distance of two rows of the sums.</param>
    /// <param name="row">Row of the result that the first one is.</param>
    /// <param name="rows">How many.</param>
    /// <param name="column">Column of the result that the first one is.</param>
    /// <param name="columns">How many.</param>
    void Finish<TLanes, TVector>(int* sums, nint sumsRow, nint row, nint rows, nint column, nint columns)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged;
}
