using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Piecewise.Tensors.Kernels.Assembled;

namespace Piecewise.Tensors.Kernels;

/// <summary>
/// The parts of a product of 8-bit integers with a weight of 8 or 4 bits. Weights of 4 bits become 8-bit integers on their way: those of
/// few columns, in the first cache, where each is used once, else a block that stays in the second while all rows of x pass over it.
/// </summary>
/// <typeparam name="TSums">What becomes of the sums.</typeparam>
internal unsafe struct QuantizedProductJob<TSums> : IJob where TSums : unmanaged, IIntegerSums
{
    // Bytes of the weight as 8-bit integers that stay in the first cache beside rows of x.
    private const int FirstCacheBytes = 16 * 1024;

    // Columns whose sums are kept until they are finished (with a vector to read beyond), and of which blocks are whole multiples.
    private const int MostColumns = 128;
    private const int SumsRow = MostColumns + 16;
    private const int Vector = 16;

    // Rows of the weight that a tile of some rows of x multiplies at once.
    private const int MultipliedAtOnce = 4;

    // Rows of x of which the managed twin keeps sums.
    private const int Rows = 32;

    // Columns that parts do not share: whole cache lines of the result.
    private const int Unit = 64;

    public QuantizedLayout Layout;

    /// <summary>Rows of x.</summary>
    public nint M;

    /// <summary>As <see cref="Layout"/> says.</summary>
    public byte* Weight;

    /// <summary>What runs over each part of the result; see <see cref="QuantizedLinearCall{T}.Next"/>.</summary>
    public delegate*<void*, nint, nint, nint, nint, void> Next;
    public void* NextState;
    public TSums Sums;

    /// <summary>Whether the assembled tile multiplies; x has an offset then.</summary>
    public bool HasTiles;
    public bool DividesRows;

    /// <summary>[m, <see cref="QuantizedLayout.Columns"/>].</summary>
    public byte* X;

    /// <summary><see cref="ExpandedBytes"/> for each part.</summary>
    public byte* Expanded;

    /// <summary>Memory that a part needs for weights of 4 bits.</summary>
    public readonly nint ExpandedBytes => Layout.Format == WeightFormat.Int8 ? 0 : checked(BlockColumns(isOnce: false) * Layout.Columns);

