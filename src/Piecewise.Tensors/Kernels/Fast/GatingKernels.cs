namespace Piecewise.Tensors.Fast;

/// <summary>The router of a mixture of experts, for generated code.</summary>
public static unsafe class GatingKernels
{
    /// <summary><see cref="ExpertChoice"/> of each row.</summary>
    /// <param name="workers">Who computes.</param>
    /// <param name="logits">[rows, experts], f32 or bf16.</param>
    /// <param name="rowStride">Distance of two rows, in elements.</param>
    /// <param name="columnStride">Distance of two experts, in elements.</param>
    /// <param name="rows">How many.</param>
    /// <param name="experts">How many.</param>
    /// <param name="k">How many are chosen per row.</param>
    /// <param name="sigmoid">Whether a score is the logit's sigmoid; else the softmax over the experts.</param>
    /// <param name="normalize">Whether a row's weights are divided by their sum.</param>
    /// <param name="weights">[rows, k], contiguous: the highest scores, highest first.</param>
    /// <param name="chosen">[rows, k], contiguous: whose they are.</param>
    /// <exception cref="KernelException">There are fewer experts than are to be chosen.</exception>
    public static void Run<T>(
        Workers workers, T* logits, nint rowStride, nint columnStride, nint rows, nint experts, nint k, bool sigmoid, bool normalize, float* weights,
        long* chosen)
        where T : unmanaged
    {
        if (k > experts)
        {
            throw new KernelException($"can't choose {k} of {experts} experts.");
        }
        if (rows <= 0 || k <= 0)
        {
            return;
        }
        var parts = workers.Parts(rows, 64L * rows * experts);
        Jobs.Run(workers.Tier, workers.Team, parts, new Job<T>
        {
            Logits = logits,
            RowStride = rowStride,
            ColumnStride = columnStride,
            Rows = rows,
            Experts = (int)experts,
            K = (int)k,
            Sigmoid = sigmoid,
            Normalize = normalize,
            Weights = weights,
            Chosen = chosen,
            Scratch = (byte*)Scratch.Of(parts * Job<T>.PartBytes(experts)),
        });
    }

    private struct Job<T> : IJob where T : unmanaged
    {
        public T* Logits;
        public nint RowStride;
        public nint ColumnStride;
        public nint Rows;
        public int Experts;
        public int K;
        public bool Sigmoid;
        public bool Normalize;
        public float* Weights;
        public long* Chosen;
        public byte* Scratch;

        public static nint PartBytes(nint experts) =>
            ((experts * (sizeof(float) + sizeof(Selection<float, ExpertChoice.Highest>.Entry))) + 63) & ~63;

        public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var memory = Scratch + (part * PartBytes(Experts));
            var scores = new Span<float>(memory, Experts);
            var entries = new Span<Selection<float, ExpertChoice.Highest>.Entry>(memory + (Experts * sizeof(float)), Experts);
            var share = Share.Of(Rows, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                FloatMatrix.Widen<TLanes, TVector, T>(Logits + (row * RowStride), 0, ColumnStride, 1, Experts, (float*)memory, 0);
                ExpertChoice.Choose(scores, scores, entries, Sigmoid, Normalize, new Span<float>(Weights + (row * K), K), new Span<long>(Chosen + (row * K), K));
            }
        }
    }
}
