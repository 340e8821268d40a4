using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Slices of a dim, one for each index, replaced: <c>x[o, indices[c], i] = values[o, c, i]</c>, in order: where an index is given twice,
/// the last values stay. Tensors are seen, and wrong indices refused, as <see cref="TakeSlicesCall{T, TIndex}"/> does.
/// </summary>
/// <typeparam name="T">Of the elements.</typeparam>
/// <typeparam name="TIndex">int or long.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct PutSlicesCall<T, TIndex> : IKernel, IPartJob, IOverTypes where T : unmanaged where TIndex : unmanaged
{
    /// <summary>Of which x becomes a copy first, both contiguous; null where x itself is changed.</summary>
    public required T* Original;

    /// <summary>[<see cref="Outer"/>, <see cref="Size"/>, <see cref="Inner"/>].</summary>
    public required T* X;
    public required nint XOuter;

    /// <summary>Stride of x over the indexed dim.</summary>
    public required nint XStride;

    /// <summary>[<see cref="Count"/>].</summary>
    public required TIndex* Indices;
    public required nint IndexStride;

    /// <summary>Whether negative indices count from the end.</summary>
    public required bool FromEnd;

    /// <summary>[<see cref="Outer"/>, <see cref="Count"/>, <see cref="Inner"/>], of any strides; not x.</summary>
    public required T* Values;
    public required nint ValueOuter;
    public required nint ValueStride;
    public required nint ValueInner;
    public required nint Outer;

    /// <summary>The size of the indexed dim.</summary>
    public required nint Size;

    /// <summary>How many indices there are.</summary>
    public required nint Count;
    public required nint Inner;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        if (Original != null)
        {
            var bytes = Outer * Size * Inner * sizeof(T);
            Buffer.MemoryCopy(Original, X, bytes, bytes);
        }
        Integers.Check(Indices, IndexStride, Count, Size, FromEnd);
        // Of slices without elements there may be any number.
        if (Count > 0 && Inner > 0)
        {
            Jobs.Run(workers.Team, workers.Parts(Outer, 4L * Outer * Count * Inner), this);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    readonly void IPartJob.Run(int part, int parts)
    {
        var share = Share.Of(Outer, part, parts);
        for (var outer = share.Start; outer < share.End; outer++)
        {
            for (nint i = 0; i < Count; i++)
            {
                var to = X + (outer * XOuter) + (Integers.Position(Indices + (i * IndexStride), Size) * XStride);
                var from = Values + (outer * ValueOuter) + (i * ValueStride);
                if (ValueInner == 1)
                {
                    Buffer.MemoryCopy(from, to, Inner * sizeof(T), Inner * sizeof(T));
                    continue;
                }
                for (nint j = 0; j < Inner; j++)
                {
                    to[j] = from[j * ValueInner];
                }
            }
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfMovedAndIndex<PutSlicesCall<T, TIndex>>(dtypes);

    static KernelEntry IOverTypes.EntryOver<TAny, TAnyIndex>() => KernelEntry.Of<PutSlicesCall<TAny, TAnyIndex>>();
}
