namespace Piecewise.Runtime;

/// <summary>
/// The arena, or a donated input, while blocks are placed in it one by one. Used again after <see cref="Clear"/>; allocates only to grow.
/// </summary>
internal sealed class RegionPlacer(int capacity)
{
    // In order of their offsets.
    private Placed[] placed = new Placed[capacity];
    private int count;

    /// <summary>The first byte that no block has used.</summary>
    public long End { get; private set; }

    public void Clear() => (count, End) = (0, 0);

    /// <summary>
    /// Puts a block into the smallest gap between those that live at the same time; the space after the last of them counts as the
    /// largest. Returns its offset, or -1 where it would end beyond <paramref name="limit"/>.
    /// </summary>
    public long Place(int first, int last, long length, long limit)
    {
        if (length == 0)
            return 0;
        var (end, best, bestSize) = (0L, -1L, long.MaxValue);
        foreach (ref readonly var other in placed.AsSpan(0, count))
        {
            if (other.First > last || first > other.Last)
                continue;
            var size = other.Offset - end;
            if (size >= length && size < bestSize)
            {
                (best, bestSize) = (end, size);
                if (size == length)
                    break;
            }
            end = Math.Max(end, other.End);
        }
        if (best < 0 && limit - end >= length)
        {
            best = end;
        }
        if (best >= 0)
        {
            PlaceAt(best, first, last, length);
        }
        return best;
    }

    /// <summary>Puts a block where it must be.</summary>
    public void PlaceAt(long offset, int first, int last, long length)
    {
        if (count == placed.Length)
        {
            Array.Resize(ref placed, 2 * count + 1);
        }
        var (low, high) = (0, count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = placed[middle].Offset <= offset ? (middle + 1, high) : (low, middle);
        }
        Array.Copy(placed, low, placed, low + 1, count - low);
        placed[low] = new Placed(first, last, offset, checked(offset + length));
        count++;
        End = Math.Max(End, offset + length);
    }

    private readonly record struct Placed(int First, int Last, long Offset, long End);
}
