using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// The largest or smallest elements of rows, in order (<c>torch.topk</c>); which of equal elements are taken is what
/// <see cref="Selection{TKey, TOrder}"/> says. A row with fewer elements than are to be taken is refused (<see cref="KernelException"/>).
/// </summary>
/// <typeparam name="T">Of the elements, which are no complex numbers.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct TopKCall<T> : IKernel, IOverType where T : unmanaged
{
    /// <summary>[outer, <see cref="Size"/>].</summary>
    public required T* X;

    /// <summary>[<see cref="OuterRank"/>].</summary>
    public required nint* XOuter;
    public required nint XStride;

    /// <summary>Elements in a row.</summary>
    public required nint Size;

    /// <summary>How many are taken.</summary>
    public required nint K;

    /// <summary>Whether the largest are taken; else the smallest.</summary>
    public required bool Largest;

    /// <summary>[outer, <see cref="K"/>]; not x.</summary>
    public required T* Values;

    /// <summary>[outer, <see cref="K"/>]: where each element was.</summary>
    public required long* Positions;

    /// <summary>[<see cref="OuterRank"/>]: strides of both results.</summary>
    public required nint* ResultOuter;
    public required nint ResultStride;

    /// <summary>[<see cref="OuterRank"/>]: sizes of the outer dims.</summary>
    public required nint* Outer;
    public required nint OuterRank;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        if (K < 0 || K > Size)
        {
            throw new KernelException($"can't take {K} of {Size} elements.");
        }
        // However many rows there are, nothing is taken of them.
        if (K == 0)
        {
            return;
        }
        if (ComputeTypes.IsSingle<T>())
        {
            Run<float>(workers);
        }
        else if (typeof(T) == typeof(double))
        {
            Run<double>(workers);
        }
        else
        {
            Run<long>(workers);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Run<TKey>(Workers workers) where TKey : unmanaged, INumber<TKey>
    {
        if (Largest)
        {
            Run<TKey, ElementOrder.Descending<TKey>>(workers);
        }
        else
        {
            Run<TKey, ElementOrder.Ascending<TKey>>(workers);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Run<TKey, TOrder>(Workers workers)
        where TKey : unmanaged, INumber<TKey> where TOrder : unmanaged, Selection<TKey, TOrder>.IOrder
    {
        var rows = new Nest(Outer, OuterRank).Count;
        if (rows <= 0 || K == 0)
        {
            return;
        }
        var parts = workers.Parts(rows, 64L * rows * Size);
        Jobs.Run(workers.Team, parts,
            new Job<TKey, TOrder> { Call = this, Memory = (byte*)Scratch.Of(workers, checked(parts * Job<TKey, TOrder>.PartBytes(Size))) });
    }

    private struct Job<TKey, TOrder> : IPartJob
        where TKey : unmanaged, INumber<TKey> where TOrder : unmanaged, Selection<TKey, TOrder>.IOrder
    {
        public TopKCall<T> Call;
        public byte* Memory;

        public static nint PartBytes(nint size) => checked((size * Unsafe.SizeOf<Selection<TKey, TOrder>.Entry>()) + 63) & ~63;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part, int parts)
        {
            var nest = new Nest(Call.Outer, Call.OuterRank);
            var entries = new Span<Selection<TKey, TOrder>.Entry>(Memory + (part * PartBytes(Call.Size)), checked((int)Call.Size));
            var share = Share.Of(nest.Count, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                var from = Call.X + nest.Offset(row, Call.XOuter);
                for (var i = 0; i < entries.Length; i++)
                {
                    entries[i] = new(Element.Convert<T, TKey>(from[i * Call.XStride]), i);
                }
                new Selection<TKey, TOrder>(entries).TakeFirst((int)Call.K);
                var to = nest.Offset(row, Call.ResultOuter);
                for (var i = 0; i < Call.K; i++, to += Call.ResultStride)
                {
                    var position = entries[i].Position;
                    Call.Values[to] = from[position * Call.XStride];
                    Call.Positions[to] = position;
                }
            }
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfOrdered<TopKCall<T>>(dtypes);

    static KernelEntry IOverType.EntryOver<TAny>() => KernelEntry.Of<TopKCall<TAny>>();
}
