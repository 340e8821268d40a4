using System.Numerics;

namespace Piecewise.Tensors.Reference;

/// <summary>
/// Pools over the volumes [planes, depth, height, width]; images have depth 1, sequences also height 1.
/// </summary>
internal static class Pooling
{
    /// <summary>The largest element under each position, and where it lies in its volume; a NaN is the largest.</summary>
    /// <param name="input">[planes, depth, height, width], contiguous, of dtype <typeparamref name="T"/>.</param>
    /// <param name="window">How the window moves along depth, height and width; elements outside do not count.</param>
    public static (Tensor Values, Tensor Indices) Max<T>(Tensor input, WindowDim[] window) where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(window);
        var values = Tensor.Zeros(input.DType, input.Shape[0], window[0].Output, window[1].Output, window[2].Output);
        var indices = Tensor.Zeros(DType.I64, values.Shape);
        var from = input.ReadSpan<T>();
        var to = values.AsSpan<T>();
        var at = indices.AsSpan<long>();
        var size = Size(window);
        var next = 0;
        for (var walk = new Positions(input.Shape[0], window); walk.Next(); next++)
        {
            var volume = from.Slice((int)(walk.Plane * size), (int)size);
            var spans = (Inside(window[0], walk.Depth), Inside(window[1], walk.Row), Inside(window[2], walk.Column));
            var best = Largest(volume, window, spans);
            // Where a window's steps miss the volume, PyTorch gives what its search begins with.
            at[next] = best ?? (((spans.Item1.First * window[1].Input) + spans.Item2.First) * window[2].Input) + spans.Item3.First;
            to[next] = best is { } place ? volume[(int)place] : Lowest<T>();
        }
        GC.KeepAlive(input);
        return (values, indices);
    }

    /// <summary>The same for as many positions as asked for: window i of n covers <c>floor(i·size/n) … ceil((i+1)·size/n)</c>.</summary>
    /// <param name="input">[planes, depth, height, width], contiguous, of dtype <typeparamref name="T"/>; no size is 0.</param>
    /// <param name="output">Positions along depth, height and width.</param>
    public static (Tensor Values, Tensor Indices) AdaptiveMax<T>(Tensor input, ReadOnlySpan<long> output) where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(input);
        var window = new WindowDim[3];
        for (var i = 0; i < 3; i++)
        {
            window[i] = new WindowDim(input.Shape[i + 1], output[i], 1, 1, 0, 1);
        }
        var values = Tensor.Zeros(input.DType, input.Shape[0], output[0], output[1], output[2]);
        var indices = Tensor.Zeros(DType.I64, values.Shape);
        var from = input.ReadSpan<T>();
        var to = values.AsSpan<T>();
        var at = indices.AsSpan<long>();
        var size = Size(window);
        var next = 0;
        for (var walk = new Positions(input.Shape[0], window); walk.Next(); next++)
        {
            var volume = from.Slice((int)(walk.Plane * size), (int)size);
            var best = Largest(
                volume, window, (Share(window[0], walk.Depth), Share(window[1], walk.Row), Share(window[2], walk.Column)));
            at[next] = best!.Value;
            to[next] = volume[(int)best.Value];
        }
        GC.KeepAlive(input);
        return (values, indices);
    }

    /// <summary>The mean under each position.</summary>
    /// <param name="input">[planes, depth, height, width], contiguous, of a compute dtype.</param>
    /// <param name="window">How the window moves along depth, height and width.</param>
    /// <param name="countPadding">Whether padding counts as elements that are 0.</param>
    /// <param name="divisor">What to divide by instead of the number of elements.</param>
    public static Tensor Mean<T>(Tensor input, WindowDim[] window, bool countPadding, long? divisor) where T : unmanaged, INumber<T>
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(window);
        var result = Tensor.Zeros(input.DType, input.Shape[0], window[0].Output, window[1].Output, window[2].Output);
        var from = input.ReadSpan<T>();
        var to = result.AsSpan<T>();
        var size = Size(window);
        var next = 0;
        for (var walk = new Positions(input.Shape[0], window); walk.Next();)
        {
            var volume = from.Slice((int)(walk.Plane * size), (int)size);
            var count = divisor ?? (window[0].Covered(walk.Depth, countPadding) * window[1].Covered(walk.Row, countPadding)
                * window[2].Covered(walk.Column, countPadding));
            to[next++] = T.CreateTruncating(Sum(
                volume, window, (Inside(window[0], walk.Depth), Inside(window[1], walk.Row), Inside(window[2], walk.Column))) / count);
        }
        GC.KeepAlive(input);
        return result;
    }

    private static long Size(WindowDim[] window) => checked((int)(window[0].Input * window[1].Input * window[2].Input));

    private static double Sum<T>(ReadOnlySpan<T> volume, WindowDim[] window, (Span Depth, Span Row, Span Column) spans)
        where T : INumber<T>
    {
        double sum = 0;
        for (var depth = spans.Depth.First; depth <= spans.Depth.Last; depth += spans.Depth.Step)
        {
            for (var row = spans.Row.First; row <= spans.Row.Last; row += spans.Row.Step)
            {
                var start = ((depth * window[1].Input) + row) * window[2].Input;
                for (var column = spans.Column.First; column <= spans.Column.Last; column += spans.Column.Step)
                {
                    sum += double.CreateTruncating(volume[(int)(start + column)]);
                }
            }
        }
        return sum;
    }

    // The places along a dim that lie under a window, which, as its steps, may be far larger than the dim.
    private static Span Inside(WindowDim dim, long position)
    {
        var (start, length) = ((position * dim.Stride) - dim.Padding, (dim.Kernel - 1) * dim.Dilation);
        var last = length < dim.Input - 1 - start ? start + length : dim.Input - 1;
        // The first step of the window after the padding.
        var first = start >= 0 ? start : start + ((-start + dim.Dilation - 1) / dim.Dilation * dim.Dilation);
        return new Span(first, last, Math.Min(dim.Dilation, dim.Input));
    }

    private static Span Share(WindowDim dim, long position) => new(
        position * dim.Input / dim.Output, ((((position + 1) * dim.Input) + dim.Output - 1) / dim.Output) - 1, 1);

    private static T Lowest<T>() where T : INumber<T> =>
        T.IsNegative(T.CreateSaturating(double.NegativeInfinity)) ? T.CreateSaturating(double.NegativeInfinity) : T.Zero;

    // Null where the window has no element of the volume.
    private static long? Largest<T>(ReadOnlySpan<T> volume, WindowDim[] window, (Span Depth, Span Row, Span Column) spans)
        where T : INumber<T>
    {
        var best = -1;
        for (var depth = spans.Depth.First; depth <= spans.Depth.Last; depth += spans.Depth.Step)
        {
            for (var row = spans.Row.First; row <= spans.Row.Last; row += spans.Row.Step)
            {
                var start = ((depth * window[1].Input) + row) * window[2].Input;
                for (var column = spans.Column.First; column <= spans.Column.Last; column += spans.Column.Step)
                {
                    var at = (int)(start + column);
                    best = best < 0 || volume[at] > volume[best] || T.IsNaN(volume[at]) ? at : best;
                }
            }
        }
        return best < 0 ? null : best;
    }

    /// <summary>Places along a dim, the last one included.</summary>
    private readonly record struct Span(long First, long Last, long Step);

    /// <summary>All positions of a window over all planes, in row-major order.</summary>
    private struct Positions(long planes, WindowDim[] window)
    {
        public long Plane { get; private set; }

        public long Depth { get; private set; }

        public long Row { get; private set; }

        public long Column { get; private set; } = -1;

        public bool Next()
        {
            if (++Column == window[2].Output)
            {
                Column = 0;
                if (++Row == window[1].Output)
                {
                    Row = 0;
                    if (++Depth == window[0].Output)
                    {
                        Depth = 0;
                        Plane++;
                    }
                }
            }
            return Plane < planes && window[2].Output > 0 && window[1].Output > 0 && window[0].Output > 0;
        }
    }
}
