using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// The largest or the mean element under a window that moves over the last three dims (of which some may have one element). Computed in
/// f32 and rounded once; a NaN is the largest.
/// </summary>
/// <typeparam name="T">float or BFloat16.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct PoolCall<T> : IKernel, IOverType where T : unmanaged
{
    public required PlanePair<T> Tensors;

    /// <summary>[3]: sizes of the window.</summary>
    public required nint* Window;

    /// <summary>[3]: distances of two positions.</summary>
    public required nint* Steps;

    /// <summary>[3]: how far the first position begins before x.</summary>
    public required nint* Padding;

    /// <summary>[3]: distances of two elements of the window.</summary>
    public required nint* Dilation;

    /// <summary>Whether the mean is asked for, not the largest.</summary>
    public required bool IsMean;

    /// <summary>Whether elements of the padding count for the mean, as 0.</summary>
    public required bool CountsPadding;

    /// <summary>What sums are divided by; 0 for the number of elements.</summary>
    public required nint Divisor;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        var (depth, height, width) = (Dim(0), Dim(1), Dim(2));
        var planes = Tensors.Count;
        if (planes == 0)
        {
            return;
        }
        var padded = new PaddedPlanes(
            depth.WithoutIdleTaps(), height.WithoutIdleTaps(), width.WithoutIdleTaps(), IsMean ? 0 : float.NegativeInfinity);
        var taps = checked(padded.Depth.Taps * padded.Height.Taps * padded.Width.Taps);
        var work = 8.0 * planes * (taps + 4) * depth.Positions * height.Positions * width.Positions;
        var parts = workers.Parts(planes, (long)Math.Min(work, long.MaxValue / 2));
        var offsetBytes = checked((taps * sizeof(nint)) + 63) & ~63;
        var partBytes = checked(PoolJob<T>.BytesOfPart(padded) + 63) & ~63;
        var memory = (byte*)Scratch.Of(workers, checked(offsetBytes + (parts * partBytes)));
        var offsets = (nint*)memory;
        for (nint tap = 0; tap < taps; tap++)
        {
            padded.TryTap(default, tap, out offsets[tap]);
        }
        Jobs.Run(workers.Tier, workers.Team, parts, new PoolJob<T>
        {
            Call = this,
            Depth = depth,
            Height = height,
            Width = width,
            Padded = padded,
            Taps = taps,
            Offsets = offsets,
            PartMemory = memory + offsetBytes,
            PartBytes = partBytes,
        });
    }

    private readonly ConvolutionDim Dim(int dim)
    {
        var (size, window, step, padding, dilation) = (Tensors.Sizes[dim], Window[dim], Steps[dim], Padding[dim], Dilation[dim]);
        return size < 0 || window < 1 || step < 1 || padding < 0 || dilation < 1
            ? throw new KernelException("window, stride and dilation must be at least 1, and padding at least 0.")
            : new ConvolutionDim(size, Tensors.Positions[dim], window, step, padding, dilation, IsTransposed: false);
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfFloat<PoolCall<T>>(dtypes);

    static KernelEntry IOverType.EntryOver<TAny>() => KernelEntry.Of<PoolCall<TAny>>();
}
