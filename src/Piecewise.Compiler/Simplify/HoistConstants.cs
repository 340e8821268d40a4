using System.Collections.Immutable;
using Piecewise.Compiler.Passes;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Simplify;

/// <summary>
/// Moves what depends on weights alone out of a piece: it is computed once, when the program is loaded, and becomes an input.
/// </summary>
/// <remarks>
/// <c>%w = aten.cat(%q, %k); %y = linear(%x, %w)</c> → <c>%y = linear(%x, %folded)</c>. Memory stays bounded: a result is moved where it is
/// small, or where it takes the place of the weights that it is made of. What is written in place, or returned, stays.
/// </remarks>
internal sealed class HoistConstants : Pass
{
    /// <summary>Results up to so many bytes are moved although the weights that they are made of are still needed.</summary>
    public const long SmallBytes = 64 << 10;

    // Bytes that a value on the way may have anyway.
    private const long MaxIntermediateBytes = 16 << 20;

    // Bytes read times bytes made by a call that is no loop over elements: a product of two matrices of 8 MiB each is about a second of a
    // reference kernel.
    private const long MaxWork = 1L << 48;

    public override string Name => "hoist-constants";

    public override string Summary => "What is computed from weights alone is computed once, at load.";

    public override void Run(PassContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Constants.Count == 0)
        {
            return;
        }
        var constant = new HashSet<Node>(context.Constants);
        // Views of weights, in the graph's order: a view of one is one.
        var views = new HashSet<Node>(context.Constants);
        var memory = AliasAnalysis.WithSeparateInputs(context.Graph);
        foreach (var node in context.Graph.Nodes)
        {
            if (IsComputable(node) && !IsAccessed(memory, node, a => a.Writes) && node.InputNodes.Any()
                && node.InputNodes.All(constant.Contains))
            {
                constant.Add(node);
                if (IsView(node) && node.InputNodes.First() is var viewed && views.Contains(viewed))
                {
                    views.Add(node);
                }
            }
        }
        foreach (var node in context.Graph.Nodes)
        {
            if (node.Kind == NodeKind.Call && constant.Contains(node) && node.Users.Any(u => !constant.Contains(u))
                && !views.Contains(node))
            {
                // Whoever gets a result may overwrite it, in another piece or outside; a constant has to stay what it is.
                if (IsAccessed(memory, node, a => a.Node.Kind == NodeKind.Output))
                {
                    context.Remark("constant stays", node, "it is returned");
                }
                else if (memory.ViewOf(node) is { } view && memory.StorageSeenBy(view) is { } seer)
                {
                    context.Remark("constant stays", node, $"%{seer.Name} depends on the place of elements in their storage");
                }
                else
                {
                    Hoist(context, node, constant);
                }
            }
        }
    }

    private static bool IsAccessed(AliasAnalysis memory, Node node, Func<MemoryAccess, bool> how) =>
        memory.ViewsOf(node).Any(v => v is not null && memory.AccessesOf(v).Any(how));

    private static bool IsComputable(Node node) =>
        node is { Kind: NodeKind.Call, Operator: { IsPure: true, IsRandom: false }, Type: TensorType { Shape: var shape } }
        && shape.All(s => s.IsConstant) && !node.Arguments.Any(a => a is GraphArgument);

    // A view of a weight costs nothing in a call.
    private static bool IsView(Node node) => node.Operator!.ResultIsView(InferenceContext.Of(node)) == true;

    private static void Hoist(PassContext context, Node root, HashSet<Node> constant)
    {
        var needed = new HashSet<Node>();
        Collect(root, needed);
        var weights = needed.Where(n => n.Kind == NodeKind.Input).ToHashSet();
        var bytes = Bytes(root);
        var isForLoad = root.Operator!.IsForLoad;
        if (!isForLoad && bytes > SmallBytes && (bytes > weights.Aggregate(0L, (sum, w) => Math.Min(sum + Bytes(w), long.MaxValue / 2))
            || weights.Any(w => w.Users.Any(u => !needed.Contains(u)))))
        {
            context.Remark("constant stays", root,
                $"{bytes} bytes more would be kept: the weights that it is made of are still needed, or are smaller");
            return;
        }
        if (!isForLoad && needed.FirstOrDefault(n => IsTooMuch(context, n)) is { } expensive)
        {
            context.Remark("constant stays", root,
                $"%{expensive.Name} would take too long, or too much memory, while the program is loaded");
            return;
        }
        if (!context.MayRewrite("computed at load", root))
        {
            return;
        }
        var recipe = new Graph($"{context.Graph.Name}_{root.Name}", new ShapeEnvironment());
        var copies = new Dictionary<Node, Node>();
        ImmutableArray<Node> inputs = [.. context.Graph.Inputs.Where(weights.Contains)];
        foreach (var input in inputs)
        {
            copies.Add(input, recipe.AddInput(input.Name, input.Type, input.Input!));
        }
        foreach (var node in context.Graph.Nodes.Where(n => n.Kind == NodeKind.Call && needed.Contains(n)))
        {
            copies.Add(node, recipe.AddCall(node.Operator!, [.. node.Arguments.Select(a => a.Map(n => copies[n]))], node.Type, node.Name));
        }
        recipe.SetOutput(copies[root]);
        var folded = context.Graph.AddInput($"folded_{root.Name}", root.Type, new InputSpec(InputKind.Constant, $"folded_{root.Name}"));
        foreach (var user in root.Users.Where(u => !constant.Contains(u)).ToArray())
        {
            user.ReplaceInput(root, folded);
        }
        context.Fold(new FoldedConstant(recipe, inputs));
        context.EraseUnused(root);
    }

    // A start waits for what is computed at load, and nobody has asked for it: values that are much larger than the weights, and work that
    // grows faster than them, are left to the calls.
    private static bool IsTooMuch(PassContext context, Node node)
    {
        if (node.Kind != NodeKind.Call)
        {
            return false;
        }
        var call = InferenceContext.Of(node);
        if (node.Operator is ViewOperator && node.Operator.ResultIsView(call) == true)
        {
            return false;
        }
        var (read, made) = (node.InputNodes.Aggregate((Int128)0, (sum, n) => sum + Bytes(n)), (Int128)Bytes(node));
        var isLinear = node.Operator!.IsReshape || node.Operator.Loops(call) is not null || !node.Operator.Parts(call).IsEmpty;
        return made > Int128.Max(MaxIntermediateBytes, 4 * read) || (!isLinear && read * made > MaxWork);
    }

    private static void Collect(Node root, HashSet<Node> needed)
    {
        var pending = new Stack<Node>([root]);
        while (pending.TryPop(out var node))
        {
            if (needed.Add(node))
            {
                foreach (var input in node.InputNodes)
                {
                    pending.Push(input);
                }
            }
        }
    }

    // Sizes that nobody could hold count as just that.
    private static long Bytes(Node node)
    {
        var type = (TensorType)node.Type;
        var bytes = type.Shape.Aggregate((Int128)type.DType.Size(), (bytes, size) => Int128.Min(bytes * size.Constant, long.MaxValue / 2));
        return (long)bytes;
    }
}
