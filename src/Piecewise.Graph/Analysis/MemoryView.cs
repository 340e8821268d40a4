using Piecewise.Tensors;

namespace Piecewise.Graphs;

/// <summary>One tensor of a graph as a place in memory: which storage, and where it is known, which elements.</summary>
internal sealed class MemoryView
{
    private readonly MemoryRoot root;
    private readonly int item;
    private readonly PartOffsets? parts;
    private SymInt? offset;
    private bool hasOffset;
    private bool isTrial;
    private (MemoryView View, SymInt Offset)? known;

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
    /// <param name="other">The other.</param>
    /// <param name="forGood">Whether <see cref="StandAlone"/> never takes that back.</param>
    internal void Follow(MemoryView other, bool forGood)
    {
        (Parent, offset, hasOffset, isTrial) = (other, 0, true, !forGood);
    }

    /// <summary>Takes <see cref="Follow"/> back.</summary>
    internal void StandAlone()
    {
        (Parent, offset, hasOffset, isTrial) = (null, null, false, false);
    }

    /// <summary>Where the first element lies, in bytes after the first element of the tensor that this and others are views of.</summary>
    internal (MemoryView Base, SymInt Offset) Place(ShapeEnvironment shapes)
    {
        var (view, place) = Climb(shapes);
        while (view is { isTrial: true, Parent: { } followed })
        {
            var (next, step) = followed.Climb(shapes);
            (view, place) = (next, place + step);
        }
        return (view, place);
    }

    // As far as links go that stay, and remembered: views of views of views are asked for one after another.
    private (MemoryView View, SymInt Offset) Climb(ShapeEnvironment shapes)
    {
        if (Parent is null || isTrial)
        {
            return (this, 0);
        }
        var path = new Stack<MemoryView>();
        var (view, place) = (this, (SymInt)0);
        while (true)
        {
            if (view.known is { } known)
            {
                path.Push(view);
                view = known.View;
            }
            else if (!view.isTrial && view.Parent is { } parent && view.OffsetInParent(shapes) is not null)
            {
                path.Push(view);
                view = parent;
            }
            else
            {
                break;
            }
        }
        var top = view;
        while (path.TryPop(out var below))
        {
            place += below.known is { } known ? known.Offset : below.offset!;
            below.known = (top, place);
        }
        return (top, place);
    }

    // Asked for only where two views of one storage are compared: most never are.
    private SymInt? OffsetInParent(ShapeEnvironment shapes)
    {
        if (!hasOffset)
        {
            hasOffset = true;
            var elements = parts is not null
                ? parts.Of(item, Maker, shapes)
                : ((ViewOperator)Maker.Operator!).Offset(InferenceContext.Of(Maker, shapes), item);
            offset = elements is null ? null : elements * Parent!.Type.DType.Size();
        }
        return offset;
    }

    public override string ToString() => $"%{Maker.Name}: {Type}";
}
