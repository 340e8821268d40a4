using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Slices along a dim that indices name get others added: <c>x[o, indices[c]] += factor * source[o, c]</c>, for ascending c
/// (<c>torch.index_add</c>), each time rounded: what a sum is does not depend on threads. An index outside is refused
/// (<see cref="KernelException"/>); x is not changed then.
/// </summary>
/// <typeparam name="T">Of the elements, which are no complex numbers.</typeparam>
/// <typeparam name="TIndex">int or long.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct AddSlicesCall<T, TIndex> : IKernel, IOverTypes where T : unmanaged where TIndex : unmanaged
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

    /// <summary>[<see cref="Count"/>]; not negative.</summary>
    public required TIndex* Indices;
    public required nint IndexStride;
    public required nint Count;

    /// <summary>[outer, <see cref="Count"/>].</summary>
    public required T* Source;

    /// <summary>[<see cref="OuterRank"/>].</summary>
    public required nint* SourceOuter;
    public required nint SourceStride;
    public required double Factor;

    /// <summary>[<see cref="OuterRank"/>]: sizes of the outer dims.</summary>
    public required nint* Outer;
    public required nint OuterRank;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        if (Original != null)
        {
            Buffer.MemoryCopy(Original, X, Elements * sizeof(T), Elements * sizeof(T));
        }
        Integers.Check(Indices, IndexStride, Count, Size, fromEnd: false);
        var nest = new Nest(Outer, OuterRank);
        if (nest.Count <= 0 || Count == 0)
        {
            return;
        }
        var parts = workers.Parts(nest.Inner, 16L * nest.Count * Count);
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

    // Parts divide the last of the outer dims, so that neighbours in memory are added together.
    private struct Job<TCompute> : IPartJob where TCompute : unmanaged, INumber<TCompute>
    {
        public AddSlicesCall<T, TIndex> Call;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part, int parts)
        {
            var nest = new Nest(Call.Outer, Call.OuterRank);
            var share = Share.Of(nest.Inner, part, parts);
            var (outer, xStep, sourceStep) = (nest.Outer, nest.InnerStride(Call.XOuter), nest.InnerStride(Call.SourceOuter));
            var rows = outer.Count;
            for (nint row = 0; row < rows; row++)
            {
                for (nint c = 0; c < Call.Count; c++)
                {
                    var position = Integers.PositionFromStart(Call.Indices + (c * Call.IndexStride), Call.Size);
                    var to = Call.X + outer.Offset(row, Call.XOuter) + (position * Call.XStride);
                    var from = Call.Source + outer.Offset(row, Call.SourceOuter) + (c * Call.SourceStride);
                    for (var i = share.Start; i < share.End; i++)
                    {
                        to[i * xStep] = Sum(to[i * xStep], from[i * sourceStep]);
                    }
                }
            }
        }

        private readonly T Sum(T x, T y)
        {
            var added = Element.Convert<T, TCompute>(y);
            if (Call.Factor != 1)
            {
                added = Element.Convert<T, TCompute>(
                    Element.Convert<TCompute, T>(unchecked(added * Element.Convert<double, TCompute>(Call.Factor))));
            }
            return Element.Convert<TCompute, T>(unchecked(Element.Convert<T, TCompute>(x) + added));
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfAnyAndIndex<AddSlicesCall<T, TIndex>>(dtypes);

    static KernelEntry IOverTypes.EntryOver<TAny, TAnyIndex>() => KernelEntry.Of<AddSlicesCall<TAny, TAnyIndex>>();
}
