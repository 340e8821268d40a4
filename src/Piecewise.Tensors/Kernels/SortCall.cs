using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>Rows in order (<c>torch.sort</c>, <c>torch.argsort</c>); equal elements keep theirs, in both directions.</summary>
/// <typeparam name="T">Of the elements, which are no complex numbers.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct SortCall<T> : IKernel, IOverType where T : unmanaged
{
    /// <summary>[outer, <see cref="Size"/>].</summary>
    public required T* X;

    /// <summary>[<see cref="OuterRank"/>].</summary>
    public required nint* XOuter;
    public required nint XStride;

    /// <summary>Elements in a row.</summary>
    public required nint Size;
    public required bool Descending;

    /// <summary>[outer, <see cref="Size"/>]; null where nobody asks; not x.</summary>
    public required T* Values;

    /// <summary>[outer, <see cref="Size"/>]: where each element was; null where nobody asks.</summary>
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
        // However many rows there are, nothing is in them.
        if (Size == 0)
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
        var rows = new Nest(Outer, OuterRank).Count;
        if (rows <= 0 || Size == 0)
        {
            return;
        }
        var parts = workers.Parts(rows, 32L * rows * Size * BitOperations.Log2((nuint)Size + 1));
        Jobs.Run(workers.Team, parts,
            new Job<TKey> { Call = this, Memory = (byte*)Scratch.Of(workers, checked(parts * Job<TKey>.PartBytes(Size))) });
    }

    private struct Job<TKey> : IPartJob where TKey : unmanaged, INumber<TKey>
    {
        public SortCall<T> Call;
        public byte* Memory;

        public static nint PartBytes(nint size) => checked((2 * size * Unsafe.SizeOf<MergeSort.Entry<TKey>>()) + 63) & ~63;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part, int parts)
        {
            var (nest, size) = (new Nest(Call.Outer, Call.OuterRank), checked((int)Call.Size));
            var memory = new Span<MergeSort.Entry<TKey>>(Memory + (part * PartBytes(size)), checked(2 * size));
            var share = Share.Of(nest.Count, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                var from = Call.X + nest.Offset(row, Call.XOuter);
                for (var i = 0; i < size; i++)
                {
                    memory[i] = new(Element.Convert<T, TKey>(from[i * Call.XStride]), i);
                }
                var sorted = MergeSort.Run(memory[..size], memory[size..], Call.Descending ? -1 : 1);
                Write(sorted, from, nest.Offset(row, Call.ResultOuter));
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Write(ReadOnlySpan<MergeSort.Entry<TKey>> sorted, T* from, nint to)
        {
            foreach (var entry in sorted)
            {
                if (Call.Values != null)
                {
                    Call.Values[to] = from[entry.Position * Call.XStride];
                }
                if (Call.Positions != null)
                {
                    Call.Positions[to] = entry.Position;
                }
                to += Call.ResultStride;
            }
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfOrdered<SortCall<T>>(dtypes);

    static KernelEntry IOverType.EntryOver<TAny>() => KernelEntry.Of<SortCall<TAny>>();
}
