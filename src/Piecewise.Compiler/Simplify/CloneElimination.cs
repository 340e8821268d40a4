using Piecewise.Compiler.Passes;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Simplify;

/// <summary>
/// Removes calls that copy a tensor as it is, wherever that can't be observed (C1–C4). What is a copy is said by operators
/// (<see cref="Operator.SameAs"/>), what can be observed by <see cref="CopyElision"/>; each copy that stays gets a remark.
/// </summary>
/// <example><code>
/// %c = clone(%x)             %y = add_(%x, 1)     where %x is donated or made here, and nothing takes it after %y
/// %y = add_(%c, 1)     →     output %y
/// output %y
/// </code></example>
internal sealed class CloneElimination : Pass
{
    public override string Name => "clone-elimination";

    public override string Summary => "A copy that nobody can tell from its original goes.";

    public override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        // Most graphs that need no clone have none: no analysis then.
        CopyElision? elision = null;
        foreach (var node in context.Graph.Nodes)
        {
            if (FullCopy.OriginalOf(node, out _) is not { } original)
            {
                continue;
            }
            elision ??= new CopyElision(context.Graph, context.Donated);
            if ((elision.Objection(node, original) ?? LayoutChange.Objection(node, original)) is { } reason)
            {
                context.Remark("clone stays", node, reason);
            }
            else if (context.MayRewrite($"copy of %{original.Name} is it", node))
            {
                LayoutChange.TryReplace(node, original);
                elision.Remove(node, original);
            }
        }
    }
}
