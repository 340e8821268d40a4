using System.Numerics;
using System.Runtime.CompilerServices;

namespace Piecewise.Tensors.Kernels;

/// <summary>A stable sort that allocates nothing. NaN is the largest element.</summary>
internal static class MergeSort
{
    /// <summary>Up to this length a range is sorted by insertion.</summary>
    private const int ShortRange = 12;

    /// <summary>An element and where it came from.</summary>
    internal readonly record struct Entry<TKey>(TKey Key, int Position);

    /// <summary>Brings entries into order.</summary>
    /// <param name="entries">What is sorted; overwritten.</param>
    /// <param name="spare">As many; overwritten.</param>
    /// <param name="direction">1 for ascending, -1 for descending order.</param>
    /// <returns>Either of the two, which is in order.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Span<Entry<TKey>> Run<TKey>(Span<Entry<TKey>> entries, Span<Entry<TKey>> spare, int direction) where TKey : INumber<TKey>
    {
        for (var start = 0; start < entries.Length; start += ShortRange)
        {
            Insert(entries[start..Math.Min(start + ShortRange, entries.Length)], direction);
        }
        for (var width = ShortRange; width < entries.Length; width *= 2)
        {
            for (var start = 0; start < entries.Length; start += 2 * width)
            {
                var (middle, end) = (Math.Min(start + width, entries.Length), Math.Min(start + (2 * width), entries.Length));
                Merge(entries[start..middle], entries[middle..end], spare[start..end], direction);
            }
            var sorted = spare;
            spare = entries;
            entries = sorted;
        }
        return entries;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Insert<TKey>(Span<Entry<TKey>> entries, int direction) where TKey : INumber<TKey>
    {
        for (var i = 1; i < entries.Length; i++)
        {
            var entry = entries[i];
            var to = i;
            for (; to > 0 && ElementOrder.Compare(entries[to - 1].Key, entry.Key) * direction > 0; to--)
            {
                entries[to] = entries[to - 1];
            }
            entries[to] = entry;
        }
    }

    // Of equals the left one goes first.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Merge<TKey>(ReadOnlySpan<Entry<TKey>> left, ReadOnlySpan<Entry<TKey>> right, Span<Entry<TKey>> result,
        int direction)
        where TKey : INumber<TKey>
    {
        var (x, y) = (0, 0);
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = y == right.Length || (x < left.Length && ElementOrder.Compare(left[x].Key, right[y].Key) * direction <= 0)
                ? left[x++] : right[y++];
        }
    }
}
