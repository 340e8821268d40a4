using Piecewise.Graphs;

namespace Piecewise.Compiler.Schedule;

/// <summary>Decides which results of kernels go to memory: the last value of a place, if somebody else looks at it.</summary>
internal sealed class StoreDecision(Graph graph, AliasAnalysis memory, List<ScheduleItem> items)
{
    public void Run()
    {
        MemoryView[] outputs = [.. graph.Output!.Arguments.SelectMany(a => a.Nodes).Select(memory.ViewOf).OfType<MemoryView>()];
        foreach (var kernel in items.OfType<LoopKernel>())
        {
            var own = kernel.Members.Select(m => m.Node).ToHashSet();
            var results = kernel.Members.SelectMany(m => m.Results).ToList();
            for (var i = 0; i < results.Count; i++)
            {
                var result = results[i];
                var overwritten = results.Skip(i + 1).Any(r => r.Access.IsSame(result.Access));
                result.IsStored = !overwritten && (!own.Contains(result.Place.Base.Maker)
                    || outputs.Any(o => memory.MayShareStorage(o, result.Place.View))
                    || items.Exists(o => o != kernel && o.Accesses.Exists(a => memory.MayShareStorage(a.Place.View, result.Place.View))));
            }
        }
    }
}
