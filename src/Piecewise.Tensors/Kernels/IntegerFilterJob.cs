using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// An <see cref="IntegerConvolutionCall"/> whose groups have one channel, tap by tap as <see cref="FilterJob{T}"/>: in floats, whose sums
/// are exact because there are few taps. Parts take channels of their own, which they lay out themselves.
/// </summary>
internal unsafe struct IntegerFilterJob : IJob
{
    private const int MostPositions = 1024;

    public IntegerConvolutionCall.Shared Shared;

    /// <summary>Bytes of a part: a channel's planes, and what vectors read beyond.</summary>
    public static nint PartBytes(PaddedPlanes planes) =>
        checked((((planes.ChannelStride + PaddedPlanes.Slack + MostPositions) * sizeof(float)) + 63) & ~63);

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var (call, filters) = (Shared.Call, Shared.Filters);
        var sums = stackalloc float[MostPositions + PaddedPlanes.Slack];
        var levels = stackalloc byte[MostPositions];
        var pieces = stackalloc PositionRun[MostPositions];
        var plane = (float*)(Shared.Input + (part * Shared.PartBytes));
        var scales = (float*)(call.Weight + filters.Scales);
        var range = call.Kind == IntegerResult.Levels ? call.Range.Factors : default;
        var perRun = (Shared.Runs.Length + MostPositions - 1) / MostPositions;
        var share = Share.Of(call.Batch * call.Groups, part, parts);
        var isWhole = Shared.Runs.Count * perRun == 1;
        var pieceCount = isWhole ? PositionRun.Find(Shared.Planes, Shared.Runs.Offset(0), Shared.Runs.Length, pieces) : 0;
        for (var item = share.Start; item < share.End; item++)
        {
            var (image, group) = Math.DivRem(item, call.Groups);
            Shared.Planes.Fill(new LevelFill(
                Shared.Image(image) + (group * call.XChannel), Shared.Strides, call.IsSigned, Shared.Zero, plane),
                isNew: item == share.Start);
            for (nint chunk = 0; chunk < Shared.Runs.Count * perRun; chunk++)
            {
                var start = chunk % perRun * MostPositions;
                var first = Shared.Runs.Offset(chunk / perRun) + start;
                var count = Math.Min(MostPositions, Shared.Runs.Length - start);
                var width = (count + IntegerSums.Slack - 1) / IntegerSums.Slack * IntegerSums.Slack;
                pieceCount = isWhole ? pieceCount : PositionRun.Find(Shared.Planes, first, count, pieces);
                for (nint i = 0; pieceCount > 0 && i < filters.OutputsOfGroup; i++)
                {
                    var output = (group * filters.OutputsOfGroup) + i;
                    var weight = (float*)(call.Weight + (output * filters.OutputBytes));
                    TapSums.Add<TLanes, TVector>(plane + first, count, Shared.Offsets, filters.Taps, weight, 0, sums);
                    IntegerSums.Scale(sums, width, (float)call.XScale * scales[output], call.Bias == null ? 0 : call.Bias[output]);
                    var row = (image * call.Outputs) + output;
                    var place = row * Shared.Planes.Positions;
                    if (call.Kind == IntegerResult.Levels)
                    {
                        IntegerSums.ToLevels(sums, width, range, levels);
                        PositionRun.Store(levels, (byte*)call.Result + place, pieces, pieceCount);
                    }
                    else
                    {
                        PositionRun.Store(sums, (float*)call.Result + place, pieces, pieceCount);
                    }
                    if (call.Next is not null)
                    {
                        var last = pieces[pieceCount - 1];
                        call.Next(call.NextState, row, row + 1, pieces[0].To, last.To + last.Count);
                    }
                }
            }
        }
    }
}
