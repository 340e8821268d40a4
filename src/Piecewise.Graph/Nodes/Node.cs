using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Piecewise.Graphs;

internal enum NodeKind : byte { Input, Call, CallPiece, Output }

/// <summary>
/// One value of a graph: an input, a call of an operator, a call of a piece, or the output. Mutable, compared by identity.
/// <see cref="Arguments"/> keeps the users of other nodes right by itself.
/// </summary>
internal sealed partial class Node
{
    private readonly List<Node> uses = [];
    private ImmutableArray<Argument> arguments = [];

    internal Node(Graph graph, NodeKind kind, string name, NodeType type)
    {
        Graph = graph;
        Kind = kind;
        Name = name;
        Type = type;
    }

    public Graph Graph { get; }

    public NodeKind Kind { get; }

    /// <summary>Unique in its graph.</summary>
    public string Name { get; }

    public NodeType Type { get; set; }

    /// <summary>Set exactly where <see cref="Kind"/> is Call. Its schema gives each argument's place: defaults are filled in.</summary>
    public Operator? Operator { get; internal set; }

    /// <summary>Set exactly where <see cref="Kind"/> is CallPiece.</summary>
    public Piece? Piece { get; internal set; }

    /// <summary>What the caller passes here; set exactly where <see cref="Kind"/> is Input.</summary>
    public InputSpec? Input { get; set; }

    /// <summary>What each output is; parallel to <see cref="Arguments"/>; only where <see cref="Kind"/> is Output.</summary>
    public ImmutableArray<OutputSpec> Outputs { get; internal set; } = [];

    /// <summary>Where the node comes from in the model's source, if known.</summary>
    public SourceLocation? Source { get; set; }

    public Node? Next { get; internal set; }

    public Node? Previous { get; internal set; }

    /// <summary>Position in the order of the graph; valid after <see cref="Graph.Number"/> until the graph changes.</summary>
    public int Index { get; internal set; } = -1;

    public bool IsErased { get; internal set; }

    /// <summary>One per slot of the operator's schema; one per input of a piece; one per output.</summary>
    public ImmutableArray<Argument> Arguments
    {
        get => arguments;
        set
        {
            if (!arguments.IsEmpty)
            {
                foreach (var node in InputNodes)
                {
                    // From the end: passes that erase much go backwards.
                    node.uses.RemoveAt(node.uses.LastIndexOf(this));
                }
            }
            arguments = value;
            foreach (var node in InputNodes)
            {
                node.uses.Add(this);
            }
        }
    }

    /// <summary>The nodes this one takes, in argument order, with repetitions.</summary>
    public IEnumerable<Node> InputNodes
    {
        get
        {
            foreach (var argument in arguments)
            {
                if (argument is NodeArgument direct)
                {
                    yield return direct.Node;
                }
                else if (argument is ListArgument)
                {
                    foreach (var node in argument.Nodes)
                    {
                        yield return node;
                    }
                }
            }
        }
    }

    /// <summary>The nodes that take this one, each once.</summary>
    public IEnumerable<Node> Users => uses.Count <= 1 ? uses : uses.Distinct();

    public bool HasUsers => uses.Count > 0;

    /// <summary>How often this value is taken; a node that takes it twice counts twice.</summary>
    public int UseCount => uses.Count;

    public bool IsCallOf(string qualifiedName) => Operator is { } op && op.Name == qualifiedName;

    /// <summary>The argument of that name in the operator's schema.</summary>
    public Argument ArgumentNamed(string name) => arguments[Operator!.Schema.IndexOf(name)];

    /// <summary>Makes every user take <paramref name="replacement"/> instead.</summary>
    public void ReplaceAllUsesWith(Node replacement)
    {
        if (replacement == this)
        {
            return;
        }
        // At once: taking back thousands of uses one by one would search the rest each time.
        Node[] all = [.. uses];
        uses.Clear();
        foreach (var user in all.Distinct())
        {
            user.Exchange(this, replacement);
        }
        replacement.uses.AddRange(all);
    }

    /// <summary>Takes something else instead of a node, wherever this takes it.</summary>
    public void ReplaceInput(Node old, Argument replacement)
    {
        Exchange(old, replacement);
        var count = old.uses.RemoveAll(u => u == this);
        foreach (var node in replacement.Nodes)
        {
            node.uses.AddRange(Enumerable.Repeat(this, count));
        }
    }

    // A node may take thousands, of which each is replaced: the others are left as they are.
    private void Exchange(Node old, Argument replacement)
    {
        Argument[]? changed = null;
        for (var i = 0; i < arguments.Length; i++)
        {
            var argument = arguments[i];
            if (argument is NodeArgument { Node: var taken } ? taken == old : argument is ListArgument && argument.Nodes.Contains(old))
            {
                changed ??= [.. arguments];
                changed[i] = argument.Map(n => n == old ? replacement : n);
            }
        }
        if (changed is not null)
        {
            arguments = ImmutableCollectionsMarshal.AsImmutableArray(changed);
        }
    }

    /// <summary>Makes a call one of another operator with the same arguments and type.</summary>
    /// <exception cref="ArgumentException">It takes another number of arguments, or this is no call.</exception>
    public void Retarget(Operator op)
    {
        ArgumentNullException.ThrowIfNull(op);
        if (Kind != NodeKind.Call || op.Schema.Arguments.Length != arguments.Length)
        {
            throw new ArgumentException($"%{Name} can't become a call of {op.Name}.", nameof(op));
        }
        Operator = op;
    }
}
