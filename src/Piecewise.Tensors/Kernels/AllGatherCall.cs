using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>All ranks' rows one beside the other, in rank order: <c>result[o, r, :] = x of rank r[o, :]</c>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct AllGatherCall : IKernel
{
    /// <summary>[<see cref="Rows"/>, <see cref="Row"/>], contiguous.</summary>
    public required void* X;

    /// <summary>[<see cref="Rows"/>, <see cref="World"/>, <see cref="Row"/>], contiguous.</summary>
    public required void* Result;
    public required nint Rows;

    /// <summary>Elements.</summary>
    public required nint Row;

    /// <summary>A <see cref="Tensors.DType"/>.</summary>
    public required nint DType;

    /// <summary>How many ranks the program was made for.</summary>
    public required nint World;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        var dtype = (DType)DType;
        var row = Row * dtype.Size();
        var bytes = Rows * row;
        if (Ranks.HostOf(workers, World) is not { } host)
        {
            Buffer.MemoryCopy(X, Result, bytes, bytes);
            return;
        }
        var ranks = stackalloc nint[host.World];
        for (nint start = 0; start < bytes;)
        {
            var count = (nint)Math.Min(bytes - start, host.Limit);
            host.Share(
                new CollectiveCall(CollectiveKind.AllGather, dtype, count), (byte*)X + start, new Span<nint>(ranks, host.World));
            for (var rank = 0; rank < host.World; rank++)
            {
                // What was shared may begin and end within a row.
                for (nint at = start; at < start + count;)
                {
                    var (number, column) = (at / row, at % row);
                    var length = Math.Min(row - column, start + count - at);
                    Buffer.MemoryCopy(
                        (byte*)ranks[rank] + (at - start), (byte*)Result + (((number * host.World) + rank) * row) + column, length, length);
                    at += length;
                }
            }
            start += count;
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntry.Of<AllGatherCall>();
}
