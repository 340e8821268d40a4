using Piecewise.Compiler.Passes;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Simplify;

/// <summary>
/// Splits of one tensor into the same parts become one (N4), whichever operator makes them and however it is told: the parts' types and
/// places are compared, so that another dim is another split.
/// </summary>
/// <example><code>
/// %a = split_with_sizes(%x, [4, 2, 2], 1)       %a = split_with_sizes(%x, [4, 2, 2], 1)
/// %q = getitem(%a, 0)                           %q = getitem(%a, 0)
/// %b = split_with_sizes(%x, [4, 2, 2], -1)  →   %k = getitem(%a, 1)
/// %k = getitem(%b, 1)
/// </code></example>
internal sealed class SplitCoalescing : Pass
{
    public override string Name => "coalesce-splits";

    public override string Summary => "Equal splits of one tensor become one.";

    public override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var graph = context.Graph;
        graph.Number();
        // Equal splits have equal types; of one type there are few others, as there are few dims.
        Dictionary<(Node Source, NodeType Type), List<Node>>? splits = null;
        foreach (var node in graph.Nodes)
        {
            if (!IsSplit(node))
            {
                continue;
            }
            splits ??= [];
            var key = (((NodeArgument)node.Arguments[0]).Node, node.Type);
            if (!splits.TryGetValue(key, out var earlier))
            {
                splits.Add(key, earlier = []);
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
        node is { Kind: NodeKind.Call, Operator: ViewOperator op, Type: TupleType }
            && node.Arguments is [NodeArgument { Node.Type: TensorType }, ..]
        && op.ResultIsView(InferenceContext.Of(node)) == true;

    private static bool AreSame(Node a, Node b)
    {
        var shapes = a.Graph.Shapes;
        if (a.Operator == b.Operator && a.Arguments.AsSpan().SequenceEqual(b.Arguments.AsSpan()))
        {
            return true;
        }
        var (callA, callB) = (InferenceContext.Of(a), InferenceContext.Of(b));
        var count = ((TupleType)a.Type).Items.Length;
        return ((ViewOperator)a.Operator!).Offsets(callA, count)
            .SequenceEqual(((ViewOperator)b.Operator!).Offsets(callB, count), SameOffset.Instance);
    }

    // Of places that are not known nobody can tell whether they are the same.
    private sealed class SameOffset : IEqualityComparer<SymInt?>
    {
        public static SameOffset Instance { get; } = new();

        public bool Equals(SymInt? x, SymInt? y) => x is not null && x == y;

        public int GetHashCode(SymInt? obj) => obj?.GetHashCode() ?? 0;
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
