using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Piecewise.Tensors.Kernels.Assembled;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// The parts of an <see cref="IntegerConvolutionCall"/> over one image, which is laid out already: tiles of some outputs and up to 64
/// positions. Positions are counted as the planes' elements are; what lies between the end of a row and the begin of the next is computed
/// too, and dropped.
/// </summary>
internal unsafe struct IntegerConvolutionJob : IJob
{
    private const int MostPositions = QuadTileForm.MostVectors * QuadTileForm.Positions;

    public IntegerConvolutionCall.Shared Shared;
    public nint Image;

    /// <summary>Whether the assembled tile multiplies.</summary>
    public bool HasTiles;

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        ref readonly var filters = ref Shared.Filters;
        var sums = stackalloc int[QuadTileForm.MostRows * MostPositions];
        var pieces = stackalloc PositionRun[MostPositions];
        var perRun = (Shared.Runs.Length + MostPositions - 1) / MostPositions;
        var blocks = (filters.OutputsOfGroup + QuadTileForm.MostRows - 1) / QuadTileForm.MostRows;
        var (chunkShare, blockShare) = (new Share(0, Shared.Runs.Count * perRun), new Share(0, blocks * filters.Groups));
        if (chunkShare.End >= 4 * parts || chunkShare.End >= blockShare.End)
        {
            chunkShare = Share.Of(chunkShare.End, part, parts);
        }
        else
        {
            blockShare = Share.Of(blockShare.End, part, parts);
        }
        for (var chunk = chunkShare.Start; chunk < chunkShare.End; chunk++)
        {
            var (run, start) = (chunk / perRun, chunk % perRun * MostPositions);
            var first = Shared.Runs.Offset(run) + start;
            var count = Math.Min(MostPositions, Shared.Runs.Length - start);
            var pieceCount = PositionRun.Find(Shared.Planes, first, count, pieces);
            for (var block = blockShare.Start; pieceCount > 0 && block < blockShare.End; block++)
            {
                var (group, within) = (block / blocks, block % blocks * QuadTileForm.MostRows);
                var output = (group * filters.OutputsOfGroup) + within;
                var rows = Math.Min(QuadTileForm.MostRows, filters.OutputsOfGroup - within);
                var vectors = (count + QuadTileForm.Positions - 1) / QuadTileForm.Positions;
                Sum<TVector>(group, output, (int)rows, first, (int)vectors, sums);
                Finish(output, rows, vectors * QuadTileForm.Positions, sums, pieces, pieceCount);
            }
        }
    }

    private readonly void Sum<TVector>(nint group, nint output, int rows, nint first, int vectors, int* sums) where TVector : unmanaged
    {
        var call = new QuadTileCall
        {
            X = Shared.Input + (group * Shared.Filters.Quads * Shared.QuadStride) + (first * sizeof(uint)),
            Weight = Shared.Call.Weight + (output * Shared.Filters.OutputBytes),
            Offsets = Shared.Offsets,
            Taps = Shared.Filters.Taps,
            Quads = Shared.Filters.Quads,
            QuadStride = Shared.QuadStride,
            Sums = sums,
        };
        if (HasTiles)
        {
            AssembledCode.Tile(new QuadTileForm(rows, vectors))(&call);
        }
        else if (typeof(TVector) == typeof(Vector512<float>))
        {
            QuadSums.Run<IntegerLanes512, Vector512<int>>(&call, rows, vectors);
        }
        else if (typeof(TVector) == typeof(Vector256<float>))
        {
            QuadSums.Run<IntegerLanes256, Vector256<int>>(&call, rows, vectors);
        }
        else
        {
            QuadSums.Run<IntegerLanes128, Vector128<int>>(&call, rows, vectors);
        }
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Finish(nint output, nint rows, nint width, int* sums, PositionRun* pieces, nint pieceCount)
    {
        ref readonly var call = ref Shared.Call;
        var scales = (float*)(call.Weight + Shared.Filters.Scales);
        var elementSums = (int*)(call.Weight + Shared.Filters.Sums);
        var levels = stackalloc byte[MostPositions];
        var (kind, bias, scale, zero) = (call.Kind, (nint)call.Bias, (float)call.XScale, Shared.Zero + (call.IsSigned ? 0x80 : 0));
        var range = kind == IntegerResult.Levels ? call.Range.Factors : default;
        var positions = Shared.Planes.Positions;
        var first = (Image * call.Outputs) + output;
        for (nint row = 0; row < rows; row++, sums += width)
        {
            var own = output + row;
            var added = bias == 0 ? 0 : ((float*)bias)[own];
            var correction = unchecked(zero * elementSums[own]);
            if (kind == IntegerResult.Levels)
            {
                IntegerSums.ToLevels(sums, width, correction, scale * scales[own], added, range, levels);
                PositionRun.Store(levels, (byte*)call.Result + ((first + row) * positions), pieces, pieceCount);
            }
            else
            {
                IntegerSums.ToFloats(sums, width, correction, scale * scales[own], added);
                PositionRun.Store((float*)sums, (float*)call.Result + ((first + row) * positions), pieces, pieceCount);
            }
        }
        if (call.Next is not null)
        {
            var last = pieces[pieceCount - 1];
            call.Next(call.NextState, first, first + rows, pieces[0].To, last.To + last.Count);
        }
    }
}