    [SkipLocalsInit]
    public readonly void Run<TLanes, TVector>(int part, int parts) where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var (rows, columns) = (new Share(0, M), new Share(0, Layout.N));
        if (DividesRows)
        {
            rows = Share.Of(M, part, parts);
        }
        else
        {
            var units = Share.Of((Layout.N + Unit - 1) / Unit, part, parts);
            columns = new Share(units.Start * Unit, Math.Min(units.End * Unit, Layout.N));
        }
        if (rows.Start >= rows.End || columns.Start >= columns.End)
        {
            return;
        }
        var expanded = (sbyte*)Expanded + (part * ExpandedBytes);
        if (HasTiles)
        {
            Tiles<TLanes, TVector>(rows, columns, expanded);
        }
        else if (typeof(TVector) == typeof(Vector512<float>))
        {
            Managed<TLanes, TVector, IntegerLanes512, Vector512<int>>(rows, columns, expanded);
        }
        else if (typeof(TVector) == typeof(Vector256<float>))
        {
            Managed<TLanes, TVector, IntegerLanes256, Vector256<int>>(rows, columns, expanded);
        }
        else
        {
            Managed<TLanes, TVector, IntegerLanes128, Vector128<int>>(rows, columns, expanded);
        }
        if (Next is not null)
        {
            Next(NextState, rows.Start, rows.End, columns.Start, columns.End);
        }
    }

    /// <summary>How the work is divided.</summary>
    /// <param name="workers">Who computes.</param>
    /// <param name="layout">Of the weight.</param>
    /// <param name="m">Rows of x.</param>
    /// <param name="mayDivideRows">False where the next function needs whole columns.</param>
    public static (int Parts, bool DividesRows) Divide(Workers workers, QuantizedLayout layout, nint m, bool mayDivideRows)
    {
        // Parts share columns, so that each byte of the weight is read by one; or rows, where there are few columns.
        var dividesRows = mayDivideRows && layout.N < Unit * workers.Team.Size && m >= 2 * layout.N;
        var items = dividesRows ? (m + DotTileForm.BestRows - 1) / DotTileForm.BestRows : (layout.N + Unit - 1) / Unit;
        return (workers.Parts(items, (long)m * layout.N * layout.K), dividesRows);
    }

    // Columns that are 8-bit integers at once: in the second cache while rows pass over them, or in the first where there are few rows.
    private readonly nint BlockColumns(bool isOnce)
    {
        var fitting = Math.Min((isOnce ? FirstCacheBytes : AssembledTile.BlockBytes) / Math.Max(Layout.Columns, 1), MostColumns);
        return fitting >= Vector ? fitting / Vector * Vector : Math.Max(fitting / 4 * 4, 4);
    }

    [SkipLocalsInit]
    private readonly void Tiles<TLanes, TVector>(Share rows, Share columns, sbyte* expanded)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var sums = stackalloc int[DotTileForm.MostRows * SumsRow];
        var isOnce = AssembledTile.IsOnce(rows.End - rows.Start, Layout.Columns);
        if (isOnce && Layout.Format == WeightFormat.Int8)
        {
            Streams<TLanes, TVector>(rows, columns, sums);
        }
        else
        {
            Blocks<TLanes, TVector>(rows, columns, isOnce, expanded, sums);
        }
    }

    // Each byte of the weight is used once. Rows that lie far from each other are read at once, each followed by the next one that is read
    // from there: long streams, which the processor fetches ahead.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Streams<TLanes, TVector>(Share rows, Share columns, int* sums)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var most = rows.End - rows.Start;
        var streams = DotTileForm.ColumnsOf((int)most);
        var distance = (columns.End - columns.Start) / streams;
        var groups = MostColumns / MultipliedAtOnce;
        var ahead = new Ahead(X, 0);
        for (nint group = 0; group < distance; group += groups)
        {
            var (first, count) = (columns.Start + group, Math.Min(groups, distance - group));
            var weight = Weight + (first * Layout.Columns);
            Sum(rows.Start, most, weight, distance, count, streams, sums, count, true, &ahead, null);
            for (nint stream = 0; stream < streams; stream++)
            {
                Sums.Finish<TLanes, TVector>(sums + (stream * count), SumsRow, rows.Start, most, first + (stream * distance), count);
            }
        }
        var rest = columns.Start + (streams * distance);
        if (rest < columns.End)
        {
            Sum(rows.Start, most, Weight + (rest * Layout.Columns), 0, columns.End - rest, 1, sums, 0, true, &ahead, null);
            Sums.Finish<TLanes, TVector>(sums, SumsRow, rows.Start, most, rest, columns.End - rest);
        }
    }

    // Columns that are neighbours; of few rows several blocks are multiplied before their sums are finished.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Blocks<TLanes, TVector>(Share rows, Share columns, bool isOnce, sbyte* expanded, int* sums)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
    {
        var partial = stackalloc byte[MostColumns * DotTileForm.BestRows * AssembledTile.VectorBytes];
        var rowGroups = isOnce ? 1 : (rows.End - rows.Start + DotTileForm.BestRows - 1) / DotTileForm.BestRows;
        var step = BlockColumns(isOnce);
        var block = isOnce ? MostColumns / step * step : step;
        byte* weight = null;
        var ahead = new Ahead(X, 0);
        for (var first = columns.Start; first < columns.End; first += block)
        {
            var count = Math.Min(block, columns.End - first);
            for (nint i = 0; i < rowGroups; i++)
            {
                var part = Share.Of(rows.End - rows.Start, (int)i, (int)rowGroups);
                var (row, most) = (rows.Start + part.Start, part.End - part.Start);
                var streams = DotTileForm.ColumnsOf((int)most);
                if (!isOnce)
                {
                    Fetch(&ahead, rowGroups, i, row + most, first + count);
                }
                for (nint start = 0; start < count; start += step)
                {
                    var some = Math.Min(step, count - start);
                    // Where there are several groups of rows, this is the whole block.
                    weight = i == 0 ? (byte*)Integers<TVector>(first + start, some, expanded) : weight;
                    var (groups, rest) = (some / streams, some % streams);
                    if (groups > 0)
                    {
                        Sum(row, most, weight, groups, groups, streams, sums + start, groups, isOnce, &ahead, partial);
                    }
                    if (rest > 0)
                    {
                        var whole = some - rest;
                        Sum(row, most, weight + (whole * Layout.Columns), 0, rest, 1, sums + start + whole, 0, isOnce, &ahead, partial);
                    }
                }
                Sums.Finish<TLanes, TVector>(sums, SumsRow, row, most, first, count);
            }
        }
    }

    // What a group's pass fetches: the next group's rows; the last passes, which have as many steps as a block has lines, the next block,
    // where that is multiplied as it lies.
    private readonly void Fetch(Ahead* ahead, nint count, nint group, nint nextRow, nint nextColumn)
    {
        if (group < count - MultipliedAtOnce)
        {
            *ahead = new Ahead(X + (nextRow * Layout.Columns), AssembledTile.VectorBytes);
        }
        else if (group == Math.Max(count - MultipliedAtOnce, 0))
        {
            *ahead = Layout.Format == WeightFormat.Int8 && nextColumn < Layout.N
                ? new Ahead(Weight + (nextColumn * Layout.RowBytes), AssembledTile.VectorBytes) : new Ahead(X, 0);
        }
    }

    // Sums of rows with `streams` rows of the weight that lie `distance` apart, and with the `groups` that follow each.
    private readonly void Sum(
        nint row, nint rows, byte* weight, nint distance, nint groups, int streams, int* sums, nint sumsColumn, bool isOnce, Ahead* ahead,
        byte* partial)
    {
        var call = new DotTileCall
        {
            XRow = Layout.Columns,
            WeightRow = distance * Layout.Columns,
            WeightStep = Layout.Columns,
            Groups = groups,
            Sums = sums,
            SumsRow = SumsRow * sizeof(int),
            SumsColumn = sumsColumn * sizeof(int),
            SumsStep = sizeof(int),
            Ahead = ahead->Place,
            AheadStep = ahead->Step,
        };
        var form = new DotTileForm(ProductFormat.Int8, (int)rows, streams);
        AssembledTile.Sum(&call, form, X + (row * Layout.Columns), weight, Layout.Columns, isOnce, partial);
        *ahead = new Ahead((byte*)call.Ahead, ahead->Step);
    }

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Managed<TLanes, TVector, TIntegers, TInteger>(Share rows, Share columns, sbyte* expanded)
        where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        where TIntegers : struct, IIntegerLanes<TInteger> where TInteger : unmanaged
    {
        var sums = stackalloc int[Rows * SumsRow];
        var block = BlockColumns(isOnce: false);
        for (var first = columns.Start; first < columns.End; first += block)
        {
            var count = Math.Min(block, columns.End - first);
            var weight = Integers<TVector>(first, count, expanded);
            for (var row = rows.Start; row < rows.End; row += Rows)
            {
                var most = Math.Min(Rows, rows.End - row);
                for (nint column = 0; column < count; column += IntegerDots.Columns)
                {
                    IntegerDots.Run<TIntegers, TInteger>(
                        (sbyte*)X + (row * Layout.Columns), most, weight + (column * Layout.Columns),
                        Math.Min(IntegerDots.Columns, count - column), Layout.Columns, sums + column, SumsRow);
                }
                Sums.Finish<TLanes, TVector>(sums, SumsRow, row, most, first, count);
            }
        }
    }

    // Rows of the weight as 8-bit integers.
    private readonly sbyte* Integers<TVector>(nint column, nint count, sbyte* expanded) where TVector : unmanaged
    {
        var rows = Weight + (column * Layout.RowBytes);
        if (Layout.Format == WeightFormat.Int8)
        {
            return (sbyte*)rows;
        }
        FourBitLevels.Expand<TVector>(rows, Layout, count, expanded);
        return expanded;
    }

    // Memory that tiles fetch while they multiply, and how far one step goes on.
    private readonly struct Ahead(byte* place, nint step)
    {
        public readonly byte* Place = place;
        public readonly nint Step = step;
    }
}
