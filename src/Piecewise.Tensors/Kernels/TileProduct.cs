using Piecewise.Tensors.Kernels.Assembled;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// <c>y = epilogue(x · weightᵀ)</c> by assembled tiles, from operands of one format as they lie, whose columns are neighbours: nothing is
/// packed or converted. A row's result has the same bits however many rows and parts there are. Sums are f32; the result is rounded once.
/// </summary>
internal static class TileProduct
{
    /// <summary>Columns that parts do not share: whole cache lines of an f32 result.</summary>
    internal const int Unit = 16;

    /// <summary>Whether the tier's assembled kernels multiply such elements.</summary>
    public static bool Takes<T>(InstructionTier tier) where T : unmanaged =>
        typeof(T) == typeof(BFloat16) ? tier.Includes(InstructionTier.Avx512Bf16)
            : typeof(T) == typeof(float) && tier.Includes(InstructionTier.Avx512Vnni);

    /// <param name="workers">Who computes; their tier <see cref="Takes"/> the operands.</param>
    /// <param name="x">[m, k].</param>
    /// <param name="xStride">Distance of two rows of x, in elements.</param>
    /// <param name="m">Rows of x.</param>
    /// <param name="weight">[n, k].</param>
    /// <param name="weightStride">Distance of two rows of the weight, in elements.</param>
    /// <param name="n">Rows of the weight.</param>
    /// <param name="k">Columns of both.</param>
    /// <param name="epilogue">Applied to every element.</param>
    /// <param name="result">[m, n]; neither x nor the weight.</param>
    /// <param name="resultStride">Distance of two rows of the result, in elements.</param>
    public static unsafe void Run<T, TOut, TEpilogue>(
        Workers workers, T* x, nint xStride, nint m, T* weight, nint weightStride, nint n, nint k, TEpilogue epilogue, TOut* result,
        nint resultStride)
        where T : unmanaged where TOut : unmanaged where TEpilogue : unmanaged, IEpilogue
    {
        // Parts share columns, so that each byte of the weight is read by one; or rows, where there are few columns.
        var dividesRows = n < 64 * workers.Team.Size && m >= 2 * n;
        var (count, unit) = dividesRows ? (m, DotTileForm.BestRows) : (n, Unit);
        var parts = workers.Parts((count + unit - 1) / unit, (long)m * n * k);
        Jobs.Run(workers.Tier, workers.Team, parts, new TileProductJob<T, TOut, TEpilogue>
        {
            X = x,
            XStride = xStride,
            M = m,
            Weight = weight,
            WeightStride = weightStride,
            N = n,
            K = k,
            Epilogue = epilogue,
            Result = result,
            ResultStride = resultStride,
            DividesRows = dividesRows,
        });
    }
}
