namespace Piecewise.Tensors.Reference;

/// <summary>Reduces one row to one value.</summary>
internal interface IRowReduction<TIn, TOut>
{
    TOut Invoke(ReadOnlySpan<TIn> row);
}

/// <summary>Computes a row from a row of the same length: a scan, a normalization.</summary>
internal interface IRowMap<TIn, TOut>
{
    void Invoke(ReadOnlySpan<TIn> row, Span<TOut> result);
}

/// <summary>
/// Loops over the rows of a contiguous matrix. Operators along other dims bring those dims to the end first; a row's result never
/// depends on its neighbours.
/// </summary>
internal static class Rows
{
    /// <summary>One value per row.</summary>
    /// <param name="rows">[rows, columns], contiguous, of dtype <typeparamref name="TIn"/>.</param>
    /// <param name="kernel">Applied to each row; the row may be empty.</param>
    /// <returns>[rows].</returns>
    public static Tensor Reduce<TKernel, TIn, TOut>(Tensor rows, TKernel kernel)
        where TKernel : struct, IRowReduction<TIn, TOut> where TIn : unmanaged where TOut : unmanaged
    {
        ArgumentNullException.ThrowIfNull(rows);
        var (count, length) = ((int)rows.Shape[0], (int)rows.Shape[1]);
        var result = Tensor.Zeros(Tensor.DTypeOf<TOut>(), count);
        var from = rows.ReadSpan<TIn>();
        var to = result.AsSpan<TOut>();
        for (var i = 0; i < count; i++)
        {
            to[i] = kernel.Invoke(from.Slice(i * length, length));
        }
        GC.KeepAlive(rows);
        return result;
    }

    /// <summary>One row per row.</summary>
    /// <param name="rows">[rows, columns], contiguous, of dtype <typeparamref name="TIn"/>.</param>
    /// <param name="kernel">Applied to each row.</param>
    /// <returns>[rows, columns].</returns>
    public static Tensor Map<TKernel, TIn, TOut>(Tensor rows, TKernel kernel)
        where TKernel : struct, IRowMap<TIn, TOut> where TIn : unmanaged where TOut : unmanaged
    {
        ArgumentNullException.ThrowIfNull(rows);
        var (count, length) = ((int)rows.Shape[0], (int)rows.Shape[1]);
        var result = Tensor.Zeros(Tensor.DTypeOf<TOut>(), rows.Shape);
        var from = rows.ReadSpan<TIn>();
        var to = result.AsSpan<TOut>();
        for (var i = 0; i < count && length > 0; i++)
        {
            kernel.Invoke(from.Slice(i * length, length), to.Slice(i * length, length));
        }
        GC.KeepAlive(rows);
        return result;
    }
}
