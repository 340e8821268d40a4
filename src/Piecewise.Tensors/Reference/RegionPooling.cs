using System.Numerics;

namespace Piecewise.Tensors.Reference;

/// <summary>
/// Regions of images as grids of the same size. Regions are rows [image, x1, y1, x2, y2], in coordinates that a scale takes to pixels;
/// which image is checked by the caller. Source: the kernels of torchvision.
/// </summary>
/// <param name="images">[images, channels, height, width], contiguous.</param>
/// <param name="regions">[regions, 5], contiguous.</param>
/// <param name="scale">Pixels per unit of the regions.</param>
/// <param name="rows">Of the grids.</param>
/// <param name="columns">Of the grids.</param>
internal readonly struct RegionPooling<T>(Tensor images, Tensor regions, double scale, int rows, int columns)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly int channels = (int)images.Shape[1];
    private readonly int height = (int)images.Shape[2];
    private readonly int width = (int)images.Shape[3];
    private readonly T scale = T.CreateTruncating(scale);

    private static T Half => T.CreateTruncating(0.5);

    /// <summary>Means of interpolated samples in each cell.</summary>
    /// <param name="samples">Samples along each side of a cell; 0 or less for about one in each pixel.</param>
    /// <param name="isAligned">Whether coordinates are those of pixels' centers; else regions have a pixel or more.</param>
    /// <param name="perCell">
    /// Whether each cell has channels of its own, those of a region being as many times fewer (and half a pixel is taken off).
    /// </param>
    public Tensor Align(long samples, bool isAligned, bool perCell)
    {
        var outputs = perCell ? channels / (rows * columns) : channels;
        var result = Tensor.Zeros(images.DType, regions.Shape[0], outputs, rows, columns);
        var from = images.ReadSpan<T>();
        var boxes = regions.ReadSpan<T>();
        var to = result.AsSpan<T>();
        var offset = isAligned || perCell ? Half : T.Zero;
        for (var r = 0; r < regions.Shape[0]; r++)
        {
            var box = boxes.Slice(5 * r, 5);
            var (left, top) = (Along(box[1], offset), Along(box[2], offset));
            var (across, down) = (Along(box[3], offset) - left, Along(box[4], offset) - top);
            if (!isAligned && !perCell)
            {
                (across, down) = (T.Max(across, T.One), T.Max(down, T.One));
            }
            var (cellWidth, cellHeight) = (across / T.CreateTruncating(columns), down / T.CreateTruncating(rows));
            var (perRow, perColumn) = (RegionLine<T>.Samples(samples, down, rows), RegionLine<T>.Samples(samples, across, columns));
            // Of no samples PyTorch makes zeros where a cell has all channels, else it divides by their number.
            var total = T.CreateTruncating(perRow) * T.CreateTruncating(perColumn);
            var count = perCell ? total : T.Max(total, T.One);
            for (var cell = 0; cell < rows * columns; cell++)
            {
                var (row, column) = Math.DivRem(cell, columns);
                var y = new RegionLine<T>(top + (T.CreateTruncating(row) * cellHeight), cellHeight, perRow, height);
                var x = new RegionLine<T>(left + (T.CreateTruncating(column) * cellWidth), cellWidth, perColumn, width);
                for (var c = 0; c < outputs; c++)
                {
                    var channel = perCell ? ((c * rows) + row) * columns + column : c;
                    var plane = Plane(from, box, channel);
                    to[(((r * outputs) + c) * rows * columns) + cell] = Sum(plane, y, x) / count;
                }
            }
        }
        GC.KeepAlive(images);
        GC.KeepAlive(regions);
        return result;
    }

    /// <summary>The largest element in each cell, of pixels that it touches, and where it is in its plane; 0 and -1 of none.</summary>
    public (Tensor Values, Tensor Places) Max()
    {
        var values = Tensor.Zeros(images.DType, regions.Shape[0], channels, rows, columns);
        var places = Tensor.Zeros(DType.I32, values.Shape);
        var from = images.ReadSpan<T>();
        var boxes = regions.ReadSpan<T>();
        var to = values.AsSpan<T>();
        var at = places.AsSpan<int>();
        for (var r = 0; r < regions.Shape[0]; r++)
        {
            var box = boxes.Slice(5 * r, 5);
            var (left, top, right, bottom) = (Rounded(box[1]), Rounded(box[2]), Rounded(box[3]), Rounded(box[4]));
            var cellHeight = T.CreateTruncating(Math.Max(bottom - top + 1, 1)) / T.CreateTruncating(rows);
            var cellWidth = T.CreateTruncating(Math.Max(right - left + 1, 1)) / T.CreateTruncating(columns);
            for (var i = 0; i < channels * rows * columns; i++)
            {
                var (channel, row, column) = (i / (rows * columns), i / columns % rows, i % columns);
                var (firstRow, endRow) = Pixels(row, cellHeight, top, height);
                var (firstColumn, endColumn) = Pixels(column, cellWidth, left, width);
                var plane = Plane(from, box, channel);
                // As PyTorch: what is not above the lowest float is not found.
                var (best, place) = (endRow <= firstRow || endColumn <= firstColumn ? T.Zero : T.CreateSaturating(float.MinValue), -1);
                for (var y = firstRow; y < endRow; y++)
                {
                    for (var x = firstColumn; x < endColumn; x++)
                    {
                        if (plane[(int)((y * width) + x)] > best)
                        {
                            (best, place) = (plane[(int)((y * width) + x)], (int)((y * width) + x));
                        }
                    }
                }
                var next = (r * channels * rows * columns) + i;
                (to[next], at[next]) = (best, place);
            }
        }
        GC.KeepAlive(images);
        GC.KeepAlive(regions);
        return (values, places);
    }

    private ReadOnlySpan<T> Plane(ReadOnlySpan<T> from, ReadOnlySpan<T> box, int channel) =>
        from.Slice(checked(((int)long.CreateSaturating(box[0]) * channels + channel) * height * width), height * width);

    private T Along(T coordinate, T offset) => (coordinate * scale) - offset;

    private long Rounded(T coordinate) =>
        Math.Clamp(long.CreateSaturating(T.Round(coordinate * scale, MidpointRounding.AwayFromZero)), int.MinValue, int.MaxValue);

    private static (long First, long End) Pixels(int cell, T size, long start, int limit)
    {
        var first = long.CreateSaturating(T.Floor(T.CreateTruncating(cell) * size));
        var end = long.CreateSaturating(T.Ceiling(T.CreateTruncating(cell + 1) * size));
        return (Math.Clamp(first + start, 0, limit), Math.Clamp(end + start, 0, limit));
    }

    private T Sum(ReadOnlySpan<T> plane, RegionLine<T> y, RegionLine<T> x)
    {
        var sum = T.Zero;
        for (var i = y.First; i < y.End; i++)
        {
            if (y.At(i) is not { } row)
            {
                continue;
            }
            for (var k = x.First; k < x.End; k++)
            {
                if (x.At(k) is { } column)
                {
                    sum += (row.LowWeight * column.LowWeight * plane[(int)((row.Low * width) + column.Low)])
                        + (row.LowWeight * column.HighWeight * plane[(int)((row.Low * width) + column.High)])
                        + (row.HighWeight * column.LowWeight * plane[(int)((row.High * width) + column.Low)])
                        + (row.HighWeight * column.HighWeight * plane[(int)((row.High * width) + column.High)]);
                }
            }
        }
        return sum;
    }
}
