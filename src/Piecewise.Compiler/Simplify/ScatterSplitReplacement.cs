using System.Collections.Immutable;
using Piecewise.Compiler.Passes;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Simplify;

/// <summary>
/// A view of what was just put together takes the part itself (N4): values that were scattered into a buffer only to be split out of it
/// again, as functionalized in-place rotary embeddings are. What a tensor is put together of is said by <see cref="Operator.Parts"/>; that
/// a view shows exactly one part, or none of the newer ones, is proved by shapes and places.
/// </summary>
/// <example><code>
/// %a = slice_scatter(%qkv, %q1, 1, 0, 8)      %v = getitem(split_with_sizes(%qkv, [8, 2, 2], 1), 2)
/// %b = slice_scatter(%a, %k1, 1, 8, 10)   →   %q1, %k1, %v are used as they are
/// %s = split_with_sizes(%b, [8, 2, 2], 1)
/// </code></example>
internal sealed class ScatterSplitReplacement : Pass
{
    /// <summary>
    /// Nodes that one run of the pass looks at in order to know what is returned: the graph is analyzed again after each rewrite. Then it
    /// stops, and what is left is computed as it stands.
    /// </summary>
    private const long MaxAnalyzed = 1_000_000;

    public override string Name => "scatter-splits";

    public override string Summary => "What was scattered into a buffer and split out of it is used as it was.";

    public override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var graph = context.Graph;
        // A scatter copies its operands as they are at that moment; where something writes, they may be different later.
        if (graph.Nodes.Any(n =>
            n.Kind == NodeKind.CallPiece || n.Operator?.Schema.HasWrites == true || n.Arguments.Any(a => a is GraphArgument)))
        {
            return;
        }
        var pending = new Queue<Node>(graph.Nodes.Where(n => n is { Kind: NodeKind.Call, Type: TensorType }));
        var steps = MaxAnalyzed / (graph.Count + 1);
        // Of all results of a call at once: one by one would go through the earlier ones each time.
        var offsets = new Dictionary<Node, (TensorType Viewed, ImmutableArray<SymInt?> All)>();
        while (pending.TryDequeue(out var shown) && steps > 0)
        {
            if (!shown.IsErased && shown.HasUsers && View(shown, offsets) is { } view)
            {
                steps--;
                if (Replace(context, shown, view.Call, view.Part) is { } next)
                {
                    pending.Enqueue(next);
                }
            }
        }
    }

    // The view call that a tensor comes from, and which elements of the viewed tensor it shows.
    private static (Node Call, ResultPart Part)? View(Node shown,
        Dictionary<Node, (TensorType Viewed, ImmutableArray<SymInt?> All)> offsets)
    {
        var (call, index) = shown.IsCallOf(Dialect.GetItem)
            && shown.Arguments is [NodeArgument { Node: { Kind: NodeKind.Call } tuple }, IntArgument { Value: var item }]
            ? (tuple, (int)item)
            : (shown, 0);
        if (call.Operator is not ViewOperator op
            || call.Arguments is not [NodeArgument { Node: { Kind: NodeKind.Call, Type: TensorType type, Operator: not ViewOperator } }, ..]
            || type.DType != ((TensorType)shown.Type).DType)
        {
            return null;
        }
        // A rewrite may have given the viewed tensor another layout since.
        if (!offsets.TryGetValue(call, out var known) || !known.Viewed.Equals(type))
        {
            var context = InferenceContext.Of(call);
            offsets[call] = known =
                (type, op.ResultIsView(context) == true ? op.Offsets(context, call.Type is TupleType results ? results.Items.Length : 1)
                    : []);
        }
        return index < known.All.Length && known.All[index] is { } offset ? (call, new ResultPart(shown, (TensorType)shown.Type, offset))
            : null;
    }

    // Returns the node that has taken the place, where it may be a view of something put together again.
    private static Node? Replace(PassContext context, Node shown, Node call, ResultPart part)
    {
        var shapes = context.Graph.Shapes;
        var whole = ((NodeArgument)call.Arguments[0]).Node;
        var parts = whole.Operator!.Parts(InferenceContext.Of(whole));
        for (var i = parts.Length - 1; i >= 0; i--)
        {
            if (part.IsSameAs(parts[i], shapes))
            {
                return UseInstead(context, shown, whole, parts[i].Value);
            }
            if (!part.IsApartFrom(parts[i], shapes))
            {
                // All of the old elements, of which those that count are there as they were.
                return i == 0 && parts.Length > 1 && new TypeAgreement(shapes, shapes).Difference(parts[0].Value.Type, whole.Type) is null
                    ? UseInstead(context, shown, whole, ViewOf(context, shown, call, parts[0].Value))
                    : null;
            }
        }
        return null;
    }

    private static Node ViewOf(PassContext context, Node shown, Node call, Node viewed)
    {
        var graph = context.Graph;
        var view = graph.AddCall(call.Operator!, call.Arguments.SetItem(0, viewed), call.Type, call.Name, before: call);
        view.Source = call.Source;
        if (shown == call)
        {
            return view;
        }
        var element = graph.AddCall(shown.Operator!, shown.Arguments.SetItem(0, view), shown.Type, shown.Name, before: call);
        element.Source = shown.Source;
        return element;
    }

    private static Node? UseInstead(PassContext context, Node shown, Node whole, Node value)
    {
        var rule = $"part of %{whole.Name} is %{value.Name}";
        var objection = Objection(context, whole, value);
        if (objection is null && context.MayRewrite(rule, shown))
        {
            objection = LayoutChange.TryReplace(shown, value);
            if (objection is null)
            {
                context.EraseUnused(shown);
                return value;
            }
        }
        if (objection is not null)
        {
            context.Remark(rule, shown, objection);
        }
        context.EraseUnused(value);
        return null;
    }

    // What the caller gets must not come to share memory with something else that it holds, and what sees the storage must find it around
    // the part.
    private static string? Objection(PassContext context, Node whole, Node value)
    {
        var memory = AliasAnalysis.Of(context.Graph, context.Donated);
        if (memory.StorageSeenBy(memory.ViewOf(whole)!) is { } seer)
        {
            return $"%{seer.Name} depends on the place of elements in their storage";
        }
        bool IsReturned(MemoryView view) => memory.AccessesOf(view) is [.., { Node.Kind: NodeKind.Output }];
        return memory.ViewOf(value) is { } view && IsReturned(memory.ViewOf(whole)!) && (memory.IsCallers(view) || IsReturned(view))
            ? $"it is returned, and so is memory of %{value.Name}, or the caller keeps it"
            : null;
    }
}
