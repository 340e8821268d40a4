using System.Numerics;

namespace Piecewise.Tensors.Reference;

/// <summary>The patches under a window whose elements are moved, as columns of a matrix (<see cref="Patches"/>).</summary>
internal static class DeformedPatches
{
    /// <summary>The elements under each position, between those of the image; outside are zeros.</summary>
    /// <param name="input">[n, c, height, width], contiguous, of dtype <typeparamref name="T"/>.</param>
    /// <param name="offset">[n, groups · kernel elements · 2, positions…]: how far each element is moved down and across.</param>
    /// <param name="mask">[n, groups · kernel elements, positions…]: factors; null for 1.</param>
    /// <param name="groups">Groups of channels that are moved together.</param>
    /// <param name="window">Down and across.</param>
    /// <returns>[n, c · kernel elements, positions].</returns>
    public static Tensor Unfold<T>(Tensor input, Tensor offset, Tensor? mask, long groups, WindowDim[] window)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(offset);
        ArgumentNullException.ThrowIfNull(window);
        var (batch, channels) = (input.Shape[0], input.Shape[1]);
        var (kernel, positions) = (window[0].Kernel * window[1].Kernel, window[0].Output * window[1].Output);
        var plane = (int)(window[0].Input * window[1].Input);
        var result = Tensor.Zeros(input.DType, batch, channels * kernel, positions);
        var from = input.ReadSpan<T>();
        var moves = offset.ReadSpan<T>();
        var factors = mask is null ? default : mask.ReadSpan<T>();
        var to = result.AsSpan<T>();
        for (var i = 0; i < to.Length; i++)
        {
            var (rest, position) = Math.DivRem(i, positions);
            var (image, element) = Math.DivRem(rest, kernel);
            var (item, channel) = Math.DivRem(image, channels);
            var place = (((item * groups) + (channel / (channels / groups))) * kernel) + element;
            var y = Start(window[0], position / window[1].Output, element / window[1].Kernel)
                + moves[(int)((((2 * place) + 0) * positions) + position)];
            var x = Start(window[1], position % window[1].Output, element % window[1].Kernel)
                + moves[(int)((((2 * place) + 1) * positions) + position)];
            var value = Between(from.Slice(checked((int)(image * plane)), plane), window, y, x);
            to[i] = mask is null ? value : value * factors[(int)((place * positions) + position)];

            static T Start(WindowDim dim, long position, long element) =>
                T.CreateTruncating((position * dim.Stride) - dim.Padding + (element * dim.Dilation));
        }
        GC.KeepAlive(input);
        GC.KeepAlive(offset);
        GC.KeepAlive(mask);
        return result;
    }

    private static T Between<T>(ReadOnlySpan<T> plane, WindowDim[] window, T y, T x) where T : IBinaryFloatingPointIeee754<T>
    {
        var (height, width) = (window[0].Input, window[1].Input);
        if (!(y > -T.One && x > -T.One && y < T.CreateTruncating(height) && x < T.CreateTruncating(width)))
        {
            return T.Zero;
        }
        var (row, column) = ((int)long.CreateTruncating(T.Floor(y)), (int)long.CreateTruncating(T.Floor(x)));
        var (down, across) = (y - T.Floor(y), x - T.Floor(x));
        var sum = T.Zero;
        for (var corner = 0; corner < 4; corner++)
        {
            var (r, c) = (row + (corner >> 1), column + (corner & 1));
            if (r >= 0 && r < height && c >= 0 && c < width)
            {
                sum += (corner >> 1 == 0 ? T.One - down : down) * ((corner & 1) == 0 ? T.One - across : across)
                    * plane[(int)((r * width) + c)];
            }
        }
        return sum;
    }
}
