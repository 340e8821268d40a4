using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Overlapping parts of rows added up where they came from (<c>torch.ops.aten.unfold_backward</c>): the first part first. What no part
/// covers is 0.
/// </summary>
/// <typeparam name="T">float or double, in which sums are taken.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct OverlapCall<T> : IKernel, IPartJob where T : unmanaged
{
    /// <summary>[outer, <see cref="Parts"/>, <see cref="Size"/>].</summary>
    public required T* X;

    /// <summary>[<see cref="OuterRank"/>].</summary>
    public required nint* XOuter;
    public required nint XPart;
    public required nint XStride;

    /// <summary>How many parts a row has.</summary>
    public required nint Parts;

    /// <summary>Elements of a part.</summary>
    public required nint Size;

    /// <summary>From where one part begins to where the next one does; at least 1.</summary>
    public required nint Step;

    /// <summary>[outer, <see cref="Length"/>]; not x.</summary>
    public required T* Result;

    /// <summary>[<see cref="OuterRank"/>].</summary>
    public required nint* ResultOuter;
    public required nint ResultStride;

    /// <summary>Elements of a row, which all parts lie in.</summary>
    public required nint Length;

    /// <summary>[<see cref="OuterRank"/>]: sizes of the outer dims.</summary>
    public required nint* Outer;
    public required nint OuterRank;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        if (Length <= 0)
        {
            return;
        }
        if (Step < 1 || Size < 0 || (Parts > 0 && (Size > Length || Parts - 1 > (Length - Size) / Step)))
        {
            throw new KernelException($"{Parts} parts of {Size} elements every {Step} do not lie in {Length} elements.");
        }
        var elements = checked(new Nest(Outer, OuterRank).Count * Length);
        if (elements > 0)
        {
            Jobs.Run(workers.Team, workers.Parts(elements, 16L * elements * ((Size / Step) + 1)), this);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    readonly void IPartJob.Run(int part, int parts)
    {
        var nest = new Nest(Outer, OuterRank);
        var share = Share.Of(nest.Count * Length, part, parts);
        for (var at = share.Start; at < share.End;)
        {
            var (row, start) = Math.DivRem(at, Length);
            var end = Math.Min(Length, start + (share.End - at));
            if (typeof(T) == typeof(double))
            {
                Add((double*)X + nest.Offset(row, XOuter), (double*)Result + nest.Offset(row, ResultOuter), start, end);
            }
            else
            {
                Add((float*)X + nest.Offset(row, XOuter), (float*)Result + nest.Offset(row, ResultOuter), start, end);
            }
            at += end - start;
        }
    }

    // Elements from start to end of a row.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Add<TNumber>(TNumber* x, TNumber* result, nint start, nint end) where TNumber : unmanaged, INumberBase<TNumber>
    {
        for (var i = start; i < end; i++)
        {
            result[i * ResultStride] = TNumber.Zero;
        }
        var first = start < Size ? 0 : ((start - Size) / Step) + 1;
        var last = Math.Min((end - 1) / Step, Parts - 1);
        for (var part = first; part <= last; part++)
        {
            var origin = part * Step;
            var from = x + (part * XPart);
            var stop = Math.Min(end, origin + Size);
            for (var i = Math.Max(start, origin); i < stop; i++)
            {
                result[i * ResultStride] += from[(i - origin) * XStride];
            }
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => dtypes switch
    {
        [DType.F32] => KernelEntry.Of<OverlapCall<float>>(),
        [DType.F64] => KernelEntry.Of<OverlapCall<double>>(),
        _ => throw new NotSupportedException($"Sums of overlapping parts do not take {string.Join(", ", dtypes.ToArray())}."),
    };
}
