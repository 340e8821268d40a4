using Piecewise.Graphs;

namespace Piecewise.Compiler.Schedule;

/// <summary>Decides which results of kernels go to memory: the last value of a place, if somebody else looks at it.</summary>
/// <remarks>
/// Loops that nobody looks at go altogether: a call may take a tensor for its shape alone (<c>zeros_like(ones_like(x))</c>), which keeps the
/// tensor's maker in the graph and reads nothing of it. So every kernel that is left has something in memory to write.
/// </remarks>
internal sealed class StoreDecision(Graph graph, AliasAnalysis memory, List<ScheduleItem> items)
{
    public void Run()
    {
        MemoryView[] outputs = [.. graph.Output!.Arguments.SelectMany(a => a.Nodes).Select(memory.ViewOf).OfType<MemoryView>()];
        // From the last one on: what only a kernel without readers reads is not read.
        for (var i = items.Count - 1; i >= 0; i--)
        {
            if (items[i] is not LoopKernel kernel)
            {
                continue;
            }
            Decide(kernel, outputs);
            if (!kernel.Members.SelectMany(m => m.Results).Any(r => r.IsStored))
            {
                items.RemoveAt(i);
            }
        }
        for (var i = 0; i < items.Count; i++)
        {
            items[i].Index = i;
        }
    }

    private void Decide(LoopKernel kernel, MemoryView[] outputs)
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
