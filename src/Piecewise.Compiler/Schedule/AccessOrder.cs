using Piecewise.Graphs;

namespace Piecewise.Compiler.Schedule;

/// <summary>Which items of a schedule touch which storage, so that what comes next is compared only with what may concern it.</summary>
internal sealed class AccessOrder(AliasAnalysis memory, FusionRules rules)
{
    /// <summary>
    /// Accesses of one storage that a new one is compared with. What lies after counts as in conflict: a call then begins a kernel that
    /// might have joined one, which is right and seldom slower.
    /// </summary>
    private const int MaxCompared = 32;

    private readonly Dictionary<object, Storage> storages = new(ReferenceEqualityComparer.Instance);

    /// <summary>Notes what an item does. Items come in their order, but one may do more later.</summary>
    public void Add(ScheduleItem item, IEnumerable<TensorAccess> accesses)
    {
        foreach (var access in accesses)
        {
            var storage = memory.StorageOf(access.Place.View);
            if (!storages.TryGetValue(storage, out var known))
            {
                storages.Add(storage, known = new Storage([], []));
            }
            Insert(known.All, item, access);
            if (access.Writes)
            {
                Insert(known.Writes, item, access);
            }
        }
    }

    /// <summary>The last item that has to come before these accesses or may at best be the same; -1 and null where there is none.</summary>
    public (int Index, ScheduleItem? Item) Earliest(IEnumerable<TensorAccess> accesses)
    {
        ScheduleItem? last = null;
        foreach (var access in accesses)
        {
            last = LastInConflict(access, last?.Index ?? -1, int.MaxValue, null) ?? last;
        }
        return (last?.Index ?? -1, last);
    }

    /// <summary>An item between two places that has to come before or after these accesses; null where there is none.</summary>
    /// <param name="accesses">What is to be moved.</param>
    /// <param name="after">The index of an item.</param>
    /// <param name="before">The index of a later one.</param>
    /// <param name="ignored">Items that lie elsewhere by now.</param>
    public ScheduleItem? Between(IEnumerable<TensorAccess> accesses, int after, int before, IReadOnlySet<ScheduleItem> ignored)
    {
        foreach (var access in accesses)
        {
            if (LastInConflict(access, after, before, ignored) is { } item)
            {
                return item;
            }
        }
        return null;
    }

    private ScheduleItem? LastInConflict(TensorAccess access, int after, int before, IReadOnlySet<ScheduleItem>? ignored)
    {
        if (!storages.TryGetValue(memory.StorageOf(access.Place.View), out var storage))
        {
            return null;
        }
        // Two that only read have no order.
        var known = access.Writes ? storage.All : storage.Writes;
        var compared = MaxCompared;
        for (var i = CountBefore(known, before) - 1; i >= 0 && known[i].Item.Index > after; i--)
        {
            var (item, other) = known[i];
            if (ignored?.Contains(item) != true && (compared-- == 0 || rules.Conflict(other, access)))
            {
                return item;
            }
        }
        return null;
    }

    private static int CountBefore(List<(ScheduleItem Item, TensorAccess Access)> known, int index)
    {
        var (low, high) = (0, known.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = known[middle].Item.Index < index ? (middle + 1, high) : (low, middle);
        }
        return low;
    }

    private static void Insert(List<(ScheduleItem Item, TensorAccess Access)> known, ScheduleItem item, TensorAccess access)
    {
        var place = known.Count;
        while (place > 0 && known[place - 1].Item.Index > item.Index)
        {
            place--;
        }
        known.Insert(place, (item, access));
    }

    private sealed record Storage(List<(ScheduleItem Item, TensorAccess Access)> All,
        List<(ScheduleItem Item, TensorAccess Access)> Writes);
}
