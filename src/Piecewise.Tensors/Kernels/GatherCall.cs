using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Elements along a dim that indices in their place name: <c>result[o, c, i] = x[o, indices[o, c, i], i]</c>. Tensors are seen as [outer,
/// size, inner] with that dim in the middle. An index outside is refused (<see cref="KernelException"/>), and nothing is written then.
/// </summary>
/// <typeparam name="T">Of the elements.</typeparam>
/// <typeparam name="TIndex">int or long.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct GatherCall<T, TIndex> : IKernel, IPartJob, IOverTypes where T : unmanaged where TIndex : unmanaged
{
    /// <summary>[at least <see cref="Outer"/>, <see cref="Size"/>, at least <see cref="Inner"/>].</summary>
    public required T* X;
    public required nint XOuter;
    public required nint XStride;
    public required nint XInner;

    /// <summary>[<see cref="Outer"/>, <see cref="Count"/>, <see cref="Inner"/>]; not negative.</summary>
    public required TIndex* Indices;
    public required nint IndexOuter;
    public required nint IndexStride;
    public required nint IndexInner;

    /// <summary>[<see cref="Outer"/>, <see cref="Count"/>, <see cref="Inner"/>], contiguous; not x.</summary>
    public required T* Result;
    public required nint Outer;

    /// <summary>The size of x's dim.</summary>
    public required nint Size;

    /// <summary>The size of the indices' dim.</summary>
    public required nint Count;
    public required nint Inner;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        // However many rows there are, no index is in them.
        if (Inner == 0)
        {
            return;
        }
        for (nint o = 0; o < Outer; o++)
        {
            for (nint c = 0; c < Count; c++)
            {
                Integers.Check(Indices + (o * IndexOuter) + (c * IndexStride), IndexInner, Inner, Size, fromEnd: false);
            }
        }
        Jobs.Run(workers.Team, workers.Parts(Outer * Count, 16L * Outer * Count * Inner), this);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    readonly void IPartJob.Run(int part, int parts)
    {
        var share = Share.Of(Outer * Count, part, parts);
        for (var row = share.Start; row < share.End; row++)
        {
            var (outer, c) = (row / Count, row % Count);
            var from = X + (outer * XOuter);
            var to = Result + (row * Inner);
            var index = Indices + (outer * IndexOuter) + (c * IndexStride);
            for (nint i = 0; i < Inner; i++)
            {
                to[i] = from[(Integers.PositionFromStart(index + (i * IndexInner), Size) * XStride) + (i * XInner)];
            }
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfMovedAndIndex<GatherCall<T, TIndex>>(dtypes);

    static KernelEntry IOverTypes.EntryOver<TAny, TAnyIndex>() => KernelEntry.Of<GatherCall<TAny, TAnyIndex>>();
}
