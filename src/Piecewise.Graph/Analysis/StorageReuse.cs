namespace Piecewise.Graphs;

/// <summary>
/// Lets calls write their result over their first argument where that can't be observed (N3): nothing looks at the argument's elements
/// afterwards, the caller does not hold them, and the call itself does not read them through another argument.
/// </summary>
/// <param name="graph">The graph.</param>
/// <param name="donated">Inputs whose memory the caller gives up.</param>
internal sealed class StorageReuse(Graph graph, IReadOnlySet<Node>? donated = null)
{
    /// <summary>Later accesses of the storage that are compared; after more than that a call leaves the memory as it is.</summary>
    private const int MaxCompared = 64;

    private readonly AliasAnalysis memory = AliasAnalysis.Of(graph, donated);

    /// <summary>Why a call can't write its result over a tensor that it takes; null where it can.</summary>
    /// <param name="call">A call whose result is fresh memory.</param>
    /// <param name="operand">The tensor.</param>
    public string? Objection(Node call, Node operand)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(operand);
        if (memory.ViewOf(call) is not { } result || memory.ViewOf(operand) is not { } place)
        {
            return "it is no tensor that was there when the graph was analyzed";
        }
        if (new TypeAgreement(graph.Shapes, graph.Shapes).Difference(place.Type, result.Type) is not null)
        {
            return $"it is {result.Type}, and %{operand.Name} is {place.Type}";
        }
        if (place.Root == result.Root)
        {
            return $"whether it shares memory with %{operand.Name} is not known";
        }
        if (place.Root.IsCallers)
        {
            return $"%{operand.Name} is memory that the caller keeps";
        }
        if (result.Root.SeenBy is { } seer)
        {
            return $"%{seer.Name} depends on the place of elements in their storage";
        }
        var accesses = place.Root.Accesses;
        var (own, compared) = (0, 0);
        for (var i = accesses.Count - 1; i >= 0 && accesses[i].Node.Index >= call.Index; i--)
        {
            if (++compared > MaxCompared)
            {
                return $"more than {MaxCompared} calls take other parts of the memory of %{operand.Name} afterwards";
            }
            if (!MemoryOverlap.MayOverlap(accesses[i].View, place, graph.Shapes))
            {
                continue;
            }
            if (accesses[i].Node != call)
            {
                return accesses[i].Node.Kind == NodeKind.Output
                    ? $"%{operand.Name}, or a view of its memory, is returned"
                    : $"%{accesses[i].Node.Name} takes %{operand.Name}, or a view of its memory, afterwards";
            }
            if (++own > 1)
            {
                return $"it takes %{operand.Name}, or a view of its memory, a second time";
            }
        }
        return null;
    }

    /// <summary>Makes a call one of its operator's in-place form.</summary>
    public void Reuse(Node call, Node operand, Operator inPlaceForm)
    {
        ArgumentNullException.ThrowIfNull(call);
        var (result, place) = (memory.ViewOf(call)!, memory.ViewOf(operand)!);
        call.Retarget(inPlaceForm);
        AliasAnalysis.Join(result, place);
        var accesses = place.Root.Accesses;
        var own = accesses.FindLastIndex(a => a.Node == call && a.View == place);
        accesses[own] = accesses[own] with { Writes = true };
    }
}
