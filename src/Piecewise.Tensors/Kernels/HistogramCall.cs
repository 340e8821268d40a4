using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// <c>torch.histc</c>: counts of elements in equal intervals, of which the last one holds its end. NaN and what lies outside count nowhere.
/// Where both ends are equal they are the smallest and the largest element. Ends that are not finite or in the wrong order are refused
/// (<see cref="KernelException"/>). The calling thread counts: the counts are one memory.
/// </summary>
/// <typeparam name="T">Of the elements, which are floats, and of the counts.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct HistogramCall<T> : IKernel, IOverType where T : unmanaged
{
    public required T* X;

    /// <summary>[<see cref="Rank"/>].</summary>
    public required nint* Strides;

    /// <summary>Where the first interval begins.</summary>
    public required double Min;

    /// <summary>Where the last interval ends.</summary>
    public required double Max;

    /// <summary>[<see cref="Bins"/>], contiguous.</summary>
    public required T* Result;

    /// <summary>How many intervals; at least 1.</summary>
    public required nint Bins;

    /// <summary>[<see cref="Rank"/>].</summary>
    public required nint* Sizes;
    public required nint Rank;

    public readonly void Run(Workers workers)
    {
        if (typeof(T) == typeof(double))
        {
            Count<double>(workers);
        }
        else
        {
            Count<float>(workers);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Count<TCompute>(Workers workers) where TCompute : unmanaged, IFloatingPointIeee754<TCompute>
    {
        var nest = new Nest(Sizes, Rank);
        var (low, high) = Range(nest, Element.Convert<double, TCompute>(Min), Element.Convert<double, TCompute>(Max));
        var counts = new Span<long>(Scratch.Of(workers, checked(Bins * sizeof(long))), checked((int)Bins));
        counts.Clear();
        var (rows, step) = (nest.Inner == 0 ? 0 : nest.Outer.Count, nest.InnerStride(Strides));
        for (nint row = 0; row < rows; row++)
        {
            var first = X + nest.Outer.Offset(row, Strides);
            for (nint i = 0; i < nest.Inner; i++)
            {
                var element = Element.Convert<T, TCompute>(first[i * step]);
                if (element >= low && element <= high)
                {
                    counts[Math.Min(int.CreateTruncating((element - low) / (high - low) * TCompute.CreateChecked(Bins)),
                        counts.Length - 1)]++;
                }
            }
        }
        for (var bin = 0; bin < counts.Length; bin++)
        {
            Result[bin] = Element.Convert<long, T>(counts[bin]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly (TCompute From, TCompute To) Range<TCompute>(Nest nest, TCompute from, TCompute to)
        where TCompute : unmanaged, IFloatingPointIeee754<TCompute>
    {
        var count = nest.Count;
        if (from == to && count > 0)
        {
            from = to = Element.Convert<T, TCompute>(*X);
            for (nint step = 1; step < count; step++)
            {
                var element = Element.Convert<T, TCompute>(X[nest.Offset(step, Strides)]);
                (from, to) = (TCompute.Min(from, element), TCompute.Max(to, element));
            }
        }
        if (from == to)
        {
            (from, to) = (from - TCompute.One, to + TCompute.One);
        }
        return TCompute.IsFinite(from) && TCompute.IsFinite(to) && from <= to
            ? (from, to)
            : throw new KernelException($"[{from}, {to}] is not a finite interval.");
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfOrdered<HistogramCall<T>>(dtypes);

    static KernelEntry IOverType.EntryOver<TAny>() => KernelEntry.Of<HistogramCall<TAny>>();
}
