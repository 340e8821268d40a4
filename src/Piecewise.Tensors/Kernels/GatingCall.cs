using System.ComponentModel;
using System.Runtime.CompilerServices;
using Piecewise.Tensors.Reference;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// The router of a mixture of experts: <see cref="ExpertChoice"/> of each row. Fewer experts than are to be chosen are refused
/// (<see cref="KernelException"/>).
/// </summary>
/// <typeparam name="T">float or BFloat16.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct GatingCall<T> : IKernel, IOverType where T : unmanaged
{
    /// <summary>[<see cref="Rows"/>, <see cref="Experts"/>].</summary>
    public required T* Logits;

    /// <summary>Distance of two rows.</summary>
    public required nint LogitRow;

    /// <summary>Distance of two experts.</summary>
    public required nint LogitColumn;

    /// <summary>Whether a score is the logit's sigmoid; else the softmax over the experts.</summary>
    public required bool Sigmoid;

    /// <summary>Whether a row's weights are divided by their sum.</summary>
    public required bool Normalize;

    /// <summary>[<see cref="Rows"/>, <see cref="K"/>], contiguous: the highest scores, highest first.</summary>
    public required float* Weights;

    /// <summary>[<see cref="Rows"/>, <see cref="K"/>], contiguous: whose they are.</summary>
    public required long* Chosen;
    public required nint Rows;
    public required nint Experts;

    /// <summary>How many are chosen per row.</summary>
    public required nint K;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        if (K > Experts)
        {
            throw new KernelException($"can't choose {K} of {Experts} experts.");
        }
        if (Rows <= 0 || K <= 0)
        {
            return;
        }
        var parts = workers.Parts(Rows, 64L * Rows * Experts);
        Jobs.Run(workers.Tier, workers.Team, parts,
            new Job { Call = this, Memory = (byte*)Scratch.Of(workers, checked(parts * Job.PartBytes(Experts))) });
    }

    private struct Job : IJob
    {
        public GatingCall<T> Call;
        public byte* Memory;

        public static nint PartBytes(nint experts) =>
            checked((experts * (sizeof(float) + sizeof(Selection<float, ExpertChoice.Highest>.Entry))) + 63) & ~63;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var (experts, k) = checked(((int)Call.Experts, (int)Call.K));
            var memory = Memory + (part * PartBytes(experts));
            var scores = new Span<float>(memory, experts);
            var entries = new Span<Selection<float, ExpertChoice.Highest>.Entry>(memory + (experts * sizeof(float)), experts);
            var share = Share.Of(Call.Rows, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                FloatMatrix.Widen<TLanes, TVector, T>(Call.Logits + (row * Call.LogitRow), 0, Call.LogitColumn, 1, experts, (float*)memory,
                    0);
                ExpertChoice.Choose(
                    scores, scores, entries, Call.Sigmoid, Call.Normalize, new Span<float>(Call.Weights + (row * k), k),
                    new Span<long>(Call.Chosen + (row * k), k));
            }
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfFloat<GatingCall<T>>(dtypes);

    static KernelEntry IOverType.EntryOver<TAny>() => KernelEntry.Of<GatingCall<TAny>>();
}
