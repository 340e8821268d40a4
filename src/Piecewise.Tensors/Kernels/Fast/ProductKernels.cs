namespace Piecewise.Tensors.Fast;

/// <summary>
/// Products of batches of matrices of any strides, for generated code. Operands are f32 or bf16, sums f32; results are rounded once.
/// Strides are in elements and may be 0.
/// </summary>
public static unsafe class ProductKernels
{
    /// <summary><c>x · y</c> of each matrix of a batch.</summary>
    /// <param name="workers">Who computes.</param>
    /// <param name="x">[outer, inner, m, k].</param>
    /// <param name="xOuter">Stride of x over the outer batch dim.</param>
    /// <param name="xInner">Stride of x over the inner batch dim.</param>
    /// <param name="xRow">Stride of x over m.</param>
    /// <param name="xColumn">Stride of x over k.</param>
    /// <param name="y">[outer, inner, k, n].</param>
    /// <param name="yOuter">Stride of y over the outer batch dim.</param>
    /// <param name="yInner">Stride of y over the inner batch dim.</param>
    /// <param name="yRow">Stride of y over k.</param>
    /// <param name="yColumn">Stride of y over n.</param>
    /// <param name="outer">Size of the outer batch dim.</param>
    /// <param name="inner">Size of the inner batch dim.</param>
    /// <param name="m">Rows of x.</param>
    /// <param name="n">Columns of y.</param>
    /// <param name="k">Columns of x and rows of y.</param>
    /// <param name="result">[outer, inner, m, n], contiguous; not x or y.</param>
    public static void Run<T>(
        Workers workers, T* x, nint xOuter, nint xInner, nint xRow, nint xColumn, T* y, nint yOuter, nint yInner, nint yRow, nint yColumn,
        nint outer, nint inner, nint m, nint n, nint k, T* result)
        where T : unmanaged
    {
        // One product of many rows is cheaper than many products with the same matrix.
        if (Joins(ref xRow, ref m, xInner, yInner, inner))
        {
            inner = 1;
            if (Joins(ref xRow, ref m, xOuter, yOuter, outer))
            {
                outer = 1;
            }
        }
        new BatchProduct<T, Plain>
        {
            X = x,
            XStrides = new(xOuter, xInner, new(xRow, xColumn)),
            Weight = y,
            WeightStrides = new(yOuter, yInner, new(yColumn, yRow)),
            Outer = outer,
            Inner = inner,
            M = m,
            N = n,
            K = k,
            Result = result,
        }.Run(workers);
    }

    /// <summary><c>alpha · x · y + beta · addend</c> of each matrix of a batch.</summary>
    /// <param name="workers">Who computes.</param>
    /// <param name="x">[outer, inner, m, k].</param>
    /// <param name="xOuter">Stride of x over the outer batch dim.</param>
    /// <param name="xInner">Stride of x over the inner batch dim.</param>
    /// <param name="xRow">Stride of x over m.</param>
    /// <param name="xColumn">Stride of x over k.</param>
    /// <param name="y">[outer, inner, k, n].</param>
    /// <param name="yOuter">Stride of y over the outer batch dim.</param>
    /// <param name="yInner">Stride of y over the inner batch dim.</param>
    /// <param name="yRow">Stride of y over k.</param>
    /// <param name="yColumn">Stride of y over n.</param>
    /// <param name="addend">[outer, inner, m, n]; not looked at where beta is 0.</param>
    /// <param name="addendOuter">Stride of the addend over the outer batch dim.</param>
    /// <param name="addendInner">Stride of the addend over the inner batch dim.</param>
    /// <param name="addendRow">Stride of the addend over m.</param>
    /// <param name="addendColumn">Stride of the addend over n.</param>
    /// <param name="alpha">Factor of the product.</param>
    /// <param name="beta">Factor of the addend.</param>
    /// <param name="outer">Size of the outer batch dim.</param>
    /// <param name="inner">Size of the inner batch dim.</param>
    /// <param name="m">Rows of x.</param>
    /// <param name="n">Columns of y.</param>
    /// <param name="k">Columns of x and rows of y.</param>
    /// <param name="result">[outer, inner, m, n], contiguous; not x or y. It may be the addend where that is contiguous, too.</param>
    public static void RunAdding<T>(
        Workers workers, T* x, nint xOuter, nint xInner, nint xRow, nint xColumn, T* y, nint yOuter, nint yInner, nint yRow, nint yColumn,
        T* addend, nint addendOuter, nint addendInner, nint addendRow, nint addendColumn, double alpha, double beta,
        nint outer, nint inner, nint m, nint n, nint k, T* result)
        where T : unmanaged =>
        new BatchProduct<T, Blend<T>>
        {
            X = x,
            XStrides = new(xOuter, xInner, new(xRow, xColumn)),
            Weight = y,
            WeightStrides = new(yOuter, yInner, new(yColumn, yRow)),
            Outer = outer,
            Inner = inner,
            M = m,
            N = n,
            K = k,
            Result = result,
            Epilogue = new(addend, new(addendOuter, addendInner, new(addendRow, addendColumn)), (float)alpha, (float)beta),
        }.Run(workers);

