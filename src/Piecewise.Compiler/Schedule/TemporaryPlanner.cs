using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Schedule;

/// <summary>A tensor of a piece that lives in scratch memory.</summary>
/// <param name="Bytes">Its size.</param>
/// <param name="First">The item that makes it.</param>
/// <param name="Last">The last one that touches it.</param>
internal sealed record TemporaryLife(SymInt Bytes, int First, int Last)
{
    public bool Meets(TemporaryLife other) => First <= other.Last && other.First <= Last;
}

/// <summary>
/// Places temporaries in a piece's scratch memory: those that live at the same time lie apart, whatever the sizes, which is proven; others
/// share memory where they can. The largest first, each at the lowest place, so that a call touches little memory again and again.
/// </summary>
internal sealed class TemporaryPlanner
{
    // Temporaries, in the order of their first items, that are placed by their sizes; and how many may live with one that looks for a
    // place. Both keep the time proportional to the number of temporaries.
    private const int Window = 256;
    private const int MostNeighbours = 64;

    // What sizes are compared by before anything is proven.
    private const long UsualSize = 64;

    // Where a factor is as large, it may be rounded up to whole lines.
    private const long LargeFactor = 1024;

    private readonly ShapeEnvironment shapes;
    private readonly Dictionary<string, long> usual;
    private readonly TemporaryMemory[] places;

    private TemporaryPlanner(ShapeEnvironment shapes, int count)
    {
        this.shapes = shapes;
        places = new TemporaryMemory[count];
        usual = shapes.Symbols.ToDictionary(s => s.Key, s => Math.Max(s.Value.Min ?? 0, Math.Min(s.Value.Max ?? UsualSize, UsualSize)));
    }

    /// <summary>Places, one for each, and the bytes that hold them all.</summary>
    /// <param name="shapes">What is known of the sizes.</param>
    /// <param name="lives">In the order of their first items.</param>
    public static (ImmutableArray<TemporaryMemory> Places, SymInt Bytes) Plan(ShapeEnvironment shapes, IReadOnlyList<TemporaryLife> lives)
    {
        var planner = new TemporaryPlanner(shapes, lives.Count);
        var blocks = new List<Block>(lives.Count);
        for (var i = 0; i < lives.Count; i++)
        {
            var (bytes, isSum) = planner.Aligned(lives[i].Bytes);
            blocks.Add(new Block(i, lives[i], bytes, isSum, planner.Usual(bytes)));
        }
        // Quotients compare with nothing but their like: they lie after the others.
        var end = planner.Place(blocks.FindAll(b => b.IsSum), 0);
        end = planner.Place(blocks.FindAll(b => !b.IsSum), end);
        return (ImmutableArray.Create(planner.places), end);
    }

    private SymInt Place(List<Block> blocks, SymInt start)
    {
        var end = start;
        var placed = new List<Block>();
        foreach (var window in blocks.Chunk(Window))
        {
            placed.RemoveAll(b => b.Life.Last < window[0].Life.First);
            foreach (var block in window.OrderByDescending(b => b.UsualBytes).ThenBy(b => b.Index))
            {
                var neighbours = placed.Where(b => b.Life.Meets(block.Life)).Take(MostNeighbours + 1).ToList();
                block.MoveTo(Lowest(block, neighbours, start, end) ?? end, Usual);
                end = IsAtMost(block.End, end) ? end : block.End;
                places[block.Index] = new TemporaryMemory(block.Offset, block.Life.Bytes);
                placed.Add(block);
            }
        }
        return end;
    }

    // The start, or the end of one that lives at the same time; null where none is proven to do.
    private SymInt? Lowest(Block block, List<Block> neighbours, SymInt start, SymInt end)
    {
        if (neighbours.Count > MostNeighbours)
        {
            return null;
        }
        foreach (var offset in neighbours.Select(n => n.End).Prepend(start).OrderBy(Usual))
        {
            var (usualStart, after) = (Usual(offset), offset + block.Bytes);
            var usualEnd = Usual(after);
            if (neighbours.TrueForAll(n => usualEnd <= n.UsualOffset || n.UsualEnd <= usualStart)
                && neighbours.TrueForAll(n => IsAtMost(after, n.Offset) || IsAtMost(n.End, offset))
                && (IsAtMost(after, end) || IsAtMost(end, after)))
            {
                return offset;
            }
        }
        return null;
    }

    private bool IsAtMost(SymInt a, SymInt b) => a == b || shapes.IsStaticallyTrue(SymBool.Le(a, b));

    // Sizes so large that they are no number compare with nothing, and are never a call's.
    private long Usual(SymInt bytes)
    {
        try
        {
            return bytes.Evaluate(usual);
        }
        catch (ArithmeticException)
        {
            return long.MaxValue;
        }
    }

    // Vectors do not straddle cache lines where rows are multiples of one. Sums of whole lines are easily compared; but to round a few
    // bytes for each element to a line would multiply them, and where what a factor multiplies may be negative, rounding it takes away.
    private (SymInt Bytes, bool IsSum) Aligned(SymInt bytes)
    {
        if (bytes.Terms.All(t => t.Coefficient % Storage.Alignment == 0 || t.Coefficient >= LargeFactor))
        {
            var terms = Array.ConvertAll(bytes.Terms, t => t with { Coefficient = RoundUp(t.Coefficient) });
            var rounded = SymInt.Create(RoundUp(bytes.ConstantPart), terms);
            if (IsAtMost(bytes, rounded))
            {
                return (rounded, true);
            }
        }
        return (SymInt.CeilDiv(bytes, Storage.Alignment) * Storage.Alignment, false);
    }

    private static long RoundUp(long bytes) => checked(bytes + Storage.Alignment - 1) / Storage.Alignment * Storage.Alignment;

    private sealed class Block(int index, TemporaryLife life, SymInt bytes, bool isSum, long usualBytes)
    {
        public int Index => index;

        public TemporaryLife Life => life;

        public SymInt Bytes => bytes;

        public bool IsSum => isSum;

        public long UsualBytes => usualBytes;

        public SymInt Offset { get; private set; } = 0;

        public SymInt End { get; private set; } = 0;

        public long UsualOffset { get; private set; }

        public long UsualEnd { get; private set; }

        public void MoveTo(SymInt offset, Func<SymInt, long> usual)
        {
            (Offset, End) = (offset, offset + bytes);
            (UsualOffset, UsualEnd) = (usual(Offset), usual(End));
        }
    }
}
