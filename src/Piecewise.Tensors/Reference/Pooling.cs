using System.Numerics;

namespace Piecewise.Tensors.Reference;

/// <summary>Pools over the planes [planes, height, width] of images; one-dimensional ones have height 1.</summary>
internal static class Pooling
{
    /// <summary>The largest element under each position, and where it lies in its plane; a NaN is the largest.</summary>
    /// <param name="input">[planes, height, width], contiguous, of dtype <typeparamref name="T"/>.</param>
    /// <param name="rows">How the window moves along the height; elements outside do not count.</param>
    /// <param name="columns">How it moves along the width.</param>
    public static (Tensor Values, Tensor Indices) Max<T>(Tensor input, WindowDim rows, WindowDim columns) where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(input);
        var planes = input.Shape[0];
        var values = Tensor.Zeros(input.DType, planes, rows.Output, columns.Output);
        var indices = Tensor.Zeros(DType.I64, values.Shape);
        var from = input.ReadSpan<T>();
        var to = values.AsSpan<T>();
        var at = indices.AsSpan<long>();
        var next = 0;
        for (long plane = 0; plane < planes; plane++)
        {
            var image = from.Slice((int)(plane * rows.Input * columns.Input), (int)(rows.Input * columns.Input));
            for (long y = 0; y < rows.Output; y++)
            {
                for (long x = 0; x < columns.Output; x++, next++)
                {
                    var best = Largest(image, rows, y, columns, x);
                    // Where a window's steps miss the image, PyTorch gives what its search begins with.
                    at[next] = best ?? (First(rows, y) * columns.Input) + First(columns, x);
                    to[next] = best is { } place ? image[(int)place] : Lowest<T>();
                }
            }
        }
        GC.KeepAlive(input);
        return (values, indices);
    }

    /// <summary>The mean under each position.</summary>
    /// <param name="input">[planes, height, width], contiguous, f32 or f64.</param>
    /// <param name="rows">How the window moves along the height.</param>
    /// <param name="columns">How it moves along the width.</param>
    /// <param name="countPadding">Whether padding counts as elements that are 0.</param>
    /// <param name="divisor">What to divide by instead of the number of elements.</param>
    public static Tensor Mean<T>(Tensor input, WindowDim rows, WindowDim columns, bool countPadding, long? divisor)
        where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(input);
        var planes = input.Shape[0];
        var result = Tensor.Zeros(input.DType, planes, rows.Output, columns.Output);
        var from = input.ReadSpan<T>();
        var to = result.AsSpan<T>();
        var next = 0;
        for (long plane = 0; plane < planes; plane++)
        {
            var image = from.Slice((int)(plane * rows.Input * columns.Input), (int)(rows.Input * columns.Input));
            for (long y = 0; y < rows.Output; y++)
            {
                for (long x = 0; x < columns.Output; x++)
                {
                    var count = divisor ?? (Covered(rows, y, countPadding) * Covered(columns, x, countPadding));
                    to[next++] = T.CreateTruncating(Sum(image, rows, y, columns, x) / count);
                }
            }
        }
        GC.KeepAlive(input);
        return result;
    }

    // Elements under the window, those of the padding included or not, but never those past it.
    private static long Covered(WindowDim dim, long position, bool countPadding)
    {
        var start = (position * dim.Stride) - dim.Padding;
        var end = Math.Min(start + dim.Kernel, dim.Input + dim.Padding);
        return countPadding ? end - start : Math.Min(end, dim.Input) - Math.Max(start, 0);
    }

    private static double Sum<T>(ReadOnlySpan<T> image, WindowDim rows, long y, WindowDim columns, long x) where T : INumber<T>
    {
        double sum = 0;
        var (row, lastRow, down) = Inside(rows, y);
        var (first, last, right) = Inside(columns, x);
        for (; row <= lastRow; row += down)
        {
            for (var column = first; column <= last; column += right)
            {
                sum += double.CreateTruncating(image[(int)((row * columns.Input) + column)]);
            }
        }
        return sum;
    }

    // The places of the image under a window, which, as its steps, may be far larger than the image.
    private static (long First, long Last, long Step) Inside(WindowDim dim, long position)
    {
        var (start, length) = ((position * dim.Stride) - dim.Padding, (dim.Kernel - 1) * dim.Dilation);
        var last = length < dim.Input - 1 - start ? start + length : dim.Input - 1;
        return (First(dim, position), last, Math.Min(dim.Dilation, dim.Input));
    }

    // The first step of a window after the padding.
    private static long First(WindowDim dim, long position)
    {
        var start = (position * dim.Stride) - dim.Padding;
        return start >= 0 ? start : start + ((-start + dim.Dilation - 1) / dim.Dilation * dim.Dilation);
    }

    private static T Lowest<T>() where T : INumber<T> =>
        T.IsNegative(T.CreateSaturating(double.NegativeInfinity)) ? T.CreateSaturating(double.NegativeInfinity) : T.Zero;

    // Null where the window has no element of the image.
    private static long? Largest<T>(ReadOnlySpan<T> image, WindowDim rows, long y, WindowDim columns, long x) where T : INumber<T>
    {
        var best = -1;
        var (row, lastRow, down) = Inside(rows, y);
        var (first, last, right) = Inside(columns, x);
        for (; row <= lastRow; row += down)
        {
            for (var column = first; column <= last; column += right)
            {
                var at = (int)((row * columns.Input) + column);
                best = best < 0 || image[at] > image[best] || T.IsNaN(image[at]) ? at : best;
            }
        }
        return best < 0 ? null : best;
    }
}
