using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>Elements moved from one layout to another; what repeats or shifts elements is a layout with other strides.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct StridedCopyCall<T> : IKernel, IPartJob, IOverType where T : unmanaged
{
    public required T* X;

    /// <summary>How far the first element that is read lies from <see cref="X"/>.</summary>
    public nint XOffset;

    /// <summary>[<see cref="Rank"/>]; 0 repeats, a negative one goes backwards.</summary>
    public required nint* XStrides;

    /// <summary>The first element that is written; not x.</summary>
    public required T* Result;

    /// <summary>[<see cref="Rank"/>].</summary>
    public required nint* ResultStrides;

    /// <summary>[<see cref="Rank"/>].</summary>
    public required nint* Sizes;
    public required nint Rank;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        var nest = new Nest(Sizes, Rank);
        var rows = nest.Outer.Count;
        if (rows > 0 && nest.Inner > 0)
        {
            Jobs.Run(workers.Team, workers.Parts(rows, 8L * rows * nest.Inner), this);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    readonly void IPartJob.Run(int part, int parts)
    {
        var nest = new Nest(Sizes, Rank);
        var (outer, count, xStep, resultStep) = (nest.Outer, nest.Inner, nest.InnerStride(XStrides), nest.InnerStride(ResultStrides));
        var share = Share.Of(outer.Count, part, parts);
        for (var row = share.Start; row < share.End; row++)
        {
            var from = X + XOffset + outer.Offset(row, XStrides);
            var to = Result + outer.Offset(row, ResultStrides);
            if (xStep == 1 && resultStep == 1)
            {
                Buffer.MemoryCopy(from, to, count * sizeof(T), count * sizeof(T));
                continue;
            }
            for (nint i = 0; i < count; i++)
            {
                to[i * resultStep] = from[i * xStep];
            }
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfMoved<StridedCopyCall<T>>(dtypes);

    static KernelEntry IOverType.EntryOver<TAny>() => KernelEntry.Of<StridedCopyCall<TAny>>();
}
