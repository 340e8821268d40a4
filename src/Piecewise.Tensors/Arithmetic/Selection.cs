using System.Numerics;

namespace Piecewise.Tensors;

/// <summary>
/// The first k elements in an order, equal elements included: which of them are chosen and how they stand follows the selection
/// algorithms of GCC's C++ library (a heap for few of many, else quickselect with a median of three), on which PyTorch's <c>topk</c> rests.
/// A router's choice among equal scores is then the one that the exported model made.
/// </summary>
/// <typeparam name="TKey">What is ordered.</typeparam>
/// <typeparam name="TOrder">The order; NaN must have a place in it.</typeparam>
internal ref struct Selection<TKey, TOrder> where TOrder : struct, Selection<TKey, TOrder>.IOrder
{
    /// <summary>Up to this length a range is sorted by insertion.</summary>
    private const int ShortRange = 16;

    private readonly Span<Entry> entries;

    /// <param name="entries">What to choose from; reordered.</param>
    public Selection(Span<Entry> entries) => this.entries = entries;

    /// <summary>A key and where it came from.</summary>
    public readonly record struct Entry(TKey Key, int Position);

    /// <summary>A strict weak order.</summary>
    public interface IOrder
    {
        static abstract bool IsBefore(TKey x, TKey y);
    }

    /// <summary>Brings the first <paramref name="k"/> elements to the front, in order.</summary>
    /// <param name="k">0 … the number of entries.</param>
    public readonly void TakeFirst(int k)
    {
        if (k == 0)
        {
            return;
        }
        // PyTorch's limit: a heap of k pays where k is small against the row.
        if ((long)k * 64 <= entries.Length)
        {
            SelectByHeap(0, k, entries.Length);
            SortHeap(0, k);
        }
        else
        {
            // The k-th is in its place after the selection, those before it still have to be sorted.
            PlaceNth(k - 1);
            Sort(0, k - 1);
        }
    }

    private static int DepthLimit(int length) => 2 * BitOperations.Log2((uint)length);

    private readonly bool IsBefore(int x, int y) => TOrder.IsBefore(entries[x].Key, entries[y].Key);

    private readonly void Swap(int x, int y) => (entries[x], entries[y]) = (entries[y], entries[x]);

    private readonly void PlaceNth(int nth)
    {
        var (first, last) = (0, entries.Length);
        if (nth == last)
        {
            return;
        }
        for (var depth = DepthLimit(last); last - first > 3; depth--)
        {
            if (depth == 0)
            {
                SelectByHeap(first, nth + 1, last);
                Swap(first, nth);
                return;
            }
            var cut = Partition(first, last);
            (first, last) = cut <= nth ? (cut, last) : (first, cut);
        }
        SortByInsertion(first, last);
    }

    private readonly void Sort(int first, int last)
    {
        if (first == last)
        {
            return;
        }
        SortRoughly(first, last, DepthLimit(last - first));
        SortByInsertion(first, Math.Min(last, first + ShortRange));
        for (var i = first + ShortRange; i < last; i++)
        {
            MoveDown(i);
        }
    }

    // Leaves short ranges unsorted, whose elements all belong where the range lies.
    private readonly void SortRoughly(int first, int last, int depth)
    {
        for (; last - first > ShortRange; depth--)
        {
            if (depth == 0)
            {
                SelectByHeap(first, last, last);
                SortHeap(first, last);
                return;
            }
            var cut = Partition(first, last);
            SortRoughly(cut, last, depth - 1);
            last = cut;
        }
    }

    private readonly int Partition(int first, int last)
    {
        MoveMedianTo(first, first + 1, first + (last - first) / 2, last - 1);
        var (left, right) = (first + 1, last);
        while (true)
        {
            while (IsBefore(left, first))
            {
                left++;
            }
            do
            {
                right--;
            }
            while (IsBefore(first, right));
            if (left >= right)
            {
                return left;
            }
            Swap(left++, right);
        }
    }

    private readonly void MoveMedianTo(int target, int a, int b, int c)
    {
        var median = IsBefore(a, b)
            ? IsBefore(b, c) ? b : IsBefore(a, c) ? c : a
            : IsBefore(a, c) ? a : IsBefore(b, c) ? c : b;
        Swap(target, median);
    }

    private readonly void SortByInsertion(int first, int last)
    {
        for (var i = first + 1; i < last; i++)
        {
            if (IsBefore(i, first))
            {
                var entry = entries[i];
                entries[first..i].CopyTo(entries[(first + 1)..]);
                entries[first] = entry;
            }
            else
            {
                MoveDown(i);
            }
        }
    }

    // Something before it is not after it, so that the search ends.
    private readonly void MoveDown(int index)
    {
        var entry = entries[index];
        for (; TOrder.IsBefore(entry.Key, entries[index - 1].Key); index--)
        {
            entries[index] = entries[index - 1];
        }
        entries[index] = entry;
    }

    /// <summary>Makes [first, middle) a heap of the first elements of [first, last), its root the one that comes last.</summary>
    private readonly void SelectByHeap(int first, int middle, int last)
    {
        for (var parent = (middle - first - 2) / 2; middle - first >= 2 && parent >= 0; parent--)
        {
            Sift(first, parent, middle - first, entries[first + parent]);
        }
        for (var i = middle; i < last; i++)
        {
            if (IsBefore(i, first))
            {
                ReplaceRoot(first, middle, i);
            }
        }
    }

    private readonly void SortHeap(int first, int last)
    {
        while (last - first > 1)
        {
            last--;
            ReplaceRoot(first, last, last);
        }
    }

    /// <summary>Exchanges the root of the heap [first, last) with an element outside it.</summary>
    private readonly void ReplaceRoot(int first, int last, int outside)
    {
        var entry = entries[outside];
        entries[outside] = entries[first];
        Sift(first, 0, last - first, entry);
    }

    // The hole goes down to a leaf along the children that come later; from there the entry rises to its place.
    private readonly void Sift(int first, int hole, int length, Entry entry)
    {
        var top = hole;
        var child = hole;
        while (child < (length - 1) / 2)
        {
            child = 2 * (child + 1);
            if (IsBefore(first + child, first + child - 1))
            {
                child--;
            }
            entries[first + hole] = entries[first + child];
            hole = child;
        }
        if (length % 2 == 0 && child == (length - 2) / 2)
        {
            child = 2 * child + 1;
            entries[first + hole] = entries[first + child];
            hole = child;
        }
        for (var parent = (hole - 1) / 2; hole > top && TOrder.IsBefore(entries[first + parent].Key, entry.Key); parent = (hole - 1) / 2)
        {
            entries[first + hole] = entries[first + parent];
            hole = parent;
        }
        entries[first + hole] = entry;
    }
}
