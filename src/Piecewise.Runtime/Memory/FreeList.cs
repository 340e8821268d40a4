namespace Piecewise.Runtime;

/// <summary>
/// Places blocks in the order in which they come to life, each into the smallest hole that fits: one walk, whose time grows with the number
/// of blocks and hardly faster. A plan may be somewhat larger than that of <see cref="RegionPlacer"/>, which compares each block with all
/// others.
/// </summary>
internal sealed class FreeList
{
    // The same holes by place and by size.
    private readonly Dictionary<long, long> byOffset = [];
    private readonly SortedSet<(long Length, long Offset)> bySize = [];
    private readonly SortedSet<long> offsets = [];
    private long end;

    /// <summary>Says where each block lies.</summary>
    /// <param name="blocks">In the order of their first steps.</param>
    public static (int Region, long Offset)[] Place(MemoryBlock[] blocks)
    {
        var list = new FreeList();
        var places = new (int Region, long Offset)[blocks.Length];
        var alive = new PriorityQueue<int, int>();
        for (var i = 0; i < blocks.Length; i++)
        {
            while (alive.TryPeek(out var done, out var last) && last < blocks[i].First)
            {
                alive.Dequeue();
                list.Free(places[done].Offset, blocks[done].Length);
            }
            places[i] = (PlannedBuffer.Arena, list.Take(blocks[i].Length));
            alive.Enqueue(i, blocks[i].Last);
        }
        return places;
    }

    private long Take(long length)
    {
        if (length == 0)
        {
            return 0;
        }
        // Of nothing the smallest is zero. Counting a view would go through all of it.
        if (bySize.GetViewBetween((length, 0), (long.MaxValue, long.MaxValue)).Min is var (size, offset) && size > 0)
        {
            Remove(offset, size);
            Add(offset + length, size - length);
            return offset;
        }
        // After everything, over a hole that reaches to the end.
        var start = end;
        if (byOffset.TryGetValue(offsets.Max, out var tail) && offsets.Max + tail == end)
        {
            start = offsets.Max;
            Remove(start, tail);
        }
        end = checked(start + length);
        return start;
    }

    private void Free(long offset, long length)
    {
        if (length == 0)
        {
            return;
        }
        // Neighbouring holes are one.
        if (byOffset.TryGetValue(offset + length, out var next))
        {
            Remove(offset + length, next);
            length += next;
        }
        var previous = offsets.GetViewBetween(0, offset).Max;
        if (byOffset.TryGetValue(previous, out var size) && previous + size == offset)
        {
            Remove(previous, size);
            (offset, length) = (previous, length + size);
        }
        Add(offset, length);
    }

    private void Add(long offset, long length)
    {
        if (length > 0)
        {
            byOffset.Add(offset, length);
            bySize.Add((length, offset));
            offsets.Add(offset);
        }
    }

    private void Remove(long offset, long length)
    {
        byOffset.Remove(offset);
        bySize.Remove((length, offset));
        offsets.Remove(offset);
    }
}
