using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// A rank's part of each row of the sum of all ranks' rows, summed as <see cref="AllReduceCall"/> does:
/// <c>result[o, :] = sum of x[o, rank, :]</c>.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct ReduceScatterCall : IKernel
{
    /// <summary>[<see cref="Rows"/>, <see cref="World"/>, <see cref="Part"/>], contiguous.</summary>
    public required void* X;

    /// <summary>[<see cref="Rows"/>, <see cref="Part"/>], contiguous.</summary>
    public required void* Result;
    public required nint Rows;

    /// <summary>Elements.</summary>
    public required nint Part;

    /// <summary>A <see cref="Tensors.DType"/>: a float or an integer.</summary>
    public required nint DType;

    /// <summary>How many ranks the program was made for.</summary>
    public required nint World;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        var dtype = (DType)DType;
        var size = dtype.Size();
        var all = Rows * World * Part;
        if (Ranks.HostOf(workers, World) is not { } host)
        {
            Buffer.MemoryCopy(X, Result, all * size, all * size);
            return;
        }
        var ranks = stackalloc nint[host.World];
        var found = new Span<nint>(ranks, host.World);
        if (Rows == 1 && all * size <= host.Limit)
        {
            host.Scatter(new CollectiveCall(CollectiveKind.ReduceScatter, dtype, all * size), X, found);
            Ranks.Sum(workers, dtype, ranks, host.World, Result, Part);
            return;
        }
        var most = (nint)(host.Limit / size);
        var row = World * Part;
        for (nint start = 0; start < all; start += most)
        {
            var count = Math.Min(all - start, most);
            host.Share(new CollectiveCall(CollectiveKind.ReduceScatter, dtype, count * size), (byte*)X + (start * size), found);
            // Of each row that was shared, whole or in part, the own columns.
            for (var number = start / row; number * row < start + count; number++)
            {
                var first = (number * row) + (host.Rank * Part);
                var (from, to) = (Math.Max(first, start), Math.Min(first + Part, start + count));
                if (from < to)
                {
                    var result = (byte*)Result + (((number * Part) + from - first) * size);
                    Ranks.Sum(workers, dtype, ranks, host.World, result, to - from, from - start);
                }
            }
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntry.Of<ReduceScatterCall>();
}
