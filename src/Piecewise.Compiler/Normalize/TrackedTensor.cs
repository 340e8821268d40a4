using Piecewise.Graphs;

namespace Piecewise.Compiler.Normalize;

/// <summary>The memory that a family of views shares, as one value that writes replace.</summary>
internal sealed class TrackedBase(Node value)
{
    /// <summary>The whole of the memory now.</summary>
    public Node Value { get; private set; } = value;

    /// <summary>Counts writes.</summary>
    public int Version { get; private set; }

    /// <summary>True where another base may be the same memory: then a write into either can't be followed.</summary>
    public bool IsUncertain { get; set; }

    public void Replace(Node value)
    {
        Value = value;
        Version++;
    }
}

/// <summary>
/// One tensor of the imported graph during functionalization: a base, or a view of another tensor, with the node that holds its value as of
/// some version of the base.
/// </summary>
internal sealed class TrackedTensor
{
    private Node? node;
    private int version;

    private TrackedTensor(TrackedBase @base, Node? node)
    {
        Base = @base;
        this.node = node;
        version = @base.Version;
    }

    public TrackedBase Base { get; }

    /// <summary>What this is a view of; null for a base.</summary>
    public TrackedTensor? Parent { get; private init; }

    /// <summary>The call in the imported graph that made the view.</summary>
    public Node? OldCall { get; private init; }

    /// <summary>The call in the functional graph that last made the view.</summary>
    public Node? ViewCall { get; private set; }

    public int ResultIndex { get; private init; }

    /// <summary>False for a result of <c>split</c> that nothing has taken yet.</summary>
    public bool HasNode => node is not null;

    public Node Current => node!;

    public bool IsStale => node is null || version != Base.Version;

    public static TrackedTensor Fresh(Node node) => new(new TrackedBase(node), node);

    /// <summary>A copy or a view, one can't tell: reading is safe as long as neither is written.</summary>
    public static TrackedTensor MaybeView(Node node, TrackedTensor of)
    {
        of.Base.IsUncertain = true;
        return new TrackedTensor(new TrackedBase(node) { IsUncertain = true }, node);
    }

    public TrackedTensor View(Node oldCall, Node call, int resultIndex) => new(Base, call.Type is TupleType ? null : call)
    {
        Parent = this,
        OldCall = oldCall,
        ViewCall = call,
        ResultIndex = resultIndex,
    };

    /// <summary>Takes the first node of a result of a call with several.</summary>
    public void Materialize(Node item)
    {
        // Only right while the call it comes from is still the current one; a later write makes it stale as any view.
        node = item;
    }

    /// <summary>Takes a value that is known to be this tensor's now.</summary>
    public void Accept(Node value)
    {
        node = value;
        version = Base.Version;
    }

    public void Renew(Node call, Node value)
    {
        ViewCall = call;
        Accept(value);
    }
}
