using System.ComponentModel;
using System.Runtime.CompilerServices;
using Piecewise.Tensors.Kernels.Assembled;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Convolutions of 8-bit integers over three spatial dims (of which some may be 1), in groups: sums of <c>(x - zero) · weight</c>, exact,
/// as <c>sum · (scale of x · scale of the output) + bias</c> in f32, or as the levels of these. Outside of x is the level of 0.
/// <para>
/// An image is laid out as a <see cref="ConvolutionCall{T}"/> does it, but with four channels in each element; tiles then multiply 16
/// positions at once (<see cref="IntegerConvolutionJob"/>). Groups of one channel add tap by tap (<see cref="IntegerFilterJob"/>).
/// </para>
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct IntegerConvolutionCall : IKernel
{
    /// <summary>[<see cref="Batch"/>, <see cref="Channels"/>, <see cref="Sizes"/>], u8 or i8.</summary>
    public required void* X;
    public required nint XBatch;
    public required nint XChannel;

    /// <summary>[3].</summary>
    public required nint* XStrides;

    /// <summary>Whether x is i8; else it is u8.</summary>
    public required bool IsSigned;
    public required double XScale;

    /// <summary>The level of 0.</summary>
    public required nint XZero;

    /// <summary>As <see cref="IntegerFilters"/> says.</summary>
    public required byte* Weight;

    /// <summary>f32 [<see cref="Outputs"/>], or null.</summary>
    public required float* Bias;

    /// <summary>[<see cref="Batch"/>, <see cref="Outputs"/>, <see cref="Positions"/>], row-major, of <see cref="Kind"/>; not x.</summary>
    public required void* Result;

    /// <summary>Floats or levels.</summary>
    public required IntegerResult Kind;

    /// <summary>Of a result of levels.</summary>
    public required LevelRange Range;
    public required nint Batch;
    public required nint Channels;
    public required nint Outputs;
    public required nint Groups;

    /// <summary>[3]: sizes of x.</summary>
    public required nint* Sizes;

    /// <summary>[3]: sizes of the kernel.</summary>
    public required nint* Kernel;

    /// <summary>[3]: sizes of the result.</summary>
    public required nint* Positions;

    /// <summary>[3]: distances of two positions.</summary>
    public required nint* Steps;

    /// <summary>[3]: how far the first position begins before x.</summary>
    public required nint* Padding;

    /// <summary>[3]: distances of two taps.</summary>
    public required nint* Dilation;

    /// <summary>As <see cref="ConvolutionCall{T}.Next"/>.</summary>
    public delegate*<void*, nint, nint, nint, nint, void> Next;
    public void* NextState;

    private const int Alignment = 64;

    // What tiles may read after the planes.
    private const int Slack = QuadTileForm.MostVectors * Alignment;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        var (depth, height, width) = (Dim(0), Dim(1), Dim(2));
        if (Batch <= 0 || Outputs <= 0 || Channels <= 0 || depth.Positions <= 0 || height.Positions <= 0 || width.Positions <= 0)
        {
            return;
        }
        var strides = stackalloc nint[3] { XStrides[0], XStrides[1], XStrides[2] };
        if (IsPlain(depth, height, width))
        {
            // Rows that follow each other are one.
            var positions = depth.Positions * height.Positions * width.Positions;
            width = width with { Size = positions, Positions = positions };
            depth = height = new ConvolutionDim(1, 1, 1, 1, 0, 1, false);
            strides[2] = 1;
        }
        var planes = new PaddedPlanes(depth, height, width);
        var taps = checked(depth.Taps * height.Taps * width.Taps);
        var filters = new IntegerFilters(Outputs, Channels / Groups, taps, Groups);
        var quadStride = QuadStride(planes.ChannelStride);
        var offsetBytes = (checked(taps * sizeof(nint)) + Alignment - 1) & ~(Alignment - 1);
        var inputBytes = filters.AreFilters ? 0 : checked((filters.Quads * Groups * quadStride) + Slack);
        // Multiplications are four times as fast as those of floats.
        var work = (double)Batch * Outputs * filters.Channels * taps * depth.Positions * height.Positions * width.Positions / 4;
        // Filters take a channel at a time, in floats; each part has a place of its own in the memory.
        var parts = filters.AreFilters
            ? workers.Parts(Batch * Groups, (long)Math.Min(4 * work, long.MaxValue / 2))
            : workers.Parts(int.MaxValue, (long)Math.Min(work, long.MaxValue / 2));
        var partBytes = filters.AreFilters ? IntegerFilterJob.PartBytes(planes) : 0;
        var memory = (byte*)Scratch.Of(workers, checked(offsetBytes + inputBytes + (parts * partBytes)));
        var shared = new Shared
        {
            Call = this,
            Planes = planes,
            Filters = filters,
            Strides = strides,
            Runs = planes.Runs(depth.Positions, height.Positions, width.Positions),
            Offsets = (nint*)memory,
            Input = memory + offsetBytes,
            QuadStride = quadStride,
            PartBytes = partBytes,
        };
        for (nint tap = 0; tap < taps; tap++)
        {
            _ = planes.TryTap((0, 0, 0), tap, out var offset);
            shared.Offsets[tap] = filters.AreFilters ? offset : offset * sizeof(uint);
        }
        if (filters.AreFilters)
        {
            Jobs.Run(workers.Tier, workers.Team, parts, new IntegerFilterJob { Shared = shared });
            return;
        }
        for (nint image = 0; image < Batch; image++)
        {
            var fillers = workers.Parts(filters.Quads * Groups, 4 * filters.Quads * Groups * planes.ChannelStride);
            Jobs.Run(workers.Team, fillers, new FillJob { Shared = shared, Image = image });
            Jobs.Run(workers.Tier, workers.Team, parts,
                new IntegerConvolutionJob { Shared = shared, Image = image, HasTiles = workers.Tier.Includes(InstructionTier.Avx512Vnni) });
        }
    }

    // Bytes of a quad's planes. Lines of the cache that tiles read one after the other lie at this distance: they must not share places in
    // it, as they would at a power of two.
    private static nint QuadStride(nint elements)
    {
        var lines = checked((elements * sizeof(uint)) + Alignment - 1) / Alignment;
        return Alignment * (lines < 8 ? lines | 1 : lines + (((4 - lines) % 8 + 8) % 8));
    }

    private readonly ConvolutionDim Dim(int dim)
    {
        var (size, kernel, step, padding, dilation) = (Sizes[dim], Kernel[dim], Steps[dim], Padding[dim], Dilation[dim]);
        return size < 0 || kernel < 1 || step < 1 || padding < 0 || dilation < 1 || Groups < 1
            ? throw new KernelException("kernel, stride, dilation and groups must be at least 1, and padding at least 0.")
            : new ConvolutionDim(size, Positions[dim], kernel, step, padding, dilation, IsTransposed: false);
    }

    private readonly bool IsPlain(ConvolutionDim depth, ConvolutionDim height, ConvolutionDim width) =>
        depth.IsPoint && height.IsPoint && width.IsPoint
        && (XStrides[2] == 1 || width.Size == 1) && (XStrides[1] == width.Size || height.Size == 1)
        && (XStrides[0] == width.Size * height.Size || depth.Size == 1);

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntry.Of<IntegerConvolutionCall>();

    /// <summary>What all parts of a call read.</summary>
    internal struct Shared
    {
        public IntegerConvolutionCall Call;
        public PaddedPlanes Planes;
        public IntegerFilters Filters;

        /// <summary>[3]: of x.</summary>
        public nint* Strides;

        /// <summary>Positions in the planes.</summary>
        public PlaneRuns Runs;

        /// <summary>Where in the planes the first position meets each tap: in bytes of quads, or in elements.</summary>
        public nint* Offsets;

        /// <summary>The planes of an image, or of each part.</summary>
        public byte* Input;

        /// <summary>Distance of the planes of four channels.</summary>
        public nint QuadStride;
        public nint PartBytes;

        /// <summary>What is subtracted from each element of x as it is.</summary>
        public readonly int Zero => (int)Call.XZero;

        public readonly byte* Image(nint image) => (byte*)Call.X + (image * Call.XBatch);
    }

    private struct FillJob : IPartJob
    {
        public Shared Shared;
        public nint Image;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int part, int parts)
        {
            var (call, filters) = (Shared.Call, Shared.Filters);
            var (flip, outside) = call.IsSigned ? ((byte)0x80, (byte)(Shared.Zero + 0x80)) : ((byte)0, (byte)Shared.Zero);
            var share = Share.Of(filters.Quads * call.Groups, part, parts);
            for (var quad = share.Start; quad < share.End; quad++)
            {
                var (group, within) = Math.DivRem(quad, filters.Quads);
                var channel = (group * filters.Channels) + (within * 4);
                Shared.Planes.Fill(new QuadFill(
                    Shared.Image(Image) + (channel * call.XChannel), Shared.Strides, call.XChannel,
                    Math.Min(filters.Channels - (within * 4), 4), flip, outside, (uint*)(Shared.Input + (quad * Shared.QuadStride))),
                    isNew: Image == 0);
            }
        }
    }
}
