using Piecewise.Tensors;

namespace Piecewise.Graphs;

/// <summary>One tensor of a graph as a place in memory: which storage, and where it is known, which elements.</summary>
public sealed class MemoryView
{
    private readonly MemoryRoot root;
    private readonly int item;
    private readonly PartOffsets? parts;
    private SymInt? offset;
    private bool hasOffset;

    internal MemoryView(Node maker, int item, TensorType type, MemoryRoot root, MemoryView? parent = null, PartOffsets? parts = null)
    {
        this.parts = parts;
        Maker = maker;
        Type = type;
        Parent = parent;
        this.item = item;
        this.root = root;
    }

    /// <summary>The input or call that made the tensor; an in-place operator's result is the tensor that it was given.</summary>
    public Node Maker { get; }

    public TensorType Type { get; }

    internal MemoryRoot Root => root.Find();

    /// <summary>What this shows elements of, at a place that can be asked for; null where nothing is known but the storage.</summary>
    internal MemoryView? Parent { get; private set; }

    /// <summary>From here on this is the whole of another tensor.</summary>
    internal void Follow(MemoryView other)
    {
        (Parent, offset, hasOffset) = (other, 0, true);
    }

    /// <summary>Takes <see cref="Follow"/> back.</summary>
    internal void StandAlone()
    {
        (Parent, offset, hasOffset) = (null, null, false);
    }

    /// <summary>Where the first element lies, in bytes behind the first element of the tensor that this and others are views of.</summary>
    internal (MemoryView Base, SymInt Offset) Place(ShapeEnvironment shapes)
    {
        var view = this;
        SymInt place = 0;
        while (view.Parent is { } parent && view.OffsetInParent(shapes) is { } step)
        {
            place += step;
            view = parent;
        }
        return (view, place);
    }

    // Asked for only where two views of one storage are compared: most never are.
    private SymInt? OffsetInParent(ShapeEnvironment shapes)
    {
        if (!hasOffset)
        {
            hasOffset = true;
            var elements = parts is not null
                ? parts.Of(item, Maker, shapes)
                : ((ViewOperator)Maker.Operator!).Offset(new InferenceContext(Maker.Operator!, Maker.Arguments, shapes), item);
            offset = elements is null ? null : elements * Parent!.Type.DType.Size();
        }
        return offset;
    }

    public override string ToString() => $"%{Maker.Name}: {Type}";
}
