using Piecewise.Graphs;

namespace Piecewise.Compiler.Schedule;

/// <summary>Decides which results of kernels go to memory: the last value of a place, if somebody else looks at it.</summary>
internal sealed class StoreDecision(Graph graph, AliasAnalysis memory, List<ScheduleItem> items)
{
    // By storage: the only item that touches it; null where several do.
    private readonly Dictionary<object, ScheduleItem?> touching = new(ReferenceEqualityComparer.Instance);

    public void Run()
    {
        var returned = graph.Output!.Arguments.SelectMany(a => a.Nodes).Select(memory.ViewOf).OfType<MemoryView>().Select(memory.StorageOf)
            .ToHashSet(ReferenceEqualityComparer.Instance);
        foreach (var item in items)
        {
            foreach (var access in item.Accesses)
            {
                var storage = memory.StorageOf(access.Place.View);
                touching[storage] = touching.TryGetValue(storage, out var known) && known != item ? null : item;
            }
        }
        foreach (var kernel in items.OfType<LoopKernel>())
        {
            var own = kernel.Members.Select(m => m.Node).ToHashSet();
            var results = kernel.Members.SelectMany(m => m.Results).ToList();
            for (var i = 0; i < results.Count; i++)
            {
                var result = results[i];
                var storage = memory.StorageOf(result.Place.View);
                var overwritten = results.Skip(i + 1).Any(r => r.Access.IsSame(result.Access));
                result.IsStored = !overwritten && (!own.Contains(result.Place.Base.Maker) || returned.Contains(storage) || touching[storage] != kernel);
            }
        }
    }
}
