using System.Collections.Immutable;
using Piecewise.Compiler.Passes;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Simplify;

/// <summary>
/// Calls that change nothing go (N1): reshapes of reshapes, views that show all of a tensor as it is, scatters that replace all of it.
/// Whether a call does follows from types, layout included, and from what is known of the symbols; an argument like <c>end = -1</c> is
/// never looked at.
/// </summary>
/// <example><code>
/// %a = reshape(%x, [-1, 128, 32])
/// %b = reshape(%a, [-1, 4096])         %c = slice(%x, …) where it is shorter than %x
/// %c = slice(%b, …)              →
/// %d = slice(%b, 0, 0, s0)
/// </code></example>
internal sealed class NoOpElimination : Pass
{
    public override string Name => "no-ops";

    public override string Summary => "A view, reshape or scatter that changes nothing goes.";

    public override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var graph = context.Graph;
        var hasWrites = graph.Nodes
            .Any(n => n.Kind == NodeKind.CallPiece || n.Operator?.Schema.HasWrites == true || n.Arguments.Any(a => a is GraphArgument));
        var hasScatters = false;
        foreach (var node in graph.Nodes)
        {
            if (node is not { Kind: NodeKind.Call, Operator: { } op, Type: TensorType })
            {
                continue;
            }
            if (op.IsReshape)
            {
                Shorten(context, node, op, hasWrites);
            }
            var call = InferenceContext.Of(node);
            if (op.SameAs(call) is not { } name || node.ArgumentNamed(name) is not NodeArgument { Node: var same })
            {
                continue;
            }
            if (op.ResultIsView(call) == true)
            {
                if (Agreement(graph).Difference(same.Type, node.Type) is null && LayoutChange.Objection(node, same) is null
                    && context.MayRewrite($"{op.Schema.BaseName} that changes nothing", node))
                {
                    LayoutChange.TryReplace(node, same);
                    context.EraseUnused(node);
                }
            }
            else
            {
                hasScatters |= IsScatter(op, name);
            }
        }
        if (hasScatters)
        {
            RemoveScatters(context);
        }
    }

    // before: inner = reshape(x); node = reshape(inner)
    // after:  node = reshape(x)
    // Row-major order is kept by both, so that the shape alone decides about the elements. Where something writes, only views of views can
    // be taken together: a copy is of a moment.
    private static void Shorten(PassContext context, Node node, Operator op, bool hasWrites)
    {
        var shapes = context.Graph.Shapes;
        while (node.Arguments[0] is NodeArgument { Node: { Kind: NodeKind.Call, Operator: { IsReshape: true } before } inner })
        {
            var isView = Both(
                before.ResultIsView(InferenceContext.Of(inner)), op.ResultIsView(InferenceContext.Of(node)));
            var arguments = node.Arguments.SetItem(0, inner.Arguments[0]);
            var direct = new InferenceContext(op, arguments, shapes);
            if ((hasWrites && isView != true) || !Gives(direct, arguments, node.Type) || op.ResultIsView(direct) != isView
                || !context.MayRewrite($"{op.Schema.BaseName} of {before.Schema.BaseName}", node))
            {
                return;
            }
            node.Arguments = arguments;
            context.EraseUnused(inner);
        }
    }

    private static bool Gives(InferenceContext call, ImmutableArray<Argument> arguments, NodeType type)
    {
        try
        {
            var inferred = call.Shapes.Copy();
            return new TypeAgreement(call.Shapes,
                inferred).Difference(call.Operator.Infer(new InferenceContext(call.Operator, arguments, inferred)), type) is null;
        }
        catch (InferenceException)
        {
            // An operator that says its shape relative to what it is given: unsqueeze, flatten.
            return false;
        }
    }

    private static bool? Both(bool? a, bool? b) => a == false || b == false ? false : a is null || b is null ? null : true;

    // A copy of the first argument is a clone, which is another pass's business.
    private static bool IsScatter(Operator op, string same) => op.Schema.Arguments[0].Name != same;

    private static void RemoveScatters(PassContext context)
    {
        var elision = new CopyElision(context.Graph, context.Donated);
        foreach (var node in context.Graph.Nodes)
        {
            if (FullCopy.OriginalOf(node, out var argument) is not { } original || !IsScatter(node.Operator!, argument!))
            {
                continue;
            }
            if ((elision.Objection(node, original) ?? LayoutChange.Objection(node, original)) is { } reason)
            {
                context.Remark($"{node.Operator!.Schema.BaseName} of everything stays", node, reason);
            }
            else if (context.MayRewrite($"{node.Operator!.Schema.BaseName} of everything is %{original.Name}", node))
            {
                LayoutChange.TryReplace(node, original);
                elision.Remove(node, original);
            }
        }
    }

    private static TypeAgreement Agreement(Graph graph) => new(graph.Shapes, graph.Shapes);
}
