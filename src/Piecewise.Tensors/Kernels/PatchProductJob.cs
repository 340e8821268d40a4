using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// A convolution of one image as products: rows of the weight with panels of patches, [channels · taps, positions], which are gathered from
/// the padded input in pieces that stay in the second cache. Parts take groups, positions or outputs of their own.
/// </summary>
internal unsafe struct PatchProductJob<T> : IJob where T : unmanaged
{
    // Positions and rows of a panel: 256 kB, of which all outputs are computed before the next.
    private const int PanelWidth = 256;
    private const int PanelRows = 256;

    // Outputs whose sums stay in the cache beside a panel.
    private const int MostOutputs = 384;

    private const int LineElements = 16;

    // Outputs that are finished before the next: two rows of tiles.
    private const int RowsAtOnce = 2 * PanelTiles.MostRows;
    public ConvolutionCall<T>.Shared Shared;
    public nint Image;

    /// <summary>Whether patches are the input as it lies, and nothing may be read after its end.</summary>
    public bool IsPlain;

    private readonly nint InputChannel => IsPlain ? Shared.Call.XChannel : Shared.Planes.ChannelStride;

    /// <summary>A panel, sums, and runs of neighbours.</summary>
    public static nint PartBytes =>
        (((PanelWidth * (PanelRows + MostOutputs)) + (2 * PaddedPlanes.Slack)) * sizeof(float)) + (PanelWidth * sizeof(Neighbours));

