using Piecewise.Graphs;

namespace Piecewise.Compiler.Schedule;

/// <summary>
/// Which kernels have something in common with a call (<see cref="FusionRules.Relation"/>), found by what they write and read.
/// </summary>
internal sealed class RelatedKernels
{
    /// <summary>Kernels that are looked at for each operand, the latest: a tensor may be read by all kernels of a piece.</summary>
    private const int MaxCompared = 32;

    private readonly Dictionary<MemoryView, List<LoopKernel>> writers = [];
    private readonly Dictionary<MemoryView, List<LoopKernel>> readers = [];

    /// <summary>Notes what a kernel computes from now on.</summary>
    public void Add(LoopKernel kernel, KernelMember member)
    {
        foreach (var result in member.Results)
        {
            Add(writers, result.Place.Base, kernel);
        }
        foreach (var operand in member.Operands.Where(o => o.Place.Type.Rank > 1))
        {
            Add(readers, operand.Place.View, kernel);
        }
    }

    /// <summary>Kernels from a place in the schedule on that may be related, the latest first.</summary>
    public IReadOnlyList<LoopKernel> To(LoopRequest request, int earliest)
    {
        var found = new List<LoopKernel>();
        var seen = new HashSet<LoopKernel>();
        foreach (var operand in request.Operands)
        {
            Find(writers, operand.Base);
            Find(readers, operand.View);
        }
        found.Sort((a, b) => b.Index.CompareTo(a.Index));
        return found;

        void Find(Dictionary<MemoryView, List<LoopKernel>> kernels, MemoryView view)
        {
            if (kernels.TryGetValue(view, out var all))
            {
                for (var i = all.Count - 1; i >= Math.Max(all.Count - MaxCompared, 0); i--)
                {
                    if (all[i].Index >= earliest && seen.Add(all[i]))
                    {
                        found.Add(all[i]);
                    }
                }
            }
        }
    }

    private static void Add(Dictionary<MemoryView, List<LoopKernel>> kernels, MemoryView view, LoopKernel kernel)
    {
        if (!kernels.TryGetValue(view, out var all))
        {
            kernels.Add(view, all = []);
        }
        if (all.Count == 0 || all[^1] != kernel)
        {
            all.Add(kernel);
        }
    }
}
