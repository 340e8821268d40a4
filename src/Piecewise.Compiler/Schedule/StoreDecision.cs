using Piecewise.Graphs;

namespace Piecewise.Compiler.Schedule;

/// <summary>Decides which results of kernels go to memory: the last value of a place, if somebody else looks at it.</summary>
/// <remarks>
/// Loops that nobody looks at go altogether: a call may take a tensor for its shape alone (<c>zeros_like(ones_like(x))</c>), which keeps
/// the tensor's maker in the graph and reads nothing of it. So every kernel that is left has something in memory to write.
/// </remarks>
internal sealed class StoreDecision(Graph graph, AliasAnalysis memory, List<ScheduleItem> items)
{
    // By storage: the items that touch it.
    private readonly Dictionary<object, HashSet<ScheduleItem>> touching = new(ReferenceEqualityComparer.Instance);

    public void Run()
    {
        var returned = graph.Output!.Arguments.SelectMany(a => a.Nodes).Select(memory.ViewOf).OfType<MemoryView>().Select(memory.StorageOf)
            .ToHashSet<object>(ReferenceEqualityComparer.Instance);
        foreach (var item in items)
        {
            foreach (var storage in StoragesOf(item))
            {
                if (!touching.TryGetValue(storage, out var touchers))
                {
                    touching.Add(storage, touchers = new HashSet<ScheduleItem>(ReferenceEqualityComparer.Instance));
                }
                touchers.Add(item);
            }
        }
        // From the last one on: what only a kernel without readers reads is not read.
        for (var i = items.Count - 1; i >= 0; i--)
        {
            if (items[i] is not LoopKernel kernel)
            {
                continue;
            }
            Decide(kernel, returned);
            if (!kernel.Members.SelectMany(m => m.Results).Any(r => r.IsStored))
            {
                items.RemoveAt(i);
                foreach (var storage in StoragesOf(kernel))
                {
                    touching[storage].Remove(kernel);
                }
            }
        }
        for (var i = 0; i < items.Count; i++)
        {
            items[i].Index = i;
        }
    }

    private void Decide(LoopKernel kernel, HashSet<object> returned)
    {
        var own = kernel.Members.Select(m => m.Node).ToHashSet();
        var results = kernel.Members.SelectMany(m => m.Results).ToList();
        for (var i = 0; i < results.Count; i++)
        {
            var result = results[i];
            var overwritten = results.Skip(i + 1).Any(r => r.Access.IsSame(result.Access));
            var storage = memory.StorageOf(result.Place.View);
            result.IsStored = !overwritten
                && (!own.Contains(result.Place.Base.Maker) || returned.Contains(storage) || touching[storage].Any(o => o != kernel)
                    || IsReadBack(storage));
        }

        // In other places than it is written in: a view of no elements, which no order of loops can get wrong.
        bool IsReadBack(object storage) => kernel.Members.SelectMany(m => m.Operands).Any(
            o => memory.StorageOf(o.Place.View) == storage && !results.Exists(r => r.Access.IsSame(o)));
    }

    private IEnumerable<object> StoragesOf(ScheduleItem item) =>
        item.Accesses.Select(a => (object)memory.StorageOf(a.Place.View)).Distinct(ReferenceEqualityComparer.Instance).OfType<object>();
}
