using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>An epilogue of the products of a batch: of each of its matrices.</summary>
internal interface IBatchEpilogue<TSelf> : IEpilogue where TSelf : IBatchEpilogue<TSelf>
{
    TSelf Of(nint outer, nint inner);
}

/// <summary>Strides of a batch of matrices [outer, inner, rows, columns], in elements.</summary>
internal readonly record struct BatchStrides(nint Outer, nint Inner, MatrixStrides Matrix);

/// <summary>Products of all matrices of a batch; each has the same bits as alone.</summary>
internal unsafe struct BatchProduct<T, TEpilogue> : IJob where T : unmanaged where TEpilogue : unmanaged, IBatchEpilogue<TEpilogue>
{
    public T* X;
    public BatchStrides XStrides;
    public T* Weight;

    /// <summary>Of the weight as [outer, inner, n, k].</summary>
    public BatchStrides WeightStrides;
    public nint Outer;
    public nint Inner;
    public nint M;
    public nint N;
    public nint K;
    public TEpilogue Epilogue;

    /// <summary>[outer, inner, m, n], contiguous.</summary>
    public T* Result;
    private InstructionTier tier;
    private byte* scratch;
    private nint partScratch;

    public void Run(Workers workers)
    {
        var count = Outer * Inner;
        if (count <= 0 || M <= 0 || N <= 0)
        {
            return;
        }
        // A part takes whole matrices; where these are few and large, all parts share each of them.
        var parts = workers.Parts(count, (long)count * M * N * K);
        if (count < workers.Team.Size && (long)M * N * K >= 2 * workers.Grain)
        {
            var memory = Scratch.Of(workers, MatrixProduct.ScratchBytes<T>(workers, M, N, K, WeightStrides.Matrix));
            Multiply(workers, new Share(0, count), memory);
            return;
        }
        tier = workers.Tier;
        partScratch = checked(MatrixProduct.ScratchBytes<T>(Alone, M, N, K, WeightStrides.Matrix) + 63) & ~63;
        scratch = (byte*)Scratch.Of(workers, checked(parts * partScratch));
        Jobs.Run(tier, workers.Team, parts, this);
    }

    public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged =>
        Multiply(Alone, Share.Of(Outer * Inner, part, parts), scratch + (part * partScratch));

    private readonly Workers Alone => new(tier, SingleThread.Team);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Multiply(Workers workers, Share matrices, void* memory)
    {
        for (var i = matrices.Start; i < matrices.End; i++)
        {
            var (outer, inner) = (i / Inner, i % Inner);
            MatrixProduct.Run(
                workers, X + (outer * XStrides.Outer) + (inner * XStrides.Inner), XStrides.Matrix, M,
                Weight + (outer * WeightStrides.Outer) + (inner * WeightStrides.Inner), WeightStrides.Matrix, N, K,
                Epilogue.Of(outer, inner), Result + (i * M * N), N, memory);
        }
    }
}
