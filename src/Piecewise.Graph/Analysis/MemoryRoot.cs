namespace Piecewise.Graphs;

/// <summary>A storage: what lies in different roots never overlaps. Roots that may be one storage are joined into one.</summary>
internal sealed class MemoryRoot
{
    private MemoryRoot? joined;

    /// <summary>True where somebody outside of the graph holds the memory and looks at it after the run.</summary>
    public bool IsCallers { get; init; }

    /// <summary>True where a node depends on the place of elements in the storage.</summary>
    public Node? SeenBy { get; set; }

    /// <summary>In the graph's order.</summary>
    public List<MemoryAccess> Accesses { get; private set; } = [];

    /// <summary>What this was joined into, or itself.</summary>
    public MemoryRoot Find()
    {
        var root = this;
        while (root.joined is { } next)
        {
            root = next;
        }
        if (root != this)
        {
            joined = root;
        }
        return root;
    }

    /// <summary>Joins two roots; the one that the caller holds stands for both.</summary>
    public static MemoryRoot Join(MemoryRoot a, MemoryRoot b)
    {
        (a, b) = (a.Find(), b.Find());
        if (a == b)
        {
            return a;
        }
        if (b.IsCallers || (!a.IsCallers && b.Accesses.Count > a.Accesses.Count))
        {
            (a, b) = (b, a);
        }
        b.joined = a;
        a.SeenBy ??= b.SeenBy;
        a.Merge(b.Accesses);
        b.Accesses = [];
        return a;
    }

    private void Merge(List<MemoryAccess> others)
    {
        if (others.Count == 0)
        {
            return;
        }
        // Mostly one follows the other: a copy is used after what it was made of.
        if (Accesses.Count == 0 || Accesses[^1].Node.Index <= others[0].Node.Index)
        {
            Accesses.AddRange(others);
            return;
        }
        var merged = new List<MemoryAccess>(Accesses.Count + others.Count);
        var (i, j) = (0, 0);
        while (i < Accesses.Count || j < others.Count)
        {
            merged.Add(j == others.Count || (i < Accesses.Count && Accesses[i].Node.Index <= others[j].Node.Index) ? Accesses[i++]
                : others[j++]);
        }
        Accesses = merged;
    }
}
