namespace Piecewise.Tensors.Fast;

/// <summary>
/// <c>y = epilogue(x · weightᵀ)</c> for few rows, straight from a weight as PyTorch stores it: reads four of its rows at once, each byte once.
/// A row's result has the same bits however many rows and parts there are. Sums are f32; the result is rounded once.
/// </summary>
public static unsafe class RowProduct
{
    /// <summary>The most rows of x that one pass over the weight serves; more take further passes.</summary>
    public const int RowsOfPass = 8;

    /// <param name="workers">Who computes.</param>
    /// <param name="x">[m, k], f32 or bf16.</param>
    /// <param name="xStride">Distance of two rows of x, in elements.</param>
    /// <param name="m">Rows of x.</param>
    /// <param name="weight">[n, k], f32 or bf16.</param>
    /// <param name="weightStride">Distance of two rows of the weight, in elements.</param>
    /// <param name="n">Rows of the weight.</param>
    /// <param name="k">Columns of both.</param>
    /// <param name="epilogue">Applied to every element.</param>
    /// <param name="result">[m, n]; not x.</param>
    /// <param name="resultStride">Distance of two rows of the result, in elements.</param>
    public static void Run<TIn, TWeight, TOut, TEpilogue>(
        Workers workers, TIn* x, nint xStride, int m, TWeight* weight, nint weightStride, int n, int k, TEpilogue epilogue,
        TOut* result, nint resultStride)
        where TIn : unmanaged where TWeight : unmanaged where TOut : unmanaged where TEpilogue : unmanaged, IEpilogue
    {
        if (m <= 0 || n <= 0)
        {
            return;
        }
        var parts = workers.Parts((n + Block - 1) / Block, (long)m * n * k);
        Jobs.Run(workers.Tier, workers.Team, parts, new Job<TIn, TWeight, TOut, TEpilogue>
        {
            X = x, XStride = xStride, M = m, Weight = weight, WeightStride = weightStride, N = n, K = k,
            Epilogue = epilogue, Result = result, ResultStride = resultStride,
        });
    }

    // Columns of the result that are computed before the epilogue runs over them. Parts begin at whole blocks.
    private const int Block = 32;

    private struct Job<TIn, TWeight, TOut, TEpilogue> : IJob
        where TIn : unmanaged where TWeight : unmanaged where TOut : unmanaged where TEpilogue : unmanaged, IEpilogue
    {
        public TIn* X;
        public nint XStride;
        public int M;
        public TWeight* Weight;
        public nint WeightStride;
        public int N;
        public int K;
        public TEpilogue Epilogue;
        public TOut* Result;
        public nint ResultStride;

        public void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var sums = stackalloc float[RowsOfPass * Block];
            var blocks = Share.Of((N + Block - 1) / Block, part, parts);
            for (nint row = 0; row < M; row += RowsOfPass)
            {
                var rows = Math.Min(RowsOfPass, M - row);
                for (var block = blocks.Start; block < blocks.End; block++)
                {
                    var column = block * Block;
                    var columns = Math.Min(Block, N - column);
                    Dots.Run<TLanes, TVector, TIn, TWeight>(
                        X + (row * XStride), XStride, rows, Weight + (column * WeightStride), WeightStride, columns, K, sums, Block);
                    for (nint i = 0; i < rows; i++)
                    {
                        for (nint j = 0; j < columns; j += TLanes.Width)
                        {
                            var value = Epilogue.Apply<TLanes, TVector>(TLanes.Load(sums + (i * Block) + j), row + i, column + j, columns - j);
                            Elements.Store<TLanes, TVector, TOut>(Result + ((row + i) * ResultStride) + column + j, value, columns - j);
                        }
                    }
                }
            }
        }
    }
}
