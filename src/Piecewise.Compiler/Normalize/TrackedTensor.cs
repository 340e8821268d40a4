using Piecewise.Graphs;

namespace Piecewise.Compiler.Normalize;

/// <summary>
/// One tensor of the imported graph during functionalization: a base, or a view of another tensor, with the node that holds its value as of
/// some version of the base.
/// </summary>
internal sealed class TrackedTensor
{
    private Node? node;
    private int version;

    private TrackedTensor(TrackedBase @base, TensorType type, Node? node)
    {
        Base = @base;
        Type = type;
        this.node = node;
        version = @base.Version;
    }

    public TrackedBase Base { get; }

    /// <summary>Dtype, shape and strides, which a write does not change.</summary>
    public TensorType Type { get; }

    /// <summary>What this is a view of; null for a base.</summary>
    public TrackedTensor? Parent { get; private init; }

    /// <summary>The base that this is a view of, of whatever depth; itself for a base.</summary>
    public TrackedTensor Root
    {
        get
        {
            var root = this;
            while (root.Parent is { } parent)
            {
                root = parent;
            }
            return root;
        }
    }

    /// <summary>The call that made the view first: in the imported graph, or in the functional one where only that has it.</summary>
    public Node? OldCall { get; private init; }

    /// <summary>The call in the functional graph that last made the view.</summary>
    public Node? ViewCall { get; private set; }

    public int ResultIndex { get; private init; }

    /// <summary>False for a result of <c>split</c> that nothing has taken yet.</summary>
    public bool HasNode => node is not null;

    /// <summary>The node that last held the value.</summary>
    public Node Current => node!;

    public bool IsStale => node is null || version != Base.Version;

    /// <summary>Memory of its own.</summary>
    /// <param name="node">The value.</param>
    /// <param name="isCallers">Whether the memory outlives the call.</param>
    /// <param name="holdsStorage">See <see cref="TrackedBase.HoldsStorage"/>.</param>
    /// <param name="start">See <see cref="TrackedBase.Start"/>.</param>
    public static TrackedTensor Fresh(Node node, bool isCallers = false, bool holdsStorage = true, SymInt? start = null) =>
        new(new TrackedBase(node, isCallers) { HoldsStorage = holdsStorage, Start = start ?? 0 }, (TensorType)node.Type, node);

    public TrackedTensor View(Node oldCall, Node call, int resultIndex)
    {
        var type = (TensorType)(call.Type is TupleType tuple ? tuple.Items[resultIndex] : call.Type);
        return new(Base, type, call.Type is TupleType ? null : call)
        {
            Parent = this,
            OldCall = oldCall,
            ViewCall = call,
            ResultIndex = resultIndex,
        };
    }

    /// <summary>Takes the first node of a result of a call with several: right as of the version at which the call was made.</summary>
    public void Materialize(Node item) => node = item;

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
