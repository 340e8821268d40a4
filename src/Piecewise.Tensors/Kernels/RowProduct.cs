using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// <c>y = epilogue(x · weightᵀ)</c> for few rows, straight from a weight as PyTorch stores it: each of its bytes is read once.
/// A row's result has the same bits however many rows and parts there are. Sums are f32; the result is rounded once.
/// </summary>
internal static unsafe class RowProduct
{
    /// <summary>The most rows of x that one pass over the weight serves; more take further passes.</summary>
    public const int RowsOfPass = 32;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run<TWeight, TOut, TEpilogue>(
        Workers workers, FloatMatrix x, nint m, TWeight* weight, nint weightStride, nint n, nint k, TEpilogue epilogue, TOut* result,
        nint resultStride)
        where TWeight : unmanaged where TOut : unmanaged where TEpilogue : unmanaged, IEpilogue
    {
        if (m <= 0 || n <= 0)
        {
            return;
        }
        var parts = workers.Parts((n + Block - 1) / Block, (long)m * n * k);
        Jobs.Run(workers.Tier, workers.Team, parts, new Job<TWeight, TOut, TEpilogue>
        {
            X = x,
            M = m,
            Weight = weight,
            WeightStride = weightStride,
            N = n,
            K = k,
            Epilogue = epilogue,
            Result = result,
            ResultStride = resultStride,
        });
    }

    // Columns of the result that are computed before the epilogue runs over them.
    private const int Block = 32;

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

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var sums = stackalloc float[4 * RowsOfPass * Block];
            var four = stackalloc float[4 * RowsOfPass];
            var share = Share.Of(N, part, parts);
            // Four rows of the weight are read at once. They lie far from each other, so that each is followed by the next one that is read
            // from there: four long streams, which the processor fetches ahead, in place of many short ones.
            var quarter = (share.End - share.Start) / 4;
            for (nint row = 0; row < M; row += RowsOfPass)
            {
                var x = X.Pointer + (row * X.Stride);
                var rows = Math.Min(RowsOfPass, M - row);
                for (nint block = 0; block < quarter; block += Block)
                {
                    var columns = Math.Min(Block, quarter - block);
                    var first = share.Start + block;
                    for (nint j = 0; j < columns; j++)
                    {
                        Dots.Four<TLanes, TVector, TWeight>(
                            x, X.Stride, rows, Weight + ((first + j) * WeightStride), quarter * WeightStride, K, four, 4);
                        for (nint i = 0; i < rows; i++)
                        {
                            for (nint stream = 0; stream < 4; stream++)
                            {
                                sums[(((stream * RowsOfPass) + i) * Block) + j] = four[(4 * i) + stream];
                            }
                        }
                    }
                    for (nint stream = 0; stream < 4; stream++)
                    {
                        Finish<TLanes, TVector>(sums + (stream * RowsOfPass * Block), row, rows, first + (stream * quarter), columns);
                    }
                }
                var rest = share.Start + (4 * quarter);
                for (var column = rest; column < share.End; column++)
                {
                    Dots.One<TLanes, TVector, TWeight>(x, X.Stride, rows, Weight + (column * WeightStride), K, sums + column - rest, Block);
                }
                Finish<TLanes, TVector>(sums, row, rows, rest, share.End - rest);
            }
        }

        private readonly void Finish<TLanes, TVector>(float* sums, nint row, nint rows, nint column, nint columns)
            where TLanes : struct, ILanes<TVector> where TVector : unmanaged =>
            ProductBlock.Store<TLanes, TVector, TOut, TEpilogue>(sums, Block, row, rows, column, columns, Epilogue, Result, ResultStride);
    }
}
