using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using Piecewise.Tensors.Reference;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Regions of images as grids of cells, each the mean of interpolated samples (<c>torchvision.ops.roi_align</c>). A region of an image that
/// is not there is refused (<see cref="KernelException"/>), and nothing is written then.
/// </summary>
/// <typeparam name="T">float, double or <see cref="Half"/>, which is computed in float.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct RegionsCall<T> : IKernel, IOverType where T : unmanaged
{
    /// <summary>
    /// [<see cref="Images"/>, <see cref="Channels"/>, <see cref="Height"/>, <see cref="Width"/>], of which the last two are at least 1.
    /// </summary>
    public required T* X;
    public required nint XImage;
    public required nint XChannel;
    public required nint XRow;
    public required nint XColumn;
    public required nint Images;
    public required nint Channels;
    public required nint Height;
    public required nint Width;

    /// <summary>[<see cref="Count"/>, 5]: image, x1, y1, x2, y2.</summary>
    public required T* Regions;
    public required nint RegionRow;
    public required nint RegionColumn;
    public required nint Count;

    /// <summary>Pixels per unit of the regions.</summary>
    public required double Scale;

    /// <summary>Of a grid; at least 1.</summary>
    public required nint Rows;

    /// <summary>Of a grid; at least 1.</summary>
    public required nint Columns;

    /// <summary>Samples along each side of a cell; 0 or less for about one in each pixel.</summary>
    public required nint Samples;

    /// <summary>Whether coordinates are those of pixels' centers; else regions have a pixel or more.</summary>
    public required bool IsAligned;

    /// <summary>[<see cref="Count"/>, <see cref="Channels"/>, <see cref="Rows"/>, <see cref="Columns"/>], contiguous.</summary>
    public required T* Result;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        if (typeof(T) == typeof(double))
        {
            Run<double>(workers);
        }
        else
        {
            Run<float>(workers);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Run<TCompute>(Workers workers) where TCompute : unmanaged, IBinaryFloatingPointIeee754<TCompute>
    {
        // A region that is repeated is one, however often.
        for (nint i = 0; i < (RegionRow == 0 ? Math.Min(Count, 1) : Count); i++)
        {
            ImageOf(i, Element.Convert<T, TCompute>(Regions[i * RegionRow]));
        }
        if (Count == 0 || Channels == 0)
        {
            return;
        }
        var cells = Count * Rows * Columns;
        var parts = workers.Parts(cells, 64L * cells * Channels);
        Jobs.Run(workers.Team, parts, new Job<TCompute>
        {
            Call = this,
            Sums = (TCompute*)Scratch.Of(workers, checked(parts * Channels * sizeof(TCompute))),
        });
    }

    // As PyTorch: rounded towards zero.
    private readonly nint ImageOf<TCompute>(nint region, TCompute image)
        where TCompute : unmanaged, IBinaryFloatingPointIeee754<TCompute> =>
        image > -TCompute.One && Images > 0 && image < TCompute.CreateTruncating(Images)
            ? Math.Min(nint.CreateTruncating(image), Images - 1)
            : throw new KernelException($"region {region} is of image {image}, and there are {Images}.");

    private struct Job<TCompute> : IPartJob where TCompute : unmanaged, IBinaryFloatingPointIeee754<TCompute>
    {
        public RegionsCall<T> Call;

        /// <summary>[parts, channels].</summary>
        public TCompute* Sums;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part, int parts)
        {
            var cells = Call.Rows * Call.Columns;
            var sums = Sums + (part * Call.Channels);
            var share = Share.Of(Call.Count * cells, part, parts);
            for (var i = share.Start; i < share.End; i++)
            {
                var (region, cell) = Math.DivRem(i, cells);
                var count = Sum(region, cell, sums);
                var to = Call.Result + (region * Call.Channels * cells) + cell;
                for (nint c = 0; c < Call.Channels; c++)
                {
                    to[c * cells] = Element.Convert<TCompute, T>(sums[c] / count);
                }
            }
        }

        // All channels of a cell; gives how many samples it has, which are 1 at least.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly TCompute Sum(nint region, nint cell, TCompute* sums)
        {
            var box = Call.Regions + (region * Call.RegionRow);
            // Read again, and asked again: another thread may have written it since.
            var image = Call.X + (Call.ImageOf(region, Element.Convert<T, TCompute>(*box)) * Call.XImage);
            var (left, top) = (Along(box, 1), Along(box, 2));
            var (across, down) = (Along(box, 3) - left, Along(box, 4) - top);
            if (!Call.IsAligned)
            {
                (across, down) = (TCompute.Max(across, TCompute.One), TCompute.Max(down, TCompute.One));
            }
            var (cellWidth, cellHeight) = (across / TCompute.CreateTruncating(Call.Columns), down / TCompute.CreateTruncating(Call.Rows));
            var perRow = RegionLine<TCompute>.Samples(Call.Samples, down, Call.Rows);
            var perColumn = RegionLine<TCompute>.Samples(Call.Samples, across, Call.Columns);
            var (row, column) = Math.DivRem(cell, Call.Columns);
            var y = new RegionLine<TCompute>(top + (TCompute.CreateTruncating(row) * cellHeight), cellHeight, perRow, Call.Height);
            var x = new RegionLine<TCompute>(left + (TCompute.CreateTruncating(column) * cellWidth), cellWidth, perColumn, Call.Width);
            new Span<byte>(sums, checked((int)(Call.Channels * sizeof(TCompute)))).Clear();
            var (firstColumn, endColumn) = (x.First, x.End);
            for (long i = y.First, end = y.End; i < end; i++)
            {
                if (y.At(i) is not { } rows)
                {
                    continue;
                }
                for (var k = firstColumn; k < endColumn; k++)
                {
                    if (x.At(k) is { } columns)
                    {
                        Add(image, rows, columns, sums);
                    }
                }
            }
            return TCompute.Max(TCompute.CreateTruncating(perRow) * TCompute.CreateTruncating(perColumn), TCompute.One);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Add(T* image, RegionLine<TCompute>.Pair rows, RegionLine<TCompute>.Pair columns, TCompute* sums)
        {
            var upper = image + ((nint)rows.Low * Call.XRow);
            var lower = image + ((nint)rows.High * Call.XRow);
            var (left, right) = ((nint)columns.Low * Call.XColumn, (nint)columns.High * Call.XColumn);
            var (upperLeft, upperRight) = (rows.LowWeight * columns.LowWeight, rows.LowWeight * columns.HighWeight);
            var (lowerLeft, lowerRight) = (rows.HighWeight * columns.LowWeight, rows.HighWeight * columns.HighWeight);
            for (nint c = 0; c < Call.Channels; c++)
            {
                var plane = c * Call.XChannel;
                sums[c] += (upperLeft * Element.Convert<T, TCompute>(upper[plane + left]))
                    + (upperRight * Element.Convert<T, TCompute>(upper[plane + right]))
                    + (lowerLeft * Element.Convert<T, TCompute>(lower[plane + left]))
                    + (lowerRight * Element.Convert<T, TCompute>(lower[plane + right]));
            }
        }

        private readonly TCompute Along(T* box, nint column) =>
            (Element.Convert<T, TCompute>(box[column * Call.RegionColumn]) * TCompute.CreateTruncating(Call.Scale))
            - (Call.IsAligned ? TCompute.CreateTruncating(0.5) : TCompute.Zero);
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfStandardFloat<RegionsCall<T>>(dtypes);

    static KernelEntry IOverType.EntryOver<TAny>() => KernelEntry.Of<RegionsCall<TAny>>();
}
