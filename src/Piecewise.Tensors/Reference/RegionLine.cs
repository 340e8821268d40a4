using System.Numerics;

namespace Piecewise.Tensors.Reference;

/// <summary>The samples of a region's cell along one dim of an image.</summary>
/// <param name="start">Where the cell begins, in pixels.</param>
/// <param name="length">How long it is.</param>
/// <param name="count">How many samples it has, however far outside of the image they are.</param>
/// <param name="size">Pixels along the dim; at least 1.</param>
internal readonly struct RegionLine<T>(T start, T length, long count, long size)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T start = start;
    private readonly T length = length;
    private readonly long count = count;
    private readonly long size = size;
    private readonly T step = length / T.CreateTruncating(count);

    private static T Half => T.CreateTruncating(0.5);

    /// <summary>The first of the samples that may lie in -1 … size: others are zeros, and there may be any number of them.</summary>
    public long First => step > T.Zero
        ? Math.Clamp(long.CreateSaturating(((-T.One - start) / step) - T.CreateTruncating(2)), 0, count)
        : 0;

    /// <summary>After the last of them.</summary>
    public long End => step > T.Zero
        ? Math.Clamp(long.CreateSaturating(((T.CreateTruncating(size) - start) / step) + T.CreateTruncating(2)), 0, count)
        : Math.Min(count, 1L << 16);

    /// <summary>
    /// How many samples a cell has along a side: as many as are given, or about one in each pixel where that is not positive.
    /// </summary>
    /// <param name="given">What the caller asks for.</param>
    /// <param name="size">Of the region.</param>
    /// <param name="cells">Into how many it is divided.</param>
    public static long Samples(long given, T size, long cells) =>
        given > 0 ? given : Math.Clamp(long.CreateSaturating(T.Ceiling(size / T.CreateTruncating(cells))), 0, int.MaxValue);

    /// <summary>The pixels that a sample lies between; null where it lies outside.</summary>
    public Pair? At(long sample)
    {
        var place = start + ((T.CreateTruncating(sample) + Half) * length / T.CreateTruncating(count));
        if (!(place >= -T.One && place <= T.CreateTruncating(size)))
        {
            return null;
        }
        place = T.Max(place, T.Zero);
        var low = long.CreateTruncating(place);
        if (low >= size - 1)
        {
            return new Pair(size - 1, size - 1, T.One, T.Zero);
        }
        var part = place - T.CreateTruncating(low);
        return new Pair(low, low + 1, T.One - part, part);
    }

    /// <summary>Two pixels along a dim and their weights.</summary>
    public readonly record struct Pair(long Low, long High, T LowWeight, T HighWeight);
}
