using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Elements that several index tensors name together (<c>x[i, :, j]</c> and the like): in each place of the result the element of x that
/// lies where the indices in that place say. An index outside is refused (<see cref="KernelException"/>), and nothing is written then.
/// </summary>
/// <typeparam name="T">Of the elements.</typeparam>
/// <typeparam name="TIndex">int or long.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct TakeJointlyCall<T, TIndex> : IKernel, IPartJob, IOverTypes where T : unmanaged where TIndex : unmanaged
{
    public required T* X;

    /// <summary>[<see cref="Rank"/>]: strides over the result's dims; 0 along those that come from indices.</summary>
    public required nint* XStrides;

    /// <summary>[<see cref="IndexCount"/>]: index tensors.</summary>
    public required TIndex** Indices;

    /// <summary>
    /// Whether negative indices count from the end, and indices are looked at even if there is no result; else they are refused.
    /// </summary>
    public required bool FromEnd;

    /// <summary>[<see cref="IndexCount"/>, <see cref="Rank"/>]: their strides over the result's dims; 0 where they repeat.</summary>
    public required nint* IndexStrides;

    /// <summary>[<see cref="IndexCount"/>]: sizes of the dims of x that they name.</summary>
    public required nint* IndexSizes;

    /// <summary>[<see cref="IndexCount"/>]: strides of x over those dims.</summary>
    public required nint* Steps;
    public required nint IndexCount;

    /// <summary>The first element; not x.</summary>
    public required T* Result;

    /// <summary>[<see cref="Rank"/>].</summary>
    public required nint* ResultStrides;

    /// <summary>[<see cref="Rank"/>]: of the result.</summary>
    public required nint* Sizes;

    /// <summary>At least 1.</summary>
    public required nint Rank;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        var nest = new Nest(Sizes, Rank);
        var rows = nest.Inner == 0 ? 0 : nest.Outer.Count;
        for (nint i = 0; i < IndexCount && (FromEnd || rows > 0); i++)
        {
            Integers.CheckAll(Indices[i], IndexStrides + (i * Rank), Sizes, Rank, IndexSizes[i], FromEnd);
        }
        if (rows > 0)
        {
            Jobs.Run(workers.Team, workers.Parts(rows, 16L * rows * nest.Inner * IndexCount), this);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    readonly void IPartJob.Run(int part, int parts)
    {
        var nest = new Nest(Sizes, Rank);
        var (outer, inner, xStep, resultStep) = (nest.Outer, nest.Inner, nest.InnerStride(XStrides), nest.InnerStride(ResultStrides));
        var starts = stackalloc TIndex*[(int)IndexCount];
        var share = Share.Of(outer.Count, part, parts);
        for (var row = share.Start; row < share.End; row++)
        {
            var from = X + outer.Offset(row, XStrides);
            var to = Result + outer.Offset(row, ResultStrides);
            for (nint k = 0; k < IndexCount; k++)
            {
                starts[k] = Indices[k] + outer.Offset(row, IndexStrides + (k * Rank));
                // What does not change along the row is added once.
                from += InnerStride(k) == 0 ? Integers.Position(starts[k], IndexSizes[k]) * Steps[k] : 0;
            }
            for (nint i = 0; i < inner; i++)
            {
                var at = from + (i * xStep);
                for (nint k = 0; k < IndexCount; k++)
                {
                    at += InnerStride(k) is not 0 and var step ? Integers.Position(starts[k] + (i * step), IndexSizes[k]) * Steps[k] : 0;
                }
                to[i * resultStep] = *at;
            }
        }
    }

    private readonly nint InnerStride(nint index) => IndexStrides[(index * Rank) + Rank - 1];

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfMovedAndIndex<TakeJointlyCall<T, TIndex>>(dtypes);

    static KernelEntry IOverTypes.EntryOver<TAny, TAnyIndex>() => KernelEntry.Of<TakeJointlyCall<TAny, TAnyIndex>>();
}
