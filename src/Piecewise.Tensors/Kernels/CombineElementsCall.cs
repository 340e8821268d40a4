using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Elements along a dim, named by indices in their place, combined with others: <c>x[o, indices[o, i]]</c> with <c>source[o, i]</c>, for
/// ascending i, each time rounded (<c>torch.scatter_add</c>, <c>torch.scatter_reduce</c>, <c>torch.index_reduce</c>): parts have rows of
/// their own, so that nothing depends on threads. An index outside is refused (<see cref="KernelException"/>); x is not changed then.
/// </summary>
/// <typeparam name="T">Of the elements, which are no complex numbers.</typeparam>
/// <typeparam name="TIndex">int or long.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct CombineElementsCall<T, TIndex> : IKernel, IOverTypes where T : unmanaged where TIndex : unmanaged
{
    // Rows that are combined together where their elements are neighbours in memory.
    private const nint RowsAtOnce = 64;

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

    /// <summary>
    /// [<see cref="OuterRank"/>]; null where all rows have the same indices, which are looked at even if there is no row.
    /// </summary>
    public required nint* IndexOuter;
    public required nint IndexStride;

    /// <summary>[outer, <see cref="Count"/>]; null for one value instead.</summary>
    public required T* Source;

    /// <summary>[<see cref="OuterRank"/>].</summary>
    public nint* SourceOuter;
    public nint SourceStride;

    /// <summary>Where there is no source: becomes an element as a literal does.</summary>
    public double Value;

    /// <summary>How they are combined.</summary>
    public required CombinationKind Kind;

    /// <summary>Whether the elements that x has already take part; else what indices name begins anew.</summary>
    public required bool IncludesSelf;

    /// <summary>[<see cref="OuterRank"/>]: sizes of the indices' outer dims.</summary>
    public required nint* Outer;
    public required nint OuterRank;

    /// <summary>The size of the indices' dim.</summary>
    public required nint Count;

    private interface IOperation
    {
        static abstract TNumber Combine<TNumber>(TNumber x, TNumber y) where TNumber : INumber<TNumber>;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        if (Original != null)
        {
            Buffer.MemoryCopy(Original, X, Elements * sizeof(T), Elements * sizeof(T));
        }
        var nest = new Nest(Outer, OuterRank);
        var rows = Count == 0 ? 0 : nest.Count;
        if (IndexOuter == null)
        {
            Integers.Check(Indices, IndexStride, Count, Size, fromEnd: false);
        }
        else if (rows > 0)
        {
            Integers.CheckRows(Indices, nest, IndexOuter, IndexStride, Count, Size);
        }
        if (rows <= 0)
        {
            return;
        }
        var parts = workers.Parts(rows, 16L * rows * Count);
        var counts = Kind == CombinationKind.Mean ? (T*)Scratch.Of(workers, checked(parts * Size * sizeof(T))) : null;
        if (ComputeTypes.IsSingle<T>())
        {
            Run<float>(workers, parts, counts);
        }
        else if (typeof(T) == typeof(double))
        {
            Run<double>(workers, parts, counts);
        }
        else if (typeof(T) == typeof(ulong))
        {
            Run<ulong>(workers, parts, counts);
        }
        else
        {
            Run<long>(workers, parts, counts);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Run<TCompute>(Workers workers, int parts, T* counts) where TCompute : unmanaged, INumber<TCompute>
    {
        switch (Kind)
        {
            case CombinationKind.Product:
                Jobs.Run(workers.Team, parts, new Job<TCompute, Times> { Call = this });
                break;
            case CombinationKind.Smallest:
                Jobs.Run(workers.Team, parts, new Job<TCompute, Less> { Call = this });
                break;
            case CombinationKind.Largest:
                Jobs.Run(workers.Team, parts, new Job<TCompute, More> { Call = this });
                break;
            default:
                Jobs.Run(workers.Team, parts, new Job<TCompute, Plus> { Call = this, Counts = counts });
                break;
        }
    }

    private struct Job<TCompute, TOperation> : IPartJob
        where TCompute : unmanaged, INumber<TCompute> where TOperation : unmanaged, IOperation
    {
        public CombineElementsCall<T, TIndex> Call;

        /// <summary>For means: [parts, size], how many elements met.</summary>
        public T* Counts;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part, int parts)
        {
            var nest = new Nest(Call.Outer, Call.OuterRank);
            var share = Share.Of(nest.Count, part, parts);
            var most = Call.XStride == 1 || (Counts != null && IndexStep(nest) != 0) ? 1 : RowsAtOnce;
            for (var row = share.Start; row < share.End;)
            {
                // As many as are neighbours along the last of the outer dims.
                var rows = Math.Min(Math.Min(share.End - row, most), nest.Inner - (row % nest.Inner));
                Combine(nest, row, rows);
                if (Counts != null)
                {
                    Divide(nest, row, rows, Counts + (part * Call.Size));
                }
                row += rows;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Combine(Nest nest, nint row, nint rows)
        {
            var x = Call.X + nest.Offset(row, Call.XOuter);
            var index = Indices(nest, row);
            var source = Call.Source == null ? null : Call.Source + nest.Offset(row, Call.SourceOuter);
            var (xStep, indexStep) = (nest.InnerStride(Call.XOuter), IndexStep(nest));
            var sourceStep = source == null ? 0 : nest.InnerStride(Call.SourceOuter);
            if (!Call.IncludesSelf)
            {
                var neutral = Neutral(Call.Kind);
                for (nint i = 0; i < Call.Count; i++)
                {
                    for (nint r = 0; r < rows; r++)
                    {
                        x[(r * xStep) + Place(index, i, r * indexStep)] = neutral;
                    }
                }
            }
            var value = Element.Convert<T, TCompute>(Element.Convert<double, T>(Call.Value));
            for (nint i = 0; i < Call.Count; i++)
            {
                for (nint r = 0; r < rows; r++)
                {
                    var to = x + (r * xStep) + Place(index, i, r * indexStep);
                    var other = source == null ? value : Element.Convert<T, TCompute>(source[(i * Call.SourceStride) + (r * sourceStep)]);
                    *to = Element.Convert<TCompute, T>(TOperation.Combine(Element.Convert<T, TCompute>(*to), other));
                }
            }
        }

        // Rows that have the same indices, or one: counted once, in the type of the elements as PyTorch does.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Divide(Nest nest, nint row, nint rows, T* counts)
        {
            var one = Element.Convert<long, T>(1);
            for (nint i = 0; i < Call.Size; i++)
            {
                counts[i] = Call.IncludesSelf ? one : default;
            }
            var index = Indices(nest, row);
            for (nint i = 0; i < Call.Count; i++)
            {
                var count = counts + Integers.PositionFromStart(index + (i * Call.IndexStride), Call.Size);
                *count = Element.Convert<TCompute, T>(Element.Convert<T, TCompute>(*count) + TCompute.One);
            }
            var x = Call.X + nest.Offset(row, Call.XOuter);
            var step = nest.InnerStride(Call.XOuter);
            for (nint i = 0; i < Call.Size; i++)
            {
                for (nint r = 0; r < rows; r++)
                {
                    var to = x + (i * Call.XStride) + (r * step);
                    *to = Quotient(*to, counts[i]);
                }
            }
        }

        private readonly TIndex* Indices(Nest nest, nint row) =>
            Call.IndexOuter == null ? Call.Indices : Call.Indices + nest.Offset(row, Call.IndexOuter);

        private readonly nint IndexStep(Nest nest) => Call.IndexOuter == null ? 0 : nest.InnerStride(Call.IndexOuter);

        private readonly nint Place(TIndex* index, nint i, nint offset) =>
            Integers.PositionFromStart(index + (i * Call.IndexStride) + offset, Call.Size) * Call.XStride;

        // Integers in long, whatever they are added up in, and rounded down.
        private static T Quotient(T x, T count)
        {
            if (!Element.IsFloat<T>())
            {
                var divisor = Element.Convert<T, long>(count);
                return divisor == 0 ? x : Element.Convert<long, T>(IntegerDivision.Floor(Element.Convert<T, long>(x), divisor));
            }
            var number = Element.Convert<T, TCompute>(count);
            return number == TCompute.Zero ? x : Element.Convert<TCompute, T>(Element.Convert<T, TCompute>(x) / number);
        }
    }

    private static T Neutral(CombinationKind kind) => kind switch
    {
        CombinationKind.Product => Element.Convert<long, T>(1),
        CombinationKind.Smallest or CombinationKind.Largest when Element.IsFloat<T>() => Element.Convert<double, T>(
            kind == CombinationKind.Smallest ? double.PositiveInfinity : double.NegativeInfinity),
        CombinationKind.Smallest => Element.Convert<long, T>(IntegerRange.Largest(Tensor.DTypeOf<T>())),
        CombinationKind.Largest => Element.Convert<long, T>(IntegerRange.Smallest(Tensor.DTypeOf<T>())),
        _ => default,
    };

    private readonly struct Plus : IOperation
    {
        public static TNumber Combine<TNumber>(TNumber x, TNumber y) where TNumber : INumber<TNumber> => unchecked(x + y);
    }

    private readonly struct Times : IOperation
    {
        public static TNumber Combine<TNumber>(TNumber x, TNumber y) where TNumber : INumber<TNumber> => unchecked(x * y);
    }

    private readonly struct Less : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static TNumber Combine<TNumber>(TNumber x, TNumber y) where TNumber : INumber<TNumber> =>
            TNumber.IsNaN(x) || x < y ? x : y;
    }

    private readonly struct More : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static TNumber Combine<TNumber>(TNumber x, TNumber y) where TNumber : INumber<TNumber> =>
            TNumber.IsNaN(x) || x > y ? x : y;
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) =>
        KernelEntries.OfOrderedAndIndex<CombineElementsCall<T, TIndex>>(dtypes);

    static KernelEntry IOverTypes.EntryOver<TAny, TAnyIndex>() => KernelEntry.Of<CombineElementsCall<TAny, TAnyIndex>>();
}