    // Positions of a panel that are neighbours in the input too.
    private struct Neighbours
    {
        public nint From;
        public nint To;
        public nint Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var call = Shared.Call;
        var outputs = call.Outputs / call.Groups;
        for (nint p = 0; p < Shared.PhaseCount; p++)
        {
            var phase = Shared.Phases[p];
            var units = (phase.Count + 63) / 64;
            var (groups, columns, rows) = (new Share(0, call.Groups), new Share(0, phase.Count), new Share(0, outputs));
            if (call.Groups >= parts)
            {
                groups = Share.Of(call.Groups, part, parts);
            }
            else if (units >= 4 * parts || outputs < 12 * parts)
            {
                var share = Share.Of(units, part, parts);
                columns = new Share(share.Start * 64, Math.Min(share.End * 64, phase.Count));
            }
            else
            {
                var share = Share.Of((outputs + 5) / 6, part, parts);
                rows = new Share(share.Start * 6, Math.Min(share.End * 6, outputs));
            }
            for (var group = groups.Start; group < groups.End; group++)
            {
                for (var row = rows.Start; row < rows.End; row += MostOutputs)
                {
                    for (var column = columns.Start; column < columns.End; column += PanelWidth)
                    {
                        Block<TLanes, TVector>(part, phase, group, new Share(row, Math.Min(row + MostOutputs, rows.End)),
                            new Share(column, Math.Min(column + PanelWidth, columns.End)));
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Block<TLanes, TVector>(int part, ConvolutionPhase phase, nint group, Share rows, Share columns)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var call = Shared.Call;
        var panel = (float*)(Shared.PartMemory + (part * Shared.PartBytes));
        var sums = panel + (PanelWidth * PanelRows) + PaddedPlanes.Slack;
        var runs = (Neighbours*)(sums + (PanelWidth * MostOutputs) + PaddedPlanes.Slack);
        var runCount = Runs(phase, columns, runs);
        var (count, width) = (rows.End - rows.Start, (columns.End - columns.Start + TLanes.Width - 1) / TLanes.Width * TLanes.Width);
        var first = (group * (call.Outputs / call.Groups)) + rows.Start;
        var weight = phase.Weight + (first * phase.WeightRow);
        var channels = call.Channels / call.Groups;
        var inner = channels * phase.Taps;
        var input = Shared.Input + (group * channels * InputChannel);
        nint k = 0;
        do
        {
            var depth = Math.Min(PanelRows, inner - k);
            Gather<TLanes, TVector>(phase, input, k, depth, runs, runCount, width, panel);
            // A few rows are finished before the next, so that what follows finds them in the first cache.
            for (nint row = 0; row < count; row += RowsAtOnce)
            {
                var rowsAtOnce = Math.Min(RowsAtOnce, count - row);
                var to = sums + (row * width);
                var x = weight + (row * phase.WeightRow) + k;
                FetchRows(x + (RowsAtOnce * phase.WeightRow), phase.WeightRow, Math.Min(RowsAtOnce, count - row - rowsAtOnce), depth);
                PanelTiles.Multiply<TLanes, TVector, float>(x, phase.WeightRow, rowsAtOnce, panel, width, depth, width, to, width, k > 0);
                if (k + depth == inner)
                {
                    Finish<TLanes, TVector>(phase, to, width, new Share(first + row, first + row + rowsAtOnce), columns);
                }
            }
            k += depth;
        }
        while (k < inner);
    }

    private readonly void Finish<TLanes, TVector>(ConvolutionPhase phase, float* sums, nint width, Share rows, Share columns)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var call = Shared.Call;
        var result = call.Result + (Image * call.ResultBatch) + phase.ResultOffset;
        var bias = new AddRowBias<T>(call.Bias, call.BiasStride);
        if (phase.IsDense)
        {
            ProductBlock.Store<TLanes, TVector, T, AddRowBias<T>>(
                sums, width, rows.Start, rows.End - rows.Start, columns.Start, columns.End - columns.Start, bias, result,
                call.ResultChannel);
        }
        else
        {
            Scatter(phase, sums, width, rows, columns, bias, result);
        }
        if (call.Next is not null)
        {
            var image = Image * call.Outputs;
            call.Next(call.NextState, image + rows.Start, image + rows.End, columns.Start, columns.End);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Scatter(
        ConvolutionPhase phase, float* sums, nint width, Share rows, Share columns, AddRowBias<T> bias, T* result)
    {
        for (var row = rows.Start; row < rows.End; row++, sums += width)
        {
            var added = bias.Of(row);
            var to = result + (row * Shared.Call.ResultChannel);
            for (var position = columns.Start; position < columns.End; position++)
            {
                var (outer, w) = Math.DivRem(position, phase.Width);
                var (d, h) = Math.DivRem(outer, phase.Height);
                Elements.Write(
                    to + (d * phase.ResultDepth) + (h * phase.ResultHeight) + (w * phase.ResultWidth),
                    sums[position - columns.Start] + added);
            }
        }
    }

    // Rows that are read soon: each begins far from where the one before it ends, which the processor does not foresee.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FetchRows(float* first, nint stride, nint rows, nint count)
    {
        for (nint row = 0; Sse.IsSupported && row < rows; row++)
        {
            for (nint i = 0; i < count; i += LineElements)
            {
                Sse.Prefetch0(first + (row * stride) + i);
            }
        }
    }

    // Where the positions of a panel lie in a plane of the input.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly nint Runs(ConvolutionPhase phase, Share columns, Neighbours* runs)
    {
        nint count = 0;
        for (var position = columns.Start; position < columns.End;)
        {
            var (outer, w) = Math.DivRem(position, phase.Width);
            var (d, h) = Math.DivRem(outer, phase.Height);
            var length = Math.Min(phase.Width - w, columns.End - position);
            var from = (d * Shared.Planes.LayerStride) + (h * Shared.Planes.RowStride) + w;
            if (count > 0 && runs[count - 1].From + runs[count - 1].Count == from)
            {
                runs[count - 1].Count += length;
            }
            else
            {
                runs[count++] = new Neighbours { From = from, To = position - columns.Start, Count = length };
            }
            position += length;
        }
        return count;
    }

    // Up to a vector more than `count` is written, and read unless the input is plain.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Copy<TLanes, TVector>(float* from, float* to, nint count)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        nint i = 0;
        for (; i + TLanes.Width <= count; i += TLanes.Width)
        {
            TLanes.Store(to + i, TLanes.Load(from + i));
        }
        if (i < count)
        {
            TLanes.Store(to + i, IsPlain ? Elements.Load<TLanes, TVector, float>(from + i, count - i) : TLanes.Load(from + i));
        }
    }

    // Rows k … k + count of a panel: what each tap of each channel meets.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Gather<TLanes, TVector>(
        ConvolutionPhase phase, float* input, nint k, nint count, Neighbours* runs, nint runCount, nint width, float* panel)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        if (count == 0)
        {
            return;
        }
        var (channel, tap) = Math.DivRem(k, phase.Taps);
        for (nint row = 0; row < count; row++, panel += width)
        {
            var from = input + (channel * InputChannel) + phase.Offsets[tap];
            for (nint i = 0; i < runCount; i++)
            {
                var run = runs[i];
                Copy<TLanes, TVector>(from + run.From, panel + run.To, run.Count);
            }
            if (++tap == phase.Taps)
            {
                (channel, tap) = (channel + 1, 0);
            }
        }
    }
}
