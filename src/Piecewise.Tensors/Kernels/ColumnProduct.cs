using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// <c>y = epilogue(x · w)</c> for few rows and a weight [k, n] whose columns are neighbours: each of its bytes is read once. A row's result
/// has the same bits however many rows and parts there are. Sums are f32; the result is rounded once.
/// </summary>
internal static unsafe class ColumnProduct
{
    // Floats of sums that a part keeps at a time: with four rows of the weight they stay in the first cache.
    private const int Sums = 4096;
    private const int Unit = 64;

    /// <summary>Bytes of scratch memory that a call needs.</summary>
    public static nint ScratchBytes(Workers workers) => (nint)workers.Team.Size * Sums * sizeof(float);

    /// <param name="workers">Who computes.</param>
    /// <param name="x">[m, k].</param>
    /// <param name="m">Rows: few.</param>
    /// <param name="w">[k, n].</param>
    /// <param name="wStride">Distance of two rows of the weight, in elements.</param>
    /// <param name="n">Columns of the weight.</param>
    /// <param name="k">Rows of the weight.</param>
    /// <param name="epilogue">Applied to every element.</param>
    /// <param name="result">[m, n].</param>
    /// <param name="resultStride">Distance of two rows of the result, in elements.</param>
    /// <param name="scratch"><see cref="ScratchBytes"/>, aligned to 64.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TWeight, TOut, TEpilogue>(
        Workers workers, FloatMatrix x, nint m, TWeight* w, nint wStride, nint n, nint k, TEpilogue epilogue, TOut* result,
        nint resultStride, void* scratch)
        where TWeight : unmanaged where TOut : unmanaged where TEpilogue : unmanaged, IEpilogue
    {
        if (m <= 0 || n <= 0)
        {
            return;
        }
        var parts = workers.Parts((n + Unit - 1) / Unit, (long)m * n * k);
        Jobs.Run(workers.Tier, workers.Team, parts, new Job<TWeight, TOut, TEpilogue>
        {
            X = x,
            M = m,
            Weight = w,
            WeightStride = wStride,
            N = n,
            K = k,
            Epilogue = epilogue,
            Result = result,
            ResultStride = resultStride,
            Scratch = (float*)scratch,
        });
    }

    private struct Job<TWeight, TOut, TEpilogue> : IJob
        where TWeight : unmanaged where TOut : unmanaged where TEpilogue : unmanaged, IEpilogue
    {
        public FloatMatrix X;
        public nint M;
        public TWeight* Weight;
        public nint WeightStride;
        public nint N;
        public nint K;
        public TEpilogue Epilogue;
        public TOut* Result;
        public nint ResultStride;
        public float* Scratch;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var units = Share.Of((N + Unit - 1) / Unit, part, parts);
            var end = Math.Min(units.End * Unit, N);
            var sums = Scratch + ((nint)part * Sums);
            var most = Math.Min(M, RowProduct.RowsOfPass);
            var width = Sums / most / Unit * Unit;
            for (nint row = 0; row < M; row += most)
            {
                var rows = Math.Min(most, M - row);
                for (var column = units.Start * Unit; column < end; column += width)
                {
                    var columns = Math.Min(width, end - column);
                    new Span<float>(sums, (int)(rows * width)).Clear();
                    Combinations.Add<TLanes, TVector, TWeight>(
                        X.Pointer + (row * X.Stride), X.Stride, rows, Weight + column, WeightStride, K, columns, sums, width);
                    ProductBlock.Store<TLanes, TVector, TOut, TEpilogue>(sums, width, row, rows, column, columns, Epilogue, Result,
                        ResultStride);
                }
            }
        }
    }
}
