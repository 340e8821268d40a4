using Piecewise.Compiler.Passes;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Simplify;

/// <summary>
/// Splits of one tensor into the same parts become one (N4), whichever operator makes them and however it is told: the parts' types and places
/// are compared, so that another dim is another split.
/// </summary>
/// <example><code>
/// %a = split_with_sizes(%x, [4, 2, 2], 1)       %a = split_with_sizes(%x, [4, 2, 2], 1)
/// %q = getitem(%a, 0)                           %q = getitem(%a, 0)
/// %b = split_with_sizes(%x, [4, 2, 2], -1)  →   %k = getitem(%a, 1)
/// %k = getitem(%b, 1)
/// </code></example>
public sealed class SplitCoalescing : Pass
{
    public override string Name => "coalesce-splits";

    public override string Summary => "Equal splits of one tensor become one.";

    public override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var graph = context.Graph;
        graph.Number();
        Dictionary<Node, List<Node>>? splits = null;
        foreach (var node in graph.Nodes)
        {
            if (!IsSplit(node))
            {
                continue;
            }
            splits ??= [];
            var source = ((NodeArgument)node.Arguments[0]).Node;
            if (!splits.TryGetValue(source, out var earlier))
            {
                splits.Add(source, earlier = []);
            }
            if (earlier.Find(e => AreSame(e, node)) is not { } first)
            {
                earlier.Add(node);
            }
            else if (context.MayRewrite($"is %{first.Name}", node))
            {
                context.Replace(node, first);
                JoinElements(context, first);
            }
        }
    }

    // Views that certainly are views: the same parts of one memory, whatever is written in between.
    private static bool IsSplit(Node node) =>
        node is { Kind: NodeKind.Call, Operator: ViewOperator op, Type: TupleType } && node.Arguments is [NodeArgument { Node.Type: TensorType }, ..]
        && op.ResultIsView(new InferenceContext(op, node.Arguments, node.Graph.Shapes)) == true;

    private static bool AreSame(Node a, Node b)
    {
        var shapes = a.Graph.Shapes;
        if (a.Operator == b.Operator && a.Arguments.AsSpan().SequenceEqual(b.Arguments.AsSpan()))
        {
            return true;
        }
        if (!a.Type.Equals(b.Type))
        {
            return false;
        }
        var (callA, callB) = (new InferenceContext(a.Operator!, a.Arguments, shapes), new InferenceContext(b.Operator!, b.Arguments, shapes));
        return Enumerable.Range(0, ((TupleType)a.Type).Items.Length).All(i =>
            ((ViewOperator)a.Operator!).Offset(callA, i) is { } x && ((ViewOperator)b.Operator!).Offset(callB, i) is { } y && x == y);
    }

    private static void JoinElements(PassContext context, Node split)
    {
        var elements = new Dictionary<Argument, Node>();
        foreach (var element in split.Users.Where(u => u.IsCallOf(Dialect.GetItem)).OrderBy(u => u.Index).ToArray())
        {
            if (!elements.TryAdd(element.Arguments[1], element))
            {
                context.Replace(element, elements[element.Arguments[1]]);
            }
        }
    }
}
