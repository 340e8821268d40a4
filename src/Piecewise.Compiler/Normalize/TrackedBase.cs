using Piecewise.Graphs;

namespace Piecewise.Compiler.Normalize;

/// <summary>The memory that a family of views shares, as one value that writes replace.</summary>
/// <param name="value">The value at first.</param>
/// <param name="isCallers">Whether the memory outlives the call: an input's.</param>
internal sealed class TrackedBase(Node value, bool isCallers)
{
    // What may be one memory with a written tensor is followed so far; a write is refused rather than that all of a program is looked at
    // for each.
    private const int MaxFollowed = 256;

    private readonly HashSet<TrackedBase> doubtful = [];
    private int lastUse = -1;

    /// <summary>The whole of the memory now.</summary>
    public Node Value { get; private set; } = value;

    /// <summary>Counts writes.</summary>
    public int Version { get; private set; }

    public bool IsCallers => isCallers;

    /// <summary>Whether the elements of <see cref="Value"/> are all of its storage, or all that a program may see of it.</summary>
    public bool HoldsStorage { get; init; } = true;

    /// <summary>Where in the storage the first element lies, in elements.</summary>
    public SymInt Start { get; init; } = 0;

    /// <summary>Notes a node of the imported graph, which is numbered, that is this memory or a view of it.</summary>
    public void Name(Node node)
    {
        foreach (var user in node.Users)
        {
            lastUse = Math.Max(lastUse, user.Index);
        }
    }

    public void Replace(Node value)
    {
        Value = value;
        Version++;
    }

    /// <summary>Notes that the other one may be the same memory.</summary>
    public void MayBe(TrackedBase other)
    {
        doubtful.Add(other);
        other.doubtful.Add(this);
    }

    /// <summary>
    /// Memory that may be this one and that is looked at after a node, so that it matters whether it is; null where a write by that node
    /// can't be told from one into memory of its own.
    /// </summary>
    public TrackedBase? DoubtfulAfter(Node node)
    {
        var seen = new HashSet<TrackedBase> { this };
        var pending = new Stack<TrackedBase>([this]);
        while (pending.TryPop(out var next))
        {
            foreach (var other in next.doubtful.Where(seen.Add))
            {
                if (other.IsCallers || other.lastUse > node.Index || seen.Count > MaxFollowed)
                {
                    return other;
                }
                pending.Push(other);
            }
        }
        return null;
    }
}
