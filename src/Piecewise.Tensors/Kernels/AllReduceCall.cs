using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// The sum of all ranks' elements, on every rank: element by element in rank order, in f32 for the small floats, rounded once, so that
/// every rank gets the same bits. Short messages are read by everybody; of longer ones each rank sums a part and reads the others' sums.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct AllReduceCall : IKernel
{
    /// <summary>
    /// Up to so many bytes every rank reads all of every rank's: one meeting instead of two. Measured (docs/performance.md).
    /// </summary>
    internal const long OneShotBytes = 256 << 10;

    /// <summary>[<see cref="Count"/>], contiguous.</summary>
    public required void* X;

    /// <summary>[<see cref="Count"/>], contiguous; may be <see cref="X"/>.</summary>
    public required void* Result;
    public required nint Count;

    /// <summary>A <see cref="Tensors.DType"/>: a float or an integer.</summary>
    public required nint DType;

    /// <summary>How many ranks the program was made for.</summary>
    public required nint World;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        var dtype = (DType)DType;
        var size = dtype.Size();
        if (Ranks.HostOf(workers, World) is not { } host)
        {
            Buffer.MemoryCopy(X, Result, Count * size, Count * size);
            return;
        }
        var ranks = stackalloc nint[host.World];
        var found = new Span<nint>(ranks, host.World);
        var most = (nint)(host.Limit / size);
        for (nint start = 0; start < Count;)
        {
            var count = Math.Min(Count - start, most);
            var x = (byte*)X + (start * size);
            var result = (byte*)Result + (start * size);
            var part = count / host.World;
            if (count * size > OneShotBytes && part > 0)
            {
                count = part * host.World;
                var own = result + (host.Rank * part * size);
                host.Scatter(new CollectiveCall(CollectiveKind.AllReduce, dtype, count * size), x, found);
                Ranks.Sum(workers, dtype, ranks, host.World, own, part);
                host.Share(new CollectiveCall(CollectiveKind.AllGather, dtype, part * size), own, found);
                for (var rank = 0; rank < host.World; rank++)
                {
                    if (rank != host.Rank)
                    {
                        Buffer.MemoryCopy((void*)ranks[rank], result + (rank * part * size), part * size, part * size);
                    }
                }
            }
            else
            {
                host.Share(new CollectiveCall(CollectiveKind.AllReduce, dtype, count * size), x, found);
                Ranks.Sum(workers, dtype, ranks, host.World, result, count);
            }
            start += count;
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntry.Of<AllReduceCall>();
}
