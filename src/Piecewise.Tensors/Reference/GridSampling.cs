using System.Numerics;

namespace Piecewise.Tensors.Reference;

/// <summary>How elements between and outside those of a tensor are made (<see cref="GridSampling{T}"/>).</summary>
internal enum GridPadding : byte
{
    /// <summary>Outside are zeros.</summary>
    Zeros,

    /// <summary>Places outside are moved to the nearest element.</summary>
    Border,

    /// <summary>Places outside are mirrored at the outermost elements, or at their edges.</summary>
    Reflection,
}

/// <summary>
/// Elements of images or volumes [N, C, …] at places that a grid names, in coordinates from -1 to 1; all arithmetic in
/// <typeparamref name="T"/>.
/// </summary>
/// <param name="padding">What lies outside.</param>
/// <param name="alignCorners">Whether -1 and 1 are the centers of the outermost elements, not their edges.</param>
internal readonly struct GridSampling<T>(GridPadding padding, bool alignCorners) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static T Half => T.CreateTruncating(0.5);

    private static T Two => T.CreateTruncating(2);

    /// <summary>Between the two elements next to a place, by dim, or the nearest one.</summary>
    /// <param name="x">[N, C, two or three dims], contiguous, without sizes of 0 where the grid has places.</param>
    /// <param name="grid">[N, as many dims, their number]; the last coordinate is that of the first spatial dim. Contiguous.</param>
    /// <param name="isNearest">Whether one element is taken.</param>
    /// <returns>[N, C, the grid's dims].</returns>
    public Tensor Linear(Tensor x, Tensor grid, bool isNearest)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(grid);
        var dims = x.Rank - 2;
        var (batch, channels, volume) = (x.Shape[0], x.Shape[1], Layout.ElementCount(x.Shape[2..]));
        var places = Layout.ElementCount(grid.Shape[1..^1]);
        var result = Tensor.Zeros(x.DType, [batch, channels, .. grid.Shape[1..^1]]);
        var from = x.ReadSpan<T>();
        var at = grid.ReadSpan<T>();
        var to = result.AsSpan<T>();
        var corners = 1 << dims;
        Span<long> offsets = stackalloc long[8];
        Span<T> weights = stackalloc T[8];
        for (long item = 0; item < batch * places && channels > 0; item++)
        {
            var (n, place) = Math.DivRem(item, places);
            offsets[..corners].Clear();
            weights[..corners].Fill(T.One);
            long stride = 1;
            for (var i = 0; i < dims; i++)
            {
                var size = x.Shape[^(i + 1)];
                var coordinate = Inside(Unnormalized(at[(int)((item * dims) + i)], size), size, dims);
                for (var corner = 0; corner < corners; corner++)
                {
                    var isUpper = (corner >> i & 1) == 1;
                    var (index, weight) = isNearest ? Nearest(coordinate, isUpper) : Neighbour(coordinate, isUpper);
                    weights[corner] *= weight;
                    // Once outside, always outside.
                    offsets[corner] = index >= 0 && index < size && offsets[corner] >= 0 ? offsets[corner] + (index * stride) : -1;
                }
                stride *= size;
            }
            for (long c = 0; c < channels; c++)
            {
                var source = from.Slice(checked((int)(((n * channels) + c) * volume)), (int)volume);
                var sum = T.Zero;
                for (var corner = 0; corner < corners; corner++)
                {
                    // Outside of images are zeros, whose products with weights that are no numbers are none; volumes end where they end.
                    if (offsets[corner] >= 0 || (dims == 2 && !isNearest))
                    {
                        sum += (offsets[corner] >= 0 ? source[(int)offsets[corner]] : T.Zero) * weights[corner];
                    }
                }
                to[(int)((((n * channels) + c) * places) + place)] = sum;
            }
        }
        GC.KeepAlive(x);
        GC.KeepAlive(grid);
        return result;
    }

    /// <summary>By the sixteen elements around each place; of images only.</summary>
    /// <param name="x">[N, C, height, width], as for <see cref="Linear"/>.</param>
    /// <param name="grid">[N, rows, columns, 2].</param>
    public Tensor Cubic(Tensor x, Tensor grid)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(grid);
        var (batch, channels, height, width) = (x.Shape[0], x.Shape[1], x.Shape[2], x.Shape[3]);
        var places = Layout.ElementCount(grid.Shape[1..^1]);
        var result = Tensor.Zeros(x.DType, batch, channels, grid.Shape[1], grid.Shape[2]);
        var from = x.ReadSpan<T>();
        var at = grid.ReadSpan<T>();
        var to = result.AsSpan<T>();
        Span<T> horizontal = stackalloc T[4];
        Span<T> vertical = stackalloc T[4];
        Span<long> columns = stackalloc long[4];
        Span<long> rows = stackalloc long[4];
        for (long item = 0; item < batch * places && channels > 0; item++)
        {
            var (n, place) = Math.DivRem(item, places);
            Around(Unnormalized(at[(int)(2 * item)], width), width, columns, horizontal);
            Around(Unnormalized(at[(int)((2 * item) + 1)], height), height, rows, vertical);
            for (long c = 0; c < channels; c++)
            {
                var source = from.Slice(checked((int)(((n * channels) + c) * height * width)), (int)(height * width));
                var sum = T.Zero;
                for (var i = 0; i < 4; i++)
                {
                    var line = T.Zero;
                    for (var k = 0; k < 4; k++)
                    {
                        line += (rows[i] < 0 || columns[k] < 0 ? T.Zero : source[(int)((rows[i] * width) + columns[k])]) * horizontal[k];
                    }
                    sum += line * vertical[i];
                }
                to[(int)((((n * channels) + c) * places) + place)] = sum;
            }
        }
        GC.KeepAlive(x);
        GC.KeepAlive(grid);
        return result;
    }

    private T Unnormalized(T x, long size)
    {
        var count = T.CreateTruncating(size);
        return alignCorners ? (x + T.One) / Two * (count - T.One) : (((x + T.One) * count) - T.One) / Two;
    }

    private T Inside(T x, long size, int dims) => padding switch
    {
        GridPadding.Border => Clipped(x, size, dims),
        GridPadding.Reflection => Clipped(
            alignCorners ? Reflected(x, 0, 2 * (size - 1)) : Reflected(x, -1, (2 * size) - 1), size, dims),
        _ => x,
    };

    // NaN goes to one end: the first of images, the last of volumes.
    private static T Clipped(T x, long size, int dims)
    {
        var last = T.CreateTruncating(size - 1);
        return T.IsNaN(x) ? dims == 2 ? T.Zero : last : T.Min(last, T.Max(x, T.Zero));
    }

    private static T Reflected(T x, long twiceLow, long twiceHigh)
    {
        if (twiceLow == twiceHigh)
        {
            return T.Zero;
        }
        var (low, span) = (T.CreateTruncating(twiceLow) * Half, T.CreateTruncating(twiceHigh - twiceLow) * Half);
        x = T.Abs(x - low);
        var extra = x % span;
        var flips = T.Floor(x / span);
        return flips % Two == T.Zero ? extra + low : span - extra + low;
    }

    private static (long Index, T Weight) Neighbour(T x, bool isUpper)
    {
        var low = T.Floor(x);
        var index = T.IsNaN(x) ? long.MaxValue : long.CreateSaturating(low);
        return isUpper ? (index == long.MaxValue ? index : index + 1, x - low) : (index, low + T.One - x);
    }

    private static (long Index, T Weight) Nearest(T x, bool isUpper) =>
        isUpper || T.IsNaN(x) ? (-1, T.Zero) : (long.CreateSaturating(T.Round(x, MidpointRounding.ToEven)), T.One);

    // The four elements around a place and their weights; -1 for what is outside.
    private void Around(T x, long size, Span<long> indices, Span<T> weights)
    {
        var low = T.Floor(x);
        Sampling<T>.CubicWeights(x - low, weights);
        for (var i = 0; i < 4; i++)
        {
            var index = Inside(low + T.CreateTruncating(i - 1), size, dims: 2);
            indices[i] = index >= T.Zero && index < T.CreateTruncating(size) ? long.CreateTruncating(index) : -1;
        }
    }
}
