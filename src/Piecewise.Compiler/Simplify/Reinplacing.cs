using Piecewise.Compiler.Passes;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Simplify;

/// <summary>
/// Calls of operators that have an in-place form write over their first argument where nothing can tell (N3). The forms are those of the
/// catalog, the proof is that of <see cref="StorageReuse"/>.
/// </summary>
/// <remarks><c>%b = add(%a, 1)</c> → <c>%b = add_(%a, 1)</c> where nothing takes <c>%a</c> after it.</remarks>
internal sealed class Reinplacing : Pass
{
    public override string Name => "reinplace";

    public override string Summary => "A result goes where an operand was that nothing needs any more.";

    public override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var graph = context.Graph;
        if (graph.Stage == Stage.Functional)
        {
            // The dialect has no in-place forms.
            return;
        }
        StorageReuse? reuse = null;
        foreach (var node in graph.Nodes)
        {
            if (node is not { Kind: NodeKind.Call, Operator: { } op, Type: TensorType }
                || node.Arguments is not [NodeArgument { Node: { Type: TensorType } operand }, ..]
                || context.Catalog.InPlaceFormOf(op) is not { } form)
            {
                continue;
            }
            reuse ??= new StorageReuse(graph, context.Donated);
            if (reuse.Objection(node, operand) is { } reason)
            {
                context.Remark($"{op.Schema.BaseName} stays out of place", node, reason);
            }
            else if (context.MayRewrite($"{op.Schema.BaseName} over %{operand.Name}", node))
            {
                reuse.Reuse(node, operand, form);
            }
        }
    }
}
