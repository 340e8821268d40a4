using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Elements that index tensors name together (<c>x[i, :, j]</c> and the like) replaced, or added to: what lies where the indices in a place
/// say, for each place of the values' shape in order; where an element is named twice the last value stays, and sums are rounded each time,
/// however many threads there are. An index outside is refused (<see cref="KernelException"/>); x is not changed then
/// (<c>torch.index_put</c>).
/// </summary>
/// <typeparam name="T">Of the elements, which are no complex numbers.</typeparam>
/// <typeparam name="TIndex">int or long.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct PutJointlyCall<T, TIndex> : IKernel, IPartJob, IOverTypes where T : unmanaged where TIndex : unmanaged
{
    /// <summary>[<see cref="Elements"/>]: of which x becomes a copy first, both contiguous; null where x itself is changed.</summary>
    public required T* Original;
    public required nint Elements;

    /// <summary>The first element.</summary>
    public required T* X;

    /// <summary>[<see cref="Rank"/>]: strides over the values' dims; 0 along those that come from indices.</summary>
    public required nint* XStrides;

    /// <summary>[<see cref="IndexCount"/>]: index tensors; negative indices count from the end.</summary>
    public required TIndex** Indices;

    /// <summary>[<see cref="IndexCount"/>, <see cref="Rank"/>]: their strides over the values' dims; 0 where they repeat.</summary>
    public required nint* IndexStrides;

    /// <summary>[<see cref="IndexCount"/>]: sizes of the dims of x that they name.</summary>
    public required nint* IndexSizes;

    /// <summary>[<see cref="IndexCount"/>]: strides of x over those dims.</summary>
    public required nint* Steps;
    public required nint IndexCount;

    /// <summary>The first element; not x.</summary>
    public required T* Values;

    /// <summary>[<see cref="Rank"/>]; 0 where they repeat.</summary>
    public required nint* ValueStrides;

    /// <summary>Whether values are added; else they replace.</summary>
    public required bool Adds;

    /// <summary>[<see cref="Rank"/>]: of the values, as they meet elements.</summary>
    public required nint* Sizes;

    /// <summary>At least 1.</summary>
    public required nint Rank;

    private readonly bool HasOwnColumns
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        get
        {
            for (nint i = 0; i < IndexCount; i++)
            {
                if (IndexStrides[(i * Rank) + Rank - 1] != 0)
                {
                    return false;
                }
            }
            return XStrides[Rank - 1] != 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        if (Original != null)
        {
            Buffer.MemoryCopy(Original, X, Elements * sizeof(T), Elements * sizeof(T));
        }
        for (nint i = 0; i < IndexCount; i++)
        {
            Integers.CheckAll(Indices[i], IndexStrides + (i * Rank), Sizes, Rank, IndexSizes[i], fromEnd: true);
        }
        var nest = new Nest(Sizes, Rank);
        var rows = nest.Inner == 0 ? 0 : nest.Outer.Count;
        if (rows > 0)
        {
            // Columns that no index names are elements of their own; else only one thread keeps the order.
            Jobs.Run(workers.Team, HasOwnColumns ? workers.Parts(nest.Inner, 16L * rows * nest.Inner) : 1, this);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    readonly void IPartJob.Run(int part, int parts)
    {
        if (!Adds)
        {
            Run<byte, Replacing>(part, parts);
        }
        else if (ComputeTypes.IsSingle<T>())
        {
            Run<float, Adding>(part, parts);
        }
        else if (typeof(T) == typeof(double))
        {
            Run<double, Adding>(part, parts);
        }
        else
        {
            Run<long, Adding>(part, parts);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Run<TCompute, TStep>(int part, int parts)
        where TCompute : unmanaged, INumber<TCompute> where TStep : struct, IStep
    {
        var nest = new Nest(Sizes, Rank);
        var (outer, xStep, valueStep) = (nest.Outer, nest.InnerStride(XStrides), nest.InnerStride(ValueStrides));
        var starts = stackalloc TIndex*[(int)IndexCount];
        var (rows, share) = (outer.Count, Share.Of(nest.Inner, part, parts));
        for (nint row = 0; row < rows; row++)
        {
            var to = X + outer.Offset(row, XStrides);
            var from = Values + outer.Offset(row, ValueStrides);
            for (nint k = 0; k < IndexCount; k++)
            {
                starts[k] = Indices[k] + outer.Offset(row, IndexStrides + (k * Rank));
                // What does not change along the row is added once.
                to += InnerStride(k) == 0 ? Integers.Position(starts[k], IndexSizes[k]) * Steps[k] : 0;
            }
            for (var i = share.Start; i < share.End; i++)
            {
                var at = to + (i * xStep);
                for (nint k = 0; k < IndexCount; k++)
                {
                    at += InnerStride(k) is not 0 and var step ? Integers.Position(starts[k] + (i * step), IndexSizes[k]) * Steps[k] : 0;
                }
                *at = TStep.Of<TCompute>(*at, from[i * valueStep]);
            }
        }
    }

    private readonly nint InnerStride(nint index) => IndexStrides[(index * Rank) + Rank - 1];

    private interface IStep
    {
        static abstract T Of<TCompute>(T x, T value) where TCompute : unmanaged, INumber<TCompute>;
    }

    private readonly struct Replacing : IStep
    {
        public static T Of<TCompute>(T x, T value) where TCompute : unmanaged, INumber<TCompute> => value;
    }

    private readonly struct Adding : IStep
    {
        public static T Of<TCompute>(T x, T value) where TCompute : unmanaged, INumber<TCompute> => Element.Convert<TCompute, T>(
            unchecked(Element.Convert<T, TCompute>(x) + Element.Convert<T, TCompute>(value)));
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfOrderedAndIndex<PutJointlyCall<T, TIndex>>(dtypes);

    static KernelEntry IOverTypes.EntryOver<TAny, TAnyIndex>() => KernelEntry.Of<PutJointlyCall<TAny, TAnyIndex>>();
}
