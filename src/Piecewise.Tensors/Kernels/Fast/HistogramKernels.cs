using System.Numerics;

namespace Piecewise.Tensors.Fast;

/// <summary>How many elements lie where.</summary>
public static unsafe class HistogramKernels
{
    /// <summary>
    /// <c>torch.histc</c>: counts of elements in equal intervals, of which the last one holds its end. NaN and what lies outside count nowhere.
    /// Where both ends are equal they are the smallest and the largest element.
    /// </summary>
    /// <typeparam name="T">The elements, and those of the result.</typeparam>
    /// <typeparam name="TCompute">What they are compared as.</typeparam>
    /// <param name="workers">Not needed: the counts are one memory.</param>
    /// <param name="x">The first element.</param>
    /// <param name="strides">[rank].</param>
    /// <param name="sizes">[rank].</param>
    /// <param name="rank">How many dims.</param>
    /// <param name="bins">How many intervals; at least 1.</param>
    /// <param name="from">Where the first begins.</param>
    /// <param name="to">Where the last ends.</param>
    /// <param name="result">[bins], contiguous.</param>
    /// <exception cref="KernelException">The ends are not finite or in the wrong order.</exception>
    public static void Run<T, TCompute>(Workers workers, T* x, nint* strides, nint* sizes, nint rank, nint bins, double from, double to, T* result)
        where T : unmanaged where TCompute : unmanaged, IFloatingPointIeee754<TCompute>
    {
        var nest = new Nest(sizes, rank);
        var (low, high) = Range(x, strides, nest, Element.Convert<double, TCompute>(from), Element.Convert<double, TCompute>(to));
        var counts = new Span<long>(Scratch.Of(bins * sizeof(long)), (int)bins);
        counts.Clear();
        var (rows, step) = (nest.Inner == 0 ? 0 : nest.Outer.Count, nest.InnerStride(strides));
        for (nint row = 0; row < rows; row++)
        {
            var first = x + nest.Outer.Offset(row, strides);
            for (nint i = 0; i < nest.Inner; i++)
            {
                var element = Element.Convert<T, TCompute>(first[i * step]);
                if (element >= low && element <= high)
                {
                    counts[Math.Min(int.CreateTruncating((element - low) / (high - low) * TCompute.CreateChecked(bins)), counts.Length - 1)]++;
                }
            }
        }
        for (var bin = 0; bin < counts.Length; bin++)
        {
            result[bin] = Element.Convert<long, T>(counts[bin]);
        }
    }

    private static (TCompute From, TCompute To) Range<T, TCompute>(T* x, nint* strides, Nest nest, TCompute from, TCompute to)
        where T : unmanaged where TCompute : unmanaged, IFloatingPointIeee754<TCompute>
    {
        var count = nest.Count;
        if (from == to && count > 0)
        {
            from = to = Element.Convert<T, TCompute>(*x);
            for (nint step = 1; step < count; step++)
            {
                var element = Element.Convert<T, TCompute>(x[nest.Offset(step, strides)]);
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
}
