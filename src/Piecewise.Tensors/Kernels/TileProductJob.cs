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
    // Bytes of the weight that stay in the second cache, and of rows of x that do in the first.
    private const int BlockBytes = 448 * 1024;
    private const int RowsBytes = 40 * 1024;

    // Bytes of a row of x that are worth parts, and of a part.
    private const int LongRowBytes = RowsBytes / DotTileForm.BestRows;
    private const int RowBytes = 4096;

    // Groups that one call takes, and the floats of their sums for one row of x and one stream (with a vector to read beyond).
    private const int MostGroups = 32;
    private const int SumsRow = MostGroups + 16;
    private const int Streams = 4;
    private const int VectorBytes = 64;

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
        var partial = stackalloc byte[MostGroups * DotTileForm.BestRows * Streams * VectorBytes];
        var sums = stackalloc float[Streams * DotTileForm.MostRows * SumsRow];
        var (isOnce, count) = (IsOnce(rows), columns.End - columns.Start);
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

    // One tile takes them; where they do not fit the first cache, groups are faster, unless there is one anyway.
    private readonly bool IsOnce(Share rows) =>
        rows.End - rows.Start is var count && count <= DotTileForm.MostRows
            && (count <= DotTileForm.BestRows || count * K * sizeof(T) <= RowsBytes);

    private readonly nint BlockColumns() => Streams * Math.Clamp(BlockBytes / Streams / Math.Max(K * sizeof(T), 1), 4, MostGroups);

    // Columns of `streams` streams that lie `distance` apart, `groups` of each.
    private readonly void Multiply<TLanes, TVector>(
        Share rows, nint column, nint distance, nint groups, int streams, float* sums, byte* partial)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var isOnce = IsOnce(rows);
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
            Sum(&call, row, most, column, streams, isOnce, partial);
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
            call->AheadStep = VectorBytes;
        }
        else if (group == Math.Max(count - Streams, 0))
        {
            call->Ahead = nextColumn < N ? Weight + (nextColumn * WeightStride) : X;
            call->AheadStep = nextColumn < N ? VectorBytes : 0;
        }
    }

    // A long row of x would not stay in the first cache: its parts are multiplied one after the other, and vectors of unfinished sums kept.
    private readonly void Sum(DotTileCall* call, nint row, nint rows, nint column, int streams, bool isOnce, byte* partial)
    {
        var code = AssembledCode.Tile(new DotTileForm(Format, (int)rows, streams));
        var bytes = K * sizeof(T);
        var parts = isOnce || bytes <= LongRowBytes ? 1 : (bytes + RowBytes - 1) / RowBytes;
        nint vectors = bytes / VectorBytes, done = 0;
        for (nint part = 0; part < parts; part++)
        {
            var isLast = part == parts - 1;
            var end = isLast ? vectors : vectors * (part + 1) / parts;
            call->X = (byte*)(X + (row * XStride)) + (done * VectorBytes);
            call->Weight = (byte*)(Weight + (column * WeightStride)) + (done * VectorBytes);
            call->Vectors = end - done;
            call->LastElements = isLast ? (1UL << (int)(bytes % VectorBytes / sizeof(T))) - 1 : 0;
            call->Partial = partial;
            call->IsFirst = part == 0 ? 1 : 0;
            call->IsLast = isLast ? 1 : 0;
            code(call);
            done = end;
        }
    }
}
