using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Convolutions over three spatial dims (of which some may be 1), plain and transposed, in groups:
/// <c>result[n, o, p] = bias[o] + sum_{c, t} weight[o, c, t] · x[n, c, p · step - padding + t · dilation]</c>, where x is 0 outside.
/// Operands are f32 or bf16, sums f32, over channels and in them over taps; the result is rounded once.
/// <para>
/// Groups of one channel add tap by tap (<see cref="FilterJob{T}"/>); others are products of the weight with the patches of the input, of
/// which as many are gathered at a time as a cache holds (<see cref="PatchProductJob{T}"/>).
/// </para>
/// </summary>
/// <typeparam name="T">float or BFloat16.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct ConvolutionCall<T> : IKernel, IOverType where T : unmanaged
{
    /// <summary>[<see cref="Batch"/>, <see cref="Channels"/>, <see cref="Sizes"/>].</summary>
    public required T* X;
    public required nint XBatch;
    public required nint XChannel;

    /// <summary>[3].</summary>
    public required nint* XStrides;

    /// <summary>
    /// [<see cref="Outputs"/>, channels of a group, <see cref="Kernel"/>]; of a transposed convolution [<see cref="Channels"/>, outputs of
    /// a group, <see cref="Kernel"/>].
    /// </summary>
    public required T* Weight;

    /// <summary>[5].</summary>
    public required nint* WeightStrides;

    /// <summary>[<see cref="Outputs"/>]; null for none.</summary>
    public required T* Bias;
    public required nint BiasStride;

    /// <summary>[<see cref="Batch"/>, <see cref="Outputs"/>, <see cref="Positions"/>]; not x.</summary>
    public required T* Result;
    public required nint ResultBatch;
    public required nint ResultChannel;

    /// <summary>[3].</summary>
    public required nint* ResultStrides;
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
    public required bool IsTransposed;

    /// <summary>
    /// What follows, or null: called with its state, the first channel of an image (of those of all images) and the one that follows the
    /// last, the first position and the one that follows the last. It must not write x or the weight. Not of transposed convolutions.
    /// </summary>
    public delegate*<void*, nint, nint, nint, nint, void> Next;
    public void* NextState;

    private const int Alignment = 64;

    // Of one channel: more are a product with patches, which are then gathered once for all of them.
    private const int MostFilters = 4;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run(Workers workers)
    {
        var (depth, height, width) = (Dim(0), Dim(1), Dim(2));
        if (Batch <= 0 || Outputs <= 0 || depth.Positions <= 0 || height.Positions <= 0 || width.Positions <= 0)
        {
            return;
        }
        if (IsLinear(depth, height, width))
        {
            Multiply(workers);
            return;
        }
        var planes = new PaddedPlanes(depth, height, width);
        var (phases, taps) = (checked(depth.PhaseCount * height.PhaseCount * width.PhaseCount), depth.Taps * height.Taps * width.Taps);
        var channels = Channels / Groups;
        var inner = checked(channels * taps);
        var isPlain = IsPlain(depth, height, width);
        var isFilter = channels == 1 && !isPlain && Outputs / Groups <= MostFilters;
        var takesWeight = TakesWeight(inner);
        // Everything that parts share, one after the other: phases, the offsets of their taps, the weight, and the input of one image.
        var phaseBytes = Aligned(checked(phases * sizeof(ConvolutionPhase)));
        var offsetBytes = Aligned(checked(Math.Max(taps, 1) * sizeof(nint)));
        var weightBytes = takesWeight ? 0 : Aligned(checked(Outputs * inner * sizeof(float)));
        var inputBytes = isPlain || isFilter ? 0
            : Aligned(checked(((planes.ChannelStride * Channels) + PaddedPlanes.Slack) * sizeof(float)));
        var work = (double)Batch * Outputs * inner * depth.Positions * height.Positions * width.Positions / phases;
        var parts = workers.Parts(int.MaxValue, (long)Math.Min(work, long.MaxValue / 2));
        var partBytes = isFilter ? Aligned(FilterJob<T>.PartBytes(planes)) : PatchProductJob<T>.PartBytes;
        var sharedBytes = checked(phaseBytes + offsetBytes + weightBytes + inputBytes);
        var memory = (byte*)Scratch.Of(workers, checked(sharedBytes + (parts * partBytes)));
        var job = new Shared
        {
            Call = this,
            Planes = planes,
            Phases = (ConvolutionPhase*)memory,
            PhaseCount = phases,
            Input = (float*)(memory + phaseBytes + offsetBytes + weightBytes),
            PartMemory = memory + sharedBytes,
            PartBytes = partBytes,
        };
        Describe(depth, height, width, planes, job.Phases, (nint*)(memory + phaseBytes),
            takesWeight ? null : (float*)(memory + phaseBytes + offsetBytes));
        if (!takesWeight)
        {
            var converters = workers.Parts(Outputs, 16L * Outputs * inner);
            var areFinite = true;
            Jobs.Run(workers.Tier, workers.Team, converters,
                new WeightJob { Shared = job, Depth = depth, Height = height, Width = width, AreFinite = &areFinite });
            if (IsTransposed && !areFinite)
            {
                Jobs.Run(workers.Team, parts, new TransposedSums<T> { Call = this });
                return;
            }
        }
        if (isFilter)
        {
            Jobs.Run(workers.Tier, workers.Team, parts, new FilterJob<T> { Shared = job });
            return;
        }
        for (nint image = 0; image < Batch; image++)
        {
            if (isPlain)
            {
                job.Input = (float*)(X + (image * XBatch));
            }
            else
            {
                var fillers = workers.Parts(Channels, 8L * Channels * planes.ChannelStride);
                Jobs.Run(workers.Tier, workers.Team, fillers, new FillJob { Shared = job, Image = image });
            }
            Jobs.Run(workers.Tier, workers.Team, parts,
                new PatchProductJob<T> { Shared = job, Image = image, IsPlain = isPlain });
        }
    }

    private static nint Aligned(nint bytes) => checked(bytes + Alignment - 1) & ~(Alignment - 1);

    private readonly ConvolutionDim Dim(int dim)
    {
        var (size, kernel, step, padding, dilation) = (Sizes[dim], Kernel[dim], Steps[dim], Padding[dim], Dilation[dim]);
        return size < 0 || kernel < 0 || step < 1 || padding < 0 || dilation < 1 || Groups < 1
            ? throw new KernelException("stride, dilation and groups must be at least 1, and padding at least 0.")
            : new ConvolutionDim(size, Positions[dim], kernel, step, padding, dilation, IsTransposed);
    }

    // Whether patches are the input as it lies: one element of each channel, whose neighbours are those of the result.
    private readonly bool IsPlain(ConvolutionDim depth, ConvolutionDim height, ConvolutionDim width) =>
        typeof(T) == typeof(float) && depth.IsPoint && height.IsPoint && width.IsPoint
        && (XStrides[2] == 1 || width.Size == 1) && (XStrides[1] == width.Size || height.Size == 1)
        && (XStrides[0] == width.Size * height.Size || depth.Size == 1);

    // One position, as after a pool of whole images: a product of rows.
    private readonly bool IsLinear(ConvolutionDim depth, ConvolutionDim height, ConvolutionDim width) =>
        Groups == 1 && depth.IsPoint && height.IsPoint && width.IsPoint
        && depth.Size == 1 && height.Size == 1 && width.Size == 1
        && XChannel == 1 && WeightStrides[1] == 1 && ResultChannel == 1 && (Bias is null || BiasStride == 1);

    private readonly void Multiply(Workers workers)
    {
        new LinearCall<T>
        {
            X = X,
            XRow = XBatch,
            Weight = Weight,
            WeightRow = WeightStrides[0],
            Bias = Bias,
            Result = Result,
            ResultRow = ResultBatch,
            M = Batch,
            N = Outputs,
            K = Channels,
        }.Run(workers);
        if (Next is not null)
        {
            Next(NextState, 0, Batch * Outputs, 0, 1);
        }
    }

    // Whether the weight can be read as it lies.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly bool TakesWeight(nint inner)
    {
        if (typeof(T) != typeof(float) || IsTransposed)
        {
            return false;
        }
        nint next = 1;
        for (var dim = 2; dim >= 0; next *= Kernel[dim], dim--)
        {
            if (Kernel[dim] != 1 && WeightStrides[2 + dim] != next)
            {
                return false;
            }
        }
        return inner == next || WeightStrides[1] == next;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Describe(
        ConvolutionDim depth, ConvolutionDim height, ConvolutionDim width, PaddedPlanes planes, ConvolutionPhase* phases, nint* offsets,
        float* weight)
    {
        for (nint d = 0; d < depth.PhaseCount; d++)
        {
            for (nint h = 0; h < height.PhaseCount; h++)
            {
                for (nint w = 0; w < width.PhaseCount; w++, phases++)
                {
                    nint taps = 0;
                    for (nint tap = 0; tap < depth.Taps * height.Taps * width.Taps; tap++)
                    {
                        if (planes.TryTap((d, h, w), tap, out var offset))
                        {
                            offsets[taps++] = offset;
                        }
                    }
                    var row = taps * (Channels / Groups);
                    *phases = new ConvolutionPhase
                    {
                        Depth = depth.PhaseSize(d),
                        Height = height.PhaseSize(h),
                        Width = width.PhaseSize(w),
                        Taps = taps,
                        Offsets = offsets,
                        Weight = weight == null ? (float*)Weight : weight,
                        WeightRow = weight == null ? WeightStrides[0] : row,
                        ResultOffset = (d * ResultStrides[0]) + (h * ResultStrides[1]) + (w * ResultStrides[2]),
                        ResultDepth = depth.PhaseStep * ResultStrides[0],
                        ResultHeight = height.PhaseStep * ResultStrides[1],
                        ResultWidth = width.PhaseStep * ResultStrides[2],
                    };
                    offsets += taps;
                    weight = weight == null ? null : weight + (Outputs * row);
                }
            }
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfFloat<ConvolutionCall<T>>(dtypes);

    static KernelEntry IOverType.EntryOver<TAny>() => KernelEntry.Of<ConvolutionCall<TAny>>();

    /// <summary>What all parts of a call read.</summary>
    internal struct Shared
    {
        public ConvolutionCall<T> Call;
        public PaddedPlanes Planes;
        public ConvolutionPhase* Phases;
        public nint PhaseCount;

        /// <summary>One image, as <see cref="Planes"/> say or, where patches are the input, as it lies.</summary>
        public float* Input;
        public byte* PartMemory;
        public nint PartBytes;
    }

    private struct FillJob : IJob
    {
        public Shared Shared;
        public nint Image;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var share = Share.Of(Shared.Call.Channels, part, parts);
            for (var channel = share.Start; channel < share.End; channel++)
            {
                Shared.Planes.Fill<TLanes, TVector, T>(
                    Shared.Call.X + (Image * Shared.Call.XBatch) + (channel * Shared.Call.XChannel), Shared.Call.XStrides,
                    Shared.Input + (channel * Shared.Planes.ChannelStride), isNew: Image == 0);
            }
        }
    }

    // The weight as floats, with rows for the outputs, and for each phase with its taps only.
    private struct WeightJob : IJob
    {
        public Shared Shared;
        public ConvolutionDim Depth;
        public ConvolutionDim Height;
        public ConvolutionDim Width;

        /// <summary>Becomes false where an element is not; never true again.</summary>
        public bool* AreFinite;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var call = Shared.Call;
            var share = Share.Of(call.Outputs, part, parts);
            var (channels, outputs) = (call.Channels / call.Groups, call.Outputs / call.Groups);
            var phase = Shared.Phases;
            for (nint d = 0; d < Depth.PhaseCount; d++)
            {
                for (nint h = 0; h < Height.PhaseCount; h++)
                {
                    for (nint w = 0; w < Width.PhaseCount; w++, phase++)
                    {
                        for (var output = share.Start; output < share.End; output++)
                        {
                            var to = phase->Weight + (output * phase->WeightRow);
                            for (nint channel = 0; channel < channels; channel++)
                            {
                                var from = call.Weight + (call.IsTransposed
                                    ? ((((output / outputs) * channels) + channel) * call.WeightStrides[0])
                                        + ((output % outputs) * call.WeightStrides[1])
                                    : (output * call.WeightStrides[0]) + (channel * call.WeightStrides[1]));
                                to += Taps(from, d, h, w, to);
                            }
                        }
                    }
                }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly nint Taps(T* from, nint d, nint h, nint w, float* to)
        {
            var strides = Shared.Call.WeightStrides;
            nint count = 0;
            for (nint z = 0; z < Depth.Taps; z++)
            {
                for (nint y = 0; y < Height.Taps; y++)
                {
                    for (nint x = 0; x < Width.Taps; x++)
                    {
                        if (Depth.TryTap(d, z, out _, out _) && Height.TryTap(h, y, out _, out _) && Width.TryTap(w, x, out _, out _))
                        {
                            var element = Elements.Read(from + (z * strides[2]) + (y * strides[3]) + (x * strides[4]));
                            to[count++] = element;
                            if (!float.IsFinite(element))
                            {
                                *AreFinite = false;
                            }
                        }
                    }
                }
            }
            return count;
        }
    }
}
