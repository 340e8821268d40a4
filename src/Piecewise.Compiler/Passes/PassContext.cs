using System.Collections.Immutable;
using Piecewise.Compiler.Entries;
using Piecewise.Graphs;
using Piecewise.Operators.OpIr;

namespace Piecewise.Compiler.Passes;

/// <summary>What a pass sees of the piece that it rewrites, and where it says what it did.</summary>
/// <param name="graph">The piece; rewritten in place.</param>
/// <param name="catalog">The operators that a rewrite may use.</param>
/// <param name="settings">What the program is compiled with.</param>
/// <param name="budget">How many optional rewrites may still be done.</param>
internal sealed class PassContext(Graph graph, OperatorCatalog catalog, PassSettings settings, RewriteBudget budget)
{
    private readonly List<Rewrite> rewrites = [];
    private readonly List<Remark> remarks = [];
    private readonly List<NodeProvider> providers = [];
    private readonly List<FoldedConstant> folded = [];

    public Graph Graph { get; } = graph;

    public OperatorCatalog Catalog { get; } = catalog;

    public PassSettings Settings { get; } = settings;

    /// <summary>The entry that is compiled; null in a pass of scope <see cref="PassScope.Piece"/>.</summary>
    public CompileEntry? Entry { get; init; }

    /// <summary>Inputs whose memory the callers of the piece give up (C2).</summary>
    public IReadOnlySet<Node> Donated { get; init; } = ImmutableHashSet<Node>.Empty;

    /// <summary>
    /// Inputs that are weights or constants in every place that calls the piece: the same tensor in each call of the program.
    /// </summary>
    public IReadOnlySet<Node> Constants { get; init; } = ImmutableHashSet<Node>.Empty;

    /// <summary>Traced implementations of ops, shared by all pieces and entries.</summary>
    public required ReplacementCache Replacements { get; init; }

    /// <summary>Whether the pass that runs is required: its rewrites are recorded but not counted.</summary>
    internal bool IsRequired { get; init; }

    /// <summary>What the pass did so far.</summary>
    public IReadOnlyList<Rewrite> Rewrites => rewrites;

    /// <summary>What the pass left alone and why.</summary>
    public IReadOnlyList<Remark> Remarks => remarks;

    /// <summary>Who computes which op, and why not somebody else.</summary>
    public IReadOnlyList<NodeProvider> Providers => providers;

    /// <summary>
    /// Asks for one rewrite before it is done. False where bisecting has switched it off: the pass then leaves the place as it is.
    /// </summary>
    /// <param name="rule">What is done, in few words: <c>add + rms_norm</c>.</param>
    /// <param name="at">The node that is replaced, for its name and place.</param>
    public bool MayRewrite(string rule, Node at)
    {
        ArgumentNullException.ThrowIfNull(at);
        if (IsRequired)
        {
            rewrites.Add(new Rewrite(null, rule, at.Name, at.Source));
            return true;
        }
        if (budget.TryTake() is not { } number)
        {
            return false;
        }
        rewrites.Add(new Rewrite(number, rule, at.Name, at.Source));
        return true;
    }

    /// <summary>Records a place at which a rule almost applied, or a thing that stays, with the reason.</summary>
    public void Remark(string rule, Node at, string reason)
    {
        ArgumentNullException.ThrowIfNull(at);
        remarks.Add(new Remark(rule, at.Name, reason, at.Source));
    }

    /// <summary>What the pass moved out of the piece.</summary>
    public IReadOnlyList<FoldedConstant> Folded => folded;

    /// <summary>Records that the last input of the graph is a value computed at load.</summary>
    public void Fold(FoldedConstant constant) => folded.Add(constant);

    /// <summary>Records which provider computes an op.</summary>
    public void Chose(Node at, ProviderChoice choice)
    {
        ArgumentNullException.ThrowIfNull(at);
        ArgumentNullException.ThrowIfNull(choice);
        providers.Add(new NodeProvider(at.Name, at.Operator!.Name, choice.Provider.Name, choice.PassedOver, at.Source));
    }

    /// <summary>Adds a call before a node; it gets that node's place in the model's source.</summary>
    /// <param name="before">The node to insert before; of a nested graph too.</param>
    /// <param name="op"><c>ns::op.overload</c>.</param>
    /// <param name="arguments">Positional; trailing ones may be left out where the schema has defaults.</param>
    public Node Call(Node before, string op, params ReadOnlySpan<Argument> arguments)
    {
        ArgumentNullException.ThrowIfNull(before);
        var node = Catalog.Call(before.Graph, before, op, arguments);
        node.Source = before.Source;
        return node;
    }

    /// <summary>Adds a call whose type is known before a node: cheaper than asking the operator's shape rule.</summary>
    public Node Call(Node before, string op, NodeType type, params ReadOnlySpan<Argument> arguments)
    {
        ArgumentNullException.ThrowIfNull(before);
        var target = Catalog[op];
        var node = before.Graph.AddCall(target, target.Schema.Fill(arguments), type, before: before);
        node.Source = before.Source;
        return node;
    }

    /// <summary>Makes every user of a node take another one, then erases it with whatever only it used.</summary>
    public void Replace(Node old, Node replacement)
    {
        ArgumentNullException.ThrowIfNull(old);
        old.ReplaceAllUsesWith(replacement);
        EraseUnused(old);
    }

    /// <summary>Erases a node that nothing takes, and what only it took, as far as effects allow.</summary>
    public void EraseUnused(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var pending = new Stack<Node>([node]);
        while (pending.TryPop(out var next))
        {
            if (!next.IsErased && next is { Kind: NodeKind.Call, HasUsers: false, Operator.IsPure: true })
            {
                var taken = next.InputNodes.ToArray();
                next.Graph.Erase(next);
                foreach (var input in taken)
                {
                    pending.Push(input);
                }
            }
        }
    }
}
