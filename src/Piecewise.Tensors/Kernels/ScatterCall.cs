using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Elements along a dim, named by indices in their place, replaced: <c>x[o, indices[o, i]] = source[o, i]</c>, in order: where an element
/// is named twice the last value stays. All other dims of the indices are the outer ones. An index outside is refused
/// (<see cref="KernelException"/>); x is not changed then.
/// </summary>
/// <typeparam name="T">Of the elements.</typeparam>
/// <typeparam name="TIndex">int or long.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct ScatterCall<T, TIndex> : IKernel, IPartJob, IOverTypes where T : unmanaged where TIndex : unmanaged
{
    /// <summary>[<see cref="Elements"/>]: of which x becomes a copy first, both contiguous; null where x itself is changed.</summary>
    public required T* Original;
    public required nint Elements;

    /// <summary>[outer, <see cref="Size"/>].</summary>
    public required T* X;

    /// <summary>[<see cref="OuterRank"/>].</summary>
    public required nint* XOuter;
    public required nint XStride;

    /// <summary>The size of x's dim.</summary>
    public required nint Size;

    /// <summary>[outer, <see cref="Count"/>]; not negative.</summary>
    public required TIndex* Indices;

    /// <summary>[<see cref="OuterRank"/>].</summary>
    public required nint* IndexOuter;
    public required nint IndexStride;

    /// <summary>[outer, <see cref="Count"/>]; null for one value instead.</summary>
    public required T* Source;

    /// <summary>[<see cref="OuterRank"/>].</summary>
    public nint* SourceOuter;
    public nint SourceStride;

    /// <summary>Where there is no source: becomes an element as a literal does.</summary>
    public double Value;

    /// <summary>[<see cref="OuterRank"/>]: sizes of the indices' outer dims.</summary>
    public required nint* Outer;
    public required nint OuterRank;

    /// <summary>The size of the indices' dim.</summary>
    public required nint Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        if (Original != null)
        {
            Buffer.MemoryCopy(Original, X, Elements * sizeof(T), Elements * sizeof(T));
        }
        var nest = new Nest(Outer, OuterRank);
        var rows = Count == 0 ? 0 : nest.Count;
        if (rows > 0)
        {
            Integers.CheckRows(Indices, nest, IndexOuter, IndexStride, Count, Size);
            Jobs.Run(workers.Team, workers.Parts(rows, 16L * rows * Count), this);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    readonly void IPartJob.Run(int part, int parts)
    {
        var nest = new Nest(Outer, OuterRank);
        var value = Element.Convert<double, T>(Value);
        var share = Share.Of(nest.Count, part, parts);
        for (var row = share.Start; row < share.End; row++)
        {
            var to = X + nest.Offset(row, XOuter);
            var index = Indices + nest.Offset(row, IndexOuter);
            var from = Source == null ? null : Source + nest.Offset(row, SourceOuter);
            for (nint i = 0; i < Count; i++)
            {
                var position = Integers.PositionFromStart(index + (i * IndexStride), Size);
                to[position * XStride] = from == null ? value : from[i * SourceStride];
            }
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfAnyAndIndex<ScatterCall<T, TIndex>>(dtypes);

    static KernelEntry IOverTypes.EntryOver<TAny, TAnyIndex>() => KernelEntry.Of<ScatterCall<TAny, TAnyIndex>>();
}
