namespace Piecewise.Graphs;

/// <summary>
/// Takes copies out of a graph where that can't be observed (C1). A copy and its original become one memory; so nothing may read either
/// after a write to the other, the caller may not see a write, and no two tensors that the caller holds may come to overlap.
/// </summary>
/// <param name="graph">The graph.</param>
/// <param name="donated">Inputs whose memory the caller gives up.</param>
internal sealed class CopyElision(Graph graph, IReadOnlySet<Node>? donated = null)
{
    private readonly AliasAnalysis memory = AliasAnalysis.Of(graph, donated);

    /// <summary>Why a call that copies a tensor, and changes no element, has to stay; null where it may go.</summary>
    /// <param name="copy">The call; its result is fresh memory.</param>
    /// <param name="original">The tensor with the same elements.</param>
    public string? Objection(Node copy, Node original)
    {
        ArgumentNullException.ThrowIfNull(copy);
        ArgumentNullException.ThrowIfNull(original);
        if (memory.ViewOf(copy) is not { } target || memory.ViewOf(original) is not { } source)
        {
            return "it is no tensor that was there when the graph was analyzed";
        }
        if (new TypeAgreement(graph.Shapes, graph.Shapes).Difference(source.Type, target.Type) is not null)
        {
            return $"the layout changes from {source.Type} to {target.Type}";
        }
        if (target.Root == source.Root)
        {
            return $"whether it shares memory with %{original.Name} is not known";
        }
        if (memory.StorageSeenBy(target) is { } seer)
        {
            return $"%{seer.Name} depends on the place of elements in their storage";
        }
        target.Follow(source, forGood: false);
        var objection = Conflict(copy, original, target, source);
        target.StandAlone();
        return objection;
    }

    /// <summary>Takes a copy out: its users take the original.</summary>
    public void Remove(Node copy, Node original)
    {
        ArgumentNullException.ThrowIfNull(copy);
        ArgumentNullException.ThrowIfNull(original);
        AliasAnalysis.Join(memory.ViewOf(copy)!, memory.ViewOf(original)!);
        copy.ReplaceAllUsesWith(original);
        graph.Erase(copy);
    }

    private string? Conflict(Node copy, Node original, MemoryView target, MemoryView source)
    {
        var (ofCopy, ofOriginal) = (target.Root.Accesses, source.Root.Accesses);
        foreach (var access in ofCopy)
        {
            if (access.Writes && source.Root.IsCallers)
            {
                return $"%{access.Node.Name} writes it, and %{original.Name} is memory that the caller keeps";
            }
            if (access.Writes && FirstAfter(ofOriginal, access, copy) is { } reader)
            {
                return reader == access.Node ? $"%{access.Node.Name} writes it and reads %{original.Name}"
                    : $"%{access.Node.Name} writes it, and {Describe(reader)} %{original.Name}, or a view of its memory, afterwards";
            }
            if (access.Node.Kind == NodeKind.Output)
            {
                if (source.Root.IsCallers)
                {
                    return $"it is returned, and %{original.Name} is memory that the caller keeps";
                }
                if (FirstAfter(ofOriginal, access, copy) is not null)
                {
                    return $"it is returned together with %{original.Name}, or with a view of its memory";
                }
            }
        }
        foreach (var access in ofOriginal)
        {
            if (access.Writes && access.Node.Index > copy.Index && !access.Node.IsErased && FirstAfter(ofCopy, access, copy) is { } reader)
            {
                return $"%{access.Node.Name} writes %{original.Name}, or a view of its memory, and {Describe(reader)} the copy afterwards";
            }
        }
        return null;
    }

    // Who looks, at or after an access, at elements that it touches.
    private Node? FirstAfter(List<MemoryAccess> accesses, MemoryAccess access, Node copy)
    {
        for (var i = accesses.Count - 1; i >= 0 && accesses[i].Node.Index >= access.Node.Index; i--)
        {
            if (accesses[i].Node != copy && !accesses[i].Node.IsErased
                && MemoryOverlap.MayOverlap(accesses[i].View, access.View, graph.Shapes))
            {
                return accesses[i].Node;
            }
        }
        return null;
    }

    private static string Describe(Node reader) => reader.Kind == NodeKind.Output ? "the output takes" : $"%{reader.Name} takes";
}