    /// <summary>Products of consecutive rows with a matrix of their own each, as of experts; rows behind the last group become 0.</summary>
    /// <param name="workers">Who computes.</param>
    /// <param name="x">[m, k].</param>
    /// <param name="xRow">Stride of x over m.</param>
    /// <param name="xColumn">Stride of x over k.</param>
    /// <param name="y">[groups, k, n].</param>
    /// <param name="yGroup">Stride of y over the groups.</param>
    /// <param name="yRow">Stride of y over k.</param>
    /// <param name="yColumn">Stride of y over n.</param>
    /// <param name="ends">[groups]: where the rows of each group end; i32 or i64.</param>
    /// <param name="endStride">Stride of the ends.</param>
    /// <param name="groups">How many groups there are.</param>
    /// <param name="m">Rows of x.</param>
    /// <param name="n">Columns of y.</param>
    /// <param name="k">Columns of x and rows of y.</param>
    /// <param name="result">[m, n], contiguous; not x or y.</param>
    /// <exception cref="KernelException">A group ends behind the last row.</exception>
    public static void RunGroups<T, TEnd>(
        Workers workers, T* x, nint xRow, nint xColumn, T* y, nint yGroup, nint yRow, nint yColumn, TEnd* ends, nint endStride, nint groups,
        nint m, nint n, nint k, T* result)
        where T : unmanaged where TEnd : unmanaged
    {
        var strides = new MatrixStrides(yColumn, yRow);
        // Any group may have few rows or all of them.
        var scratch = Scratch.Of(MatrixProduct.MostScratchBytes(workers, m, n, k, strides));
        nint start = 0;
        for (nint group = 0; group < groups; group++)
        {
            var end = Integers.Read(ends + (group * endStride));
            if (end > m)
            {
                throw new KernelException($"a group of rows ends at {end}, behind the last of {m} rows.");
            }
            if (end > start)
            {
                MatrixProduct.Run(
                    workers, x + (start * xRow), new(xRow, xColumn), (nint)end - start, y + (group * yGroup), strides, n, k, default(Plain),
                    result + (start * n), n, scratch);
                start = (nint)end;
            }
        }
        new Span<T>(result + (start * n), checked((int)((m - start) * n))).Clear();
    }

    // Whether a batch dim can be counted among the rows; if so, it is.
    private static bool Joins(ref nint xRow, ref nint m, nint xBatch, nint yBatch, nint count)
    {
        if (count != 1 && (yBatch != 0 || (m != 1 && xBatch != m * xRow)))
        {
            return false;
        }
        xRow = count != 1 && m == 1 ? xBatch : xRow;
        m *= count;
        return true;
    }
}
