using System.Collections.Immutable;

namespace Piecewise.Runtime;

/// <summary>
/// Which entry serves a size: one lookup per call of the whole program (R7). A program without a dynamic size has one entry (R10).
/// </summary>
internal sealed class DispatchTable
{
    // Sizes up to here are looked up directly; larger ones are in one of the few entries that reach beyond, found by bisection.
    private const int DirectLimit = 1 << 16;

    private const short Absent = -1;

    private readonly short[] direct;

    /// <param name="entries">The entries. Where two hold a size, a single size wins over a range, then the first (R2).</param>
    /// <exception cref="ArgumentException">There is no entry, or more than 32,767.</exception>
    public DispatchTable(ImmutableArray<SizeRange> entries)
    {
        if (entries.IsDefaultOrEmpty || entries.Length > short.MaxValue)
        {
            throw new ArgumentException($"A program has 1 to {short.MaxValue} entries.", nameof(entries));
        }
        Entries = entries;
        direct = new short[Math.Min(entries.Max(e => e.End), DirectLimit) + 1];
        Array.Fill(direct, Absent);
        // Later writes win: ranges from the last to the first, then single sizes.
        for (var pass = 0; pass < 2; pass++)
        {
            for (var i = entries.Length - 1; i >= 0; i--)
            {
                if (entries[i].IsSingleSize == (pass == 1) && entries[i].Start < direct.Length)
                {
                    direct.AsSpan((int)entries[i].Start..(int)(Math.Min(entries[i].End, direct.Length - 1) + 1)).Fill((short)i);
                }
            }
        }
    }

    public ImmutableArray<SizeRange> Entries { get; }

    /// <summary>The index of the entry for a size.</summary>
    /// <exception cref="SizeOutOfRangeException">No entry holds the size. Nothing has run.</exception>
    public int Find(long size)
    {
        var index = size >= 0 && size < direct.Length ? direct[size] : FindLarge(size);
        return index >= 0 ? index : throw new SizeOutOfRangeException(size, Entries);
    }

    private int FindLarge(long size)
    {
        var found = -1;
        for (var i = 0; i < Entries.Length; i++)
        {
            if (Entries[i].Contains(size) && (found < 0 || Entries[i].IsSingleSize))
            {
                found = i;
            }
        }
        return found;
    }
}
