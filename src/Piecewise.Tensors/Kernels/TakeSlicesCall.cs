using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Slices of a dim, one for each index: <c>result[o, c, i] = x[o, indices[c], i]</c> (<c>embedding</c>, <c>index_select</c>, <c>x[i]</c>).
/// A tensor is seen as [outer, size, inner] with the indexed dim in the middle; the elements of inner are neighbours. An index outside is
/// refused (<see cref="KernelException"/>), and nothing is written then.
/// </summary>
/// <typeparam name="T">Of the elements.</typeparam>
/// <typeparam name="TIndex">int or long.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct TakeSlicesCall<T, TIndex> : IKernel, IPartJob, IOverTypes where T : unmanaged where TIndex : unmanaged
{
    /// <summary>[<see cref="Outer"/>, <see cref="Size"/>, <see cref="Inner"/>].</summary>
    public required T* X;
    public required nint XOuter;

    /// <summary>Stride of x over the indexed dim.</summary>
    public required nint XStride;

    /// <summary>[<see cref="Count"/>].</summary>
    public required TIndex* Indices;
    public required nint IndexStride;

    /// <summary>How many indices follow each other at that distance; 0 where all do.</summary>
    public nint IndexRun;

    /// <summary>Distance of two such runs.</summary>
    public nint IndexRunStride;

    /// <summary>Whether negative indices count from the end.</summary>
    public required bool FromEnd;

    /// <summary>[<see cref="Outer"/>, <see cref="Count"/>, <see cref="Inner"/>], contiguous; not x.</summary>
    public required T* Result;
    public required nint Outer;

    /// <summary>The size of the indexed dim.</summary>
    public required nint Size;

    /// <summary>How many indices there are.</summary>
    public required nint Count;
    public required nint Inner;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        var run = IndexRun == 0 ? Count : IndexRun;
        // Runs that lie in one place are one.
        var runs = run == 0 ? 0 : IndexRunStride == 0 ? Math.Min(Count / run, 1) : Count / run;
        for (nint i = 0; i < runs; i++)
        {
            Integers.Check(Indices + (i * IndexRunStride), IndexStride, run, Size, FromEnd);
        }
        // Of slices without elements there may be any number.
        if (Inner > 0)
        {
            var items = Outer * Count;
            Jobs.Run(workers.Team, workers.Parts(items, 4L * items * Inner), this);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    readonly void IPartJob.Run(int part, int parts)
    {
        var share = Share.Of(Outer * Count, part, parts);
        for (var item = share.Start; item < share.End; item++)
        {
            var (outer, index) = (item / Count, item % Count);
            var place = IndexRun == 0 ? index * IndexStride : (index / IndexRun * IndexRunStride) + (index % IndexRun * IndexStride);
            var from = X + (outer * XOuter) + (Integers.Position(Indices + place, Size) * XStride);
            var to = Result + (item * Inner);
            if (Inner == 1)
            {
                *to = *from;
                continue;
            }
            Buffer.MemoryCopy(from, to, Inner * sizeof(T), Inner * sizeof(T));
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfMovedAndIndex<TakeSlicesCall<T, TIndex>>(dtypes);

    static KernelEntry IOverTypes.EntryOver<TAny, TAnyIndex>() => KernelEntry.Of<TakeSlicesCall<TAny, TAnyIndex>>();
}
