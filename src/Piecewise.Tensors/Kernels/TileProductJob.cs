using System.Runtime.CompilerServices;
using Piecewise.Tensors.Kernels.Assembled;

namespace Piecewise.Tensors.Kernels;

/// <summary>The parts of a <see cref="TileProduct"/>.</summary>
/// <remarks>
/// Some rows of the weight are read at once. They lie far from each other, and each is followed by the next one that is read from there:
/// long streams, which the processor fetches ahead. With few rows of x, which one tile takes, the streams are equal shares of a part's
/// weight, which is read once. With more they are shares of a block that stays in the second cache, while groups of rows of x, which stay
/// in the first, pass over it; the next group is fetched meanwhile, and by the last ones the next block.
/// </remarks>
internal unsafe struct TileProductJob<T, TOut, TEpilogue> : IJob
    where T : unmanaged where TOut : unmanaged where TEpilogue : unmanaged, IEpilogue
{
    // Groups that one call takes, and the floats of their sums for one row of x and one stream (with a vector to read beyond).
    private const int MostGroups = 32;
    private const int SumsRow = MostGroups + 16;
    private const int Streams = 4;

    public T* X;
    public nint XStride;
    public nint M;
    public T* Weight;
    public nint WeightStride;
    public nint N;
    public nint K;
    public TEpilogue Epilogue;
    public TOut* Result;
    public nint ResultStride;
    public bool DividesRows;

    private static ProductFormat Format => typeof(T) == typeof(BFloat16) ? ProductFormat.BF16 : ProductFormat.F32;

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var (rows, columns) = (new Share(0, M), new Share(0, N));
        if (DividesRows)
        {
            rows = Share.Of(M, part, parts);
        }
        else
        {
            var units = Share.Of((N + TileProduct.Unit - 1) / TileProduct.Unit, part, parts);
            columns = new Share(units.Start * TileProduct.Unit, Math.Min(units.End * TileProduct.Unit, N));
        }
        if (rows.Start >= rows.End || columns.Start >= columns.End)
        {
            return;
        }
        var partial = stackalloc byte[MostGroups * DotTileForm.BestRows * Streams * AssembledTile.VectorBytes];
        var sums = stackalloc float[Streams * DotTileForm.MostRows * SumsRow];
        var (isOnce, count) = (AssembledTile.IsOnce(rows.End - rows.Start, K * sizeof(T)), columns.End - columns.Start);
        var streams = isOnce ? DotTileForm.ColumnsOf((int)(rows.End - rows.Start)) : Streams;
        var whole = count / streams * streams;
        var block = isOnce ? whole : BlockColumns();
        for (nint column = 0; column < whole; column += block)
        {
            var distance = Math.Min(block, whole - column) / streams;
            for (nint group = 0; group < distance; group += MostGroups)
            {
                Multiply<TLanes, TVector>(
                    rows, columns.Start + column + group, distance, Math.Min(MostGroups, distance - group), streams, sums, partial);
            }
        }
        if (whole < count)
        {
            Multiply<TLanes, TVector>(rows, columns.Start + whole, 0, count - whole, 1, sums, partial);
        }
    }

    private readonly nint BlockColumns() =>
        Streams * Math.Clamp(AssembledTile.BlockBytes / Streams / Math.Max(K * sizeof(T), 1), 4, MostGroups);

    // Columns of `streams` streams that lie `distance` apart, `groups` of each.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Multiply<TLanes, TVector>(
        Share rows, nint column, nint distance, nint groups, int streams, float* sums, byte* partial)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var isOnce = AssembledTile.IsOnce(rows.End - rows.Start, K * sizeof(T));
        var count = isOnce ? 1 : (rows.End - rows.Start + DotTileForm.BestRows - 1) / DotTileForm.BestRows;
        var call = new DotTileCall
        {
            XRow = XStride * sizeof(T),
            WeightRow = distance * WeightStride * sizeof(T),
            WeightStep = WeightStride * sizeof(T),
            Groups = groups,
            Sums = sums,
            SumsRow = SumsRow * sizeof(float),
            SumsStep = sizeof(float),
            Ahead = X,
        };
        for (nint i = 0; i < count; i++)
        {
            var part = Share.Of(rows.End - rows.Start, (int)i, (int)count);
            var (row, most) = (rows.Start + part.Start, part.End - part.Start);
            if (!isOnce)
            {
                Fetch(&call, count, i, row + most, column + (streams * groups));
            }
            call.SumsColumn = most * SumsRow * sizeof(float);
            var form = new DotTileForm(Format, (int)most, streams);
            AssembledTile.Sum(&call, form, X + (row * XStride), Weight + (column * WeightStride), K * sizeof(T), isOnce, partial);
            for (nint stream = 0; stream < streams; stream++)
            {
                ProductBlock.Store<TLanes, TVector, TOut, TEpilogue>(
                    sums + (stream * most * SumsRow), SumsRow, row, most, column + (stream * distance), groups, Epilogue, Result,
                    ResultStride);
            }
        }
    }

    // What a group's pass fetches: the next group's rows; the last passes, which have as many steps as a block has lines, the next block.
    private readonly void Fetch(DotTileCall* call, nint count, nint group, nint nextRow, nint nextColumn)
    {
        if (group < count - Streams)
        {
            call->Ahead = X + (nextRow * XStride);
            call->AheadStep = AssembledTile.VectorBytes;
        }
        else if (group == Math.Max(count - Streams, 0))
        {
            call->Ahead = nextColumn < N ? Weight + (nextColumn * WeightStride) : X;
            call->AheadStep = nextColumn < N ? AssembledTile.VectorBytes : 0;
        }
    }
}
