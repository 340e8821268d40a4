using System.ComponentModel;
using System.Numerics.Tensors;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// Convolutions of sequences with a filter of its own for each channel:
/// <c>result[c, p] = bias[c] + sum_k weight[c, k] * x[c, p * stride - padding + k * dilation]</c>, where x is 0 outside. In f32.
/// </summary>
/// <typeparam name="T">float or BFloat16.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public unsafe struct FilterCall<T> : IKernel, IOverType where T : unmanaged
{
    /// <summary>[channels, <see cref="Length"/>]; the channels of all batches.</summary>
    public required T* X;

    /// <summary>[<see cref="ChannelRank"/>].</summary>
    public required nint* XChannels;
    public required nint XStride;
    public required nint Length;

    /// <summary>[channels, <see cref="Taps"/>].</summary>
    public required T* Weight;

    /// <summary>[<see cref="ChannelRank"/>].</summary>
    public required nint* WeightChannels;
    public required nint WeightStride;
    public required nint Taps;

    /// <summary>[channels]; null for none.</summary>
    public required T* Bias;

    /// <summary>[<see cref="ChannelRank"/>].</summary>
    public required nint* BiasChannels;

    /// <summary>Distance of two positions.</summary>
    public required nint Stride;

    /// <summary>How far the first position begins before x.</summary>
    public required nint Padding;

    /// <summary>Distance of two taps.</summary>
    public required nint Dilation;

    /// <summary>[channels, <see cref="Positions"/>]; not x.</summary>
    public required T* Result;

    /// <summary>[<see cref="ChannelRank"/>].</summary>
    public required nint* ResultChannels;
    public required nint ResultStride;
    public required nint Positions;

    /// <summary>[<see cref="ChannelRank"/>]: sizes of the dims that number channels.</summary>
    public required nint* Channels;
    public required nint ChannelRank;

    public readonly void Run(Workers workers)
    {
        var rows = new Nest(Channels, ChannelRank).Count;
        if (rows <= 0 || Positions <= 0)
        {
            return;
        }
        var parts = workers.Parts(rows, 4L * rows * Positions * (Taps + 4));
        Jobs.Run(workers.Tier, workers.Team, parts,
            new Job { Call = this, Memory = (byte*)Scratch.Of(workers, checked(parts * Job.PartBytes(Length, Positions))) });
    }

    private struct Job : IJob
    {
        public FilterCall<T> Call;
        public byte* Memory;

        public static nint PartBytes(nint length, nint positions) => checked(((length + positions) * sizeof(float)) + 63) & ~63;

        public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var nest = new Nest(Call.Channels, Call.ChannelRank);
            var x = (float*)(Memory + (part * PartBytes(Call.Length, Call.Positions)));
            var sums = x + Call.Length;
            var share = Share.Of(nest.Count, part, parts);
            for (var row = share.Start; row < share.End; row++)
            {
                FloatMatrix.Widen<TLanes, TVector, T>(Call.X + nest.Offset(row, Call.XChannels), 0, Call.XStride, 1, Call.Length, x, 0);
                new Span<float>(sums, checked((int)Call.Positions)).Clear();
                for (nint tap = 0; tap < Call.Taps; tap++)
                {
                    var factor = Elements.Read(Call.Weight + nest.Offset(row, Call.WeightChannels) + (tap * Call.WeightStride));
                    Add(x, (tap * Call.Dilation) - Call.Padding, factor, sums);
                }
                var bias = Call.Bias == null ? 0 : Elements.Read(Call.Bias + nest.Offset(row, Call.BiasChannels));
                var to = Call.Result + nest.Offset(row, Call.ResultChannels);
                for (nint i = 0; i < Call.Positions; i++)
                {
                    Elements.Write(to + (i * Call.ResultStride), sums[i] + bias);
                }
            }
        }

        // One tap, which meets x at `offset` in the first position.
        private readonly void Add(float* x, nint offset, float factor, float* sums)
        {
            var (stride, length) = (Call.Stride, Call.Length);
            var first = offset >= 0 ? 0 : ((-offset - 1) / stride) + 1;
            var end = Math.Min(Call.Positions, length <= offset ? 0 : ((length - offset - 1) / stride) + 1);
            if (stride == 1 && first < end)
            {
                var target = new Span<float>(sums + first, (int)(end - first));
                TensorPrimitives.MultiplyAdd(new ReadOnlySpan<float>(x + first + offset, target.Length), factor, target, target);
                return;
            }
            for (var i = first; i < end; i++)
            {
                sums[i] += factor * x[(i * stride) + offset];
            }
        }
    }

    static KernelEntry IKernel.EntryOf(ReadOnlySpan<DType> dtypes) => KernelEntries.OfFloat<FilterCall<T>>(dtypes);

    static KernelEntry IOverType.EntryOver<TAny>() => KernelEntry.Of<FilterCall<TAny>>();
}
