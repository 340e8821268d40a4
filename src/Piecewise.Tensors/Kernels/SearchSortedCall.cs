using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Where values belong in ascending sequences (<c>torch.searchsorted</c>, <c>torch.bucketize</c>): how many elements are smaller, found by
/// halves, so that a sequence that is out of order or holds NaN gives what PyTorch gives: comparisons with NaN are false, which puts it
/// after everything.
/// </summary>
/// <typeparam name="T">Of sequences and values, which are no complex numbers.</typeparam>
/// <typeparam name="TIndex">int or long: of the result.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct SearchSortedCall<T, TIndex> : IKernel, IOverTypes where T : unmanaged where TIndex : unmanaged
{
    /// <summary>[outer, <see cref="Length"/>].</summary>
    public required T* Sequences;

    /// <summary>[<see cref="OuterRank"/>]: strides over the outer dims; null for one sequence, as with <see cref="SorterOuter"/>.</summary>
    public required nint* SequenceOuter;
    public required nint SequenceStride;

    /// <summary>Elements in a sequence.</summary>
    public required nint Length;

    /// <summary>
    /// [outer, <see cref="Length"/>]: which element of its sequence is the first, and so on; one outside is refused
    /// (<see cref="KernelException"/>). Null where sequences are in order themselves.
    /// </summary>
    public required long* Sorter;

    /// <summary>[<see cref="OuterRank"/>].</summary>
    public nint* SorterOuter;
    public nint SorterStride;

    /// <summary>[outer, <see cref="Count"/>].</summary>
    public required T* Values;

    /// <summary>[<see cref="OuterRank"/>].</summary>
    public required nint* ValueOuter;
    public required nint ValueStride;

    /// <summary>Values that are looked for in one sequence.</summary>
    public required nint Count;

    /// <summary>Whether a value comes after those that equal it.</summary>
    public required bool IsRight;

    /// <summary>[outer, <see cref="Count"/>], contiguous.</summary>
    public required TIndex* Result;

    /// <summary>[<see cref="OuterRank"/>]: sizes of the outer dims.</summary>
    public required nint* Outer;
    public required nint OuterRank;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        var nest = new Nest(Outer, OuterRank);
        var rows = nest.Count;
        if (Sorter != null && SequenceOuter == null)
        {
            Integers.Check(Sorter, SorterStride, Length, Length, fromEnd: false);
        }
        else if (Sorter != null && rows > 0)
        {
            Integers.CheckRows(Sorter, nest, SorterOuter, SorterStride, Length, Length);
        }
        if (rows <= 0 || Count == 0)
        {
            return;
        }
        var steps = BitOperations.Log2((ulong)Length + 1) + 1;
        var parts = workers.Parts(rows * Count, 16L * rows * Count * steps);
        if (ComputeTypes.IsSingle<T>())
        {
            Jobs.Run(workers.Team, parts, new Job<float> { Call = this });
        }
        else if (typeof(T) == typeof(double))
        {
            Jobs.Run(workers.Team, parts, new Job<double> { Call = this });
        }
        else
        {
            Jobs.Run(workers.Team, parts, new Job<long> { Call = this });
        }
    }

    private struct Job<TCompute> : IPartJob where TCompute : unmanaged, INumber<TCompute>
    {
        public SearchSortedCall<T, TIndex> Call;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part, int parts)
        {
            var nest = new Nest(Call.Outer, Call.OuterRank);
            var share = Share.Of(nest.Count * Call.Count, part, parts);
            for (var place = share.Start; place < share.End;)
            {
                var (row, first) = Math.DivRem(place, Call.Count);
                var sequence = Call.Sequences + Offset(nest, row, Call.SequenceOuter);
                var sorter = Call.Sorter == null ? null : Call.Sorter + Offset(nest, row, Call.SorterOuter);
                var values = Call.Values + nest.Offset(row, Call.ValueOuter);
                for (var i = first; i < Call.Count && place < share.End; i++, place++)
                {
                    Integers.Write(Call.Result + place,
                        Place(sequence, sorter, Element.Convert<T, TCompute>(values[i * Call.ValueStride])));
                }
            }
        }

        private static nint Offset(Nest nest, nint row, nint* strides) => strides == null ? 0 : nest.Offset(row, strides);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly nint Place(T* sequence, long* sorter, TCompute value)
        {
            nint start = 0;
            var end = Call.Length;
            while (start < end)
            {
                var middle = start + ((end - start) / 2);
                var at = sorter == null ? middle : Integers.PositionFromStart(sorter + (middle * Call.SorterStride), Call.Length);
                var element = Element.Convert<T, TCompute>(sequence[at * Call.SequenceStride]);
                if (Call.IsRight ? element > value : element >= value)
                {
                    end = middle;
                }
                else
                {
                    start = middle + 1;
                }
            }
            return start;
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfOrderedAndIndex<SearchSortedCall<T, TIndex>>(dtypes);

    static KernelEntry IOverTypes.EntryOver<TAny, TAnyIndex>() => KernelEntry.Of<SearchSortedCall<TAny, TAnyIndex>>();
}
