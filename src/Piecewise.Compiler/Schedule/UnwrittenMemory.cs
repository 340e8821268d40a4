using Piecewise.Graphs;

namespace Piecewise.Compiler.Schedule;

/// <summary>
/// Finds memory that nobody fills before it may be read, and puts a <see cref="ClearItem"/> before whoever touches it first.
/// </summary>
internal sealed class UnwrittenMemory(Graph graph, AliasAnalysis memory, List<ScheduleItem> items)
{
    public void Run()
    {
        var first = new Dictionary<MemoryView, int>();
        for (var i = 0; i < items.Count; i++)
        {
            foreach (var access in items[i].Accesses)
            {
                first.TryAdd(access.Place.Base, i);
            }
        }
        foreach (var view in graph.Output!.Arguments.SelectMany(a => a.Nodes).Select(memory.ViewOf).OfType<MemoryView>())
        {
            first.TryAdd(memory.PlaceOf(view).Base, items.Count);
        }
        var cleared = first.Where(
            f => f.Key.Maker.Kind != NodeKind.Input && !IsWritten(f.Key, f.Value < items.Count ? items[f.Value] : null))
            .OrderByDescending(f => f.Value).ToList();
        if (cleared.Count == 0)
        {
            return;
        }
        // One walk: inserting each by itself would move all after it.
        var all = new List<ScheduleItem>(items.Count + cleared.Count);
        var next = cleared.Count - 1;
        for (var i = 0; i <= items.Count; i++)
        {
            for (; next >= 0 && cleared[next].Value == i; next--)
            {
                var whole = cleared[next].Key;
                var place = new TensorPlace(whole, whole, 0, whole.Type);
                var item = new ClearItem(place);
                item.Accesses.Add(new TensorAccess(place, default, Writes: true));
                item.Reasons.Add(
                    $"%{whole.Maker.Name} is "
                    + (whole.Maker.Operator!.IsAllocation ? "not written as a whole before it is read" : "a tensor with gaps"));
                all.Add(item);
            }
            if (i < items.Count)
            {
                all.Add(items[i]);
            }
        }
        items.Clear();
        items.AddRange(all);
        for (var i = 0; i < items.Count; i++)
        {
            items[i].Index = i;
        }
    }

    // What a call makes it writes, all of it but gaps. An allocation is written where the first item that touches it writes all of it and
    // reads none.
    private bool IsWritten(MemoryView whole, ScheduleItem? first)
    {
        if (!IsDense(whole.Type))
        {
            return false;
        }
        if (!whole.Maker.Operator!.IsAllocation)
        {
            return true;
        }
        return first is LoopKernel && first.Accesses.Where(a => a.Place.Base == whole).ToList() is var own
            && own.TrueForAll(a => a.Writes && !a.Place.IsPart && memory.ShowsAll(a.Place.View, whole));
    }

    // As many elements as lie from the first to the last.
    private bool IsDense(TensorType type)
    {
        if (type.IsRowMajor)
        {
            return true;
        }
        SymInt extent = 1;
        foreach (var (size, stride) in type.Shape.Zip(type.Strides))
        {
            extent += (size - 1) * stride;
        }
        return extent == type.ElementCount || graph.Shapes.IsStaticallyTrue(SymBool.Eq(extent, type.ElementCount));
    }
}
