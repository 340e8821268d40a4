namespace Piecewise.Tensors.Kernels;

/// <summary>Distances of neighbours in a matrix, in elements.</summary>
/// <param name="Row">Of two rows.</param>
/// <param name="Column">Of two columns.</param>
internal readonly record struct MatrixStrides(nint Row, nint Column);

/// <summary>
/// <c>y = epilogue(x · weightᵀ)</c> for operands of any strides, by the product that suits their sizes and layout. Operands are f32 or
/// bf16, sums f32; the result is rounded once.
/// </summary>
internal static unsafe class MatrixProduct
{
    // Up to here sums over rows of the weight as they lie are faster than packing it first (measured; without AVX-512 the tiles are small).
    private const int FewRowsOf512 = 192;
    private const int FewRows = 64;

    // Up to here a weight whose columns are neighbours is better read as it lies.
    private const int FewRowsOfColumns = 32;

    // Below it a vector of sums over k does not pay.
    private const int ShortSum = 16;

    private enum Path : byte
    {
        Rows,
        Columns,
        Panels,
    }

    /// <summary>Bytes of scratch memory that a call needs: none for a result without elements, however long its sums are.</summary>
    public static nint ScratchBytes<TWeight>(Workers workers, nint m, nint n, nint k, MatrixStrides weight) where TWeight : unmanaged =>
        m <= 0 || n <= 0 ? 0 : Choose<TWeight>(workers.Tier, m, n, k, weight) switch
        {
            Path.Rows => FloatMatrix.ScratchBytes(m, k),
            Path.Columns => checked(ColumnProduct.ScratchBytes(workers) + FloatMatrix.ScratchBytes(m, k)),
            _ => PackedProduct.ScratchBytes(workers, checked((int)m), checked((int)k)),
        };

    /// <summary>As <see cref="ScratchBytes{TWeight}"/>, for any number of rows up to <paramref name="m"/>.</summary>
    public static nint MostScratchBytes<TWeight>(Workers workers, nint m, nint n, nint k, MatrixStrides weight)
        where TWeight : unmanaged =>
        Math.Max(
            Math.Max(ScratchBytes<TWeight>(workers, Math.Min(m, FewRowsOfColumns), n, k, weight),
                ScratchBytes<TWeight>(workers, Math.Min(m, FewRows), n, k, weight)),
            Math.Max(ScratchBytes<TWeight>(workers, Math.Min(m, FewRowsOf512), n, k, weight),
                ScratchBytes<TWeight>(workers, m, n, k, weight)));

    /// <param name="workers">Who computes.</param>
    /// <param name="x">[m, k].</param>
    /// <param name="xStrides">Of x.</param>
    /// <param name="m">Rows of x.</param>
    /// <param name="weight">[n, k].</param>
    /// <param name="weightStrides">Of the weight.</param>
    /// <param name="n">Rows of the weight.</param>
    /// <param name="k">Columns of both.</param>
    /// <param name="epilogue">Applied to every element.</param>
    /// <param name="result">[m, n]; neither x nor the weight.</param>
    /// <param name="resultStride">Distance of two rows of the result; its columns are neighbours.</param>
    /// <param name="scratch"><see cref="ScratchBytes{TWeight}"/>, aligned to 64.</param>
    public static void Run<TIn, TWeight, TOut, TEpilogue>(
        Workers workers, TIn* x, MatrixStrides xStrides, nint m, TWeight* weight, MatrixStrides weightStrides, nint n, nint k,
        TEpilogue epilogue,
        TOut* result, nint resultStride, void* scratch)
        where TIn : unmanaged where TWeight : unmanaged where TOut : unmanaged where TEpilogue : unmanaged, IEpilogue
    {
        if (m <= 0 || n <= 0)
        {
            return;
        }
        var path = Choose<TWeight>(workers.Tier, m, n, k, weightStrides);
        if (path == Path.Panels)
        {
            PackedProduct.Run(
                workers, x, xStrides.Row, xStrides.Column, checked((int)m), weight, weightStrides.Row, weightStrides.Column,
                checked((int)n),
                checked((int)k), epilogue, result, resultStride, scratch);
            return;
        }
        if (path == Path.Rows && TileProduct.Takes<TWeight>(workers.Tier) && typeof(TIn) == typeof(TWeight)
            && (xStrides.Column == 1 || k == 1))
        {
            TileProduct.Run(
                workers, (TWeight*)x, xStrides.Row, m, weight, weightStrides.Row, n, k, epilogue, result, resultStride);
            return;
        }
        var own = path == Path.Columns ? ColumnProduct.ScratchBytes(workers) : 0;
        var floats = FloatMatrix.Of(workers.Tier, x, xStrides.Row, xStrides.Column, m, k, (byte*)scratch + own);
        if (path == Path.Rows && typeof(TWeight) == typeof(float) && TileProduct.Takes<float>(workers.Tier))
        {
            TileProduct.Run(
                workers, floats.Pointer, floats.Stride, m, (float*)weight, weightStrides.Row, n, k, epilogue, result, resultStride);
        }
        else if (path == Path.Rows)
        {
            RowProduct.Run(workers, floats, m, weight, weightStrides.Row, n, k, epilogue, result, resultStride);
        }
        else
        {
            ColumnProduct.Run(workers, floats, m, weight, weightStrides.Column, n, k, epilogue, result, resultStride, scratch);
        }
    }

    private static Path Choose<TWeight>(InstructionTier tier, nint m, nint n, nint k, MatrixStrides weight) where TWeight : unmanaged
    {
        var (rowsAreNeighbours, columnsAreNeighbours) = (weight.Row == 1 || n == 1, weight.Column == 1 || k == 1);
        if (columnsAreNeighbours && !(rowsAreNeighbours && k < ShortSum))
        {
            if (TileProduct.Takes<TWeight>(tier))
            {
                return Path.Rows;
            }
            return m <= (tier.Includes(InstructionTier.Avx512) ? FewRowsOf512 : FewRows) ? Path.Rows : Path.Panels;
        }
        return rowsAreNeighbours && m <= FewRowsOfColumns ? Path.Columns : Path.Panels;
    }
}
