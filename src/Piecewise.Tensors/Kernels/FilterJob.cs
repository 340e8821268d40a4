using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// A convolution whose groups have one channel: each output adds, tap by tap, what a few vectors of positions meet. Parts take channels of
/// their own, which they lay out themselves.
/// </summary>
/// <remarks>
/// Positions are counted as the padded input's elements are: what lies between the end of a row and the begin of the next is computed too,
/// and dropped. So short rows fill vectors.
/// </remarks>
internal unsafe struct FilterJob<T> : IJob where T : unmanaged
{
    public ConvolutionCall<T>.Shared Shared;

    /// <summary>Bytes of a part: a channel, and sums for its positions.</summary>
    /// <param name="planes">The channel.</param>
    public static nint PartBytes(PaddedPlanes planes) =>
        checked((planes.ChannelStride + planes.PlaneElements + (2 * PaddedPlanes.Slack)) * sizeof(float));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var call = Shared.Call;
        var plane = (float*)(Shared.PartMemory + (part * Shared.PartBytes));
        var sums = plane + Shared.Planes.ChannelStride + PaddedPlanes.Slack;
        var outputs = call.Outputs / call.Groups;
        var share = Share.Of(call.Batch * call.Groups, part, parts);
        for (var item = share.Start; item < share.End; item++)
        {
            var (image, group) = Math.DivRem(item, call.Groups);
            Shared.Planes.Fill<TLanes, TVector, T>(
                call.X + (image * call.XBatch) + (group * call.XChannel), call.XStrides, plane, isNew: item == share.Start);
            for (nint output = group * outputs; output < (group + 1) * outputs; output++)
            {
                var bias = new AddRowBias<T>(call.Bias, call.BiasStride).Of(output);
                for (nint i = 0; i < Shared.PhaseCount; i++)
                {
                    var phase = Shared.Phases[i];
                    Filter<TLanes, TVector>(phase, plane, phase.Weight + (output * phase.WeightRow), bias, sums);
                    Store<TLanes, TVector>(
                        phase, sums, call.Result + (image * call.ResultBatch) + (output * call.ResultChannel) + phase.ResultOffset);
                }
                if (call.Next is not null)
                {
                    var row = (image * call.Outputs) + output;
                    call.Next(call.NextState, row, row + 1, 0, Shared.Phases->Count);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Filter<TLanes, TVector>(ConvolutionPhase phase, float* plane, float* weight, float bias, float* sums)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var runs = Shared.Planes.Runs(phase.Depth, phase.Height, phase.Width);
        for (nint run = 0; run < runs.Count; run++)
        {
            var offset = runs.Offset(run);
            TapSums.Add<TLanes, TVector>(plane + offset, runs.Length, phase.Offsets, phase.Taps, weight, bias, sums + offset);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Store<TLanes, TVector>(ConvolutionPhase phase, float* sums, T* result)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        for (nint d = 0; d < phase.Depth; d++)
        {
            for (nint h = 0; h < phase.Height; h++)
            {
                var from = sums + (d * Shared.Planes.LayerStride) + (h * Shared.Planes.RowStride);
                var to = result + (d * phase.ResultDepth) + (h * phase.ResultHeight);
                nint i = 0;
                for (; phase.ResultWidth == 1 && i < phase.Width; i += TLanes.Width)
                {
                    Elements.Store<TLanes, TVector, T>(to + i, TLanes.Load(from + i), phase.Width - i);
                }
                for (; i < phase.Width; i++)
                {
                    Elements.Write(to + (i * phase.ResultWidth), from[i]);
                }
            }
        }
    }
}
