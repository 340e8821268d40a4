using System.Collections.Immutable;

namespace Piecewise.Graphs;

/// <summary>Which dialect a graph is in; the verifier rejects an operator that must not occur there (G4).</summary>
internal enum Stage : byte
{
    /// <summary>As exported: in-place operators and views with shared storage.</summary>
    Imported,

    /// <summary>No operator writes, apart from splitting operators that write an argument of their own; mutation is an output.</summary>
    Functional,

    /// <summary>A stitch graph: calls of pieces and tuple extraction only.</summary>
    Partitioned,

    /// <summary>No op-IR operator is left.</summary>
    Lowered,
}

/// <summary>
/// A program: nodes in topological order, kept as a linked list. Inputs come first, the single output last.
/// </summary>
internal sealed partial class Graph
{
    private readonly Dictionary<string, Node?> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> suffixes = new(StringComparer.Ordinal);
    private Node? lastInput;

    public Graph(string name, ShapeEnvironment shapes, Stage stage = Stage.Functional)
    {
        Name = name;
        Shapes = shapes;
        Stage = stage;
    }

    public string Name { get; }

    public Stage Stage { get; set; }

    /// <summary>The symbols of this graph with what is known of them.</summary>
    public ShapeEnvironment Shapes { get; }

    public Node? First { get; private set; }

    public Node? Last { get; private set; }

    public int Count { get; private set; }

    /// <summary>The output node; null only while the graph is being built.</summary>
    public Node? Output { get; private set; }

    public IEnumerable<Node> Nodes
    {
        get
        {
            for (var node = First; node is not null;)
            {
                // Read the successor after the caller has looked at the node, so that inserting after it is seen
                // and erasing it is allowed.
                var current = node;
                yield return current;
                node = current.Next;
            }
        }
    }

    public IEnumerable<Node> Inputs
    {
        get
        {
            for (var node = First; node is { Kind: NodeKind.Input }; node = node.Next)
            {
                yield return node;
            }
        }
    }

    /// <summary>Adds an input after the existing ones.</summary>
    public Node AddInput(string name, NodeType type, InputSpec spec)
    {
        var before = lastInput is null ? First : lastInput.Next;
        var node = Insert(new Node(this, NodeKind.Input, UniqueName(name), type) { Input = spec }, before);
        return node;
    }

    /// <summary>Adds a call of which every schema slot is given and the type is known.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="arguments">One per schema slot, defaults included.</param>
    /// <param name="type">The type of the result.</param>
    /// <param name="name">Wanted name; made unique. By default the operator's.</param>
    /// <param name="before">The node to insert before; null inserts before the output.</param>
    public Node AddCall(Operator op, ImmutableArray<Argument> arguments, NodeType type, string? name = null, Node? before = null)
    {
        ArgumentNullException.ThrowIfNull(op);
        if (arguments.Length != op.Schema.Arguments.Length)
        {
            throw new ArgumentException($"{op.Name} takes {op.Schema.Arguments.Length} arguments; {arguments.Length} are given.");
        }
        return Insert(new Node(this, NodeKind.Call, UniqueName(name ?? op.Schema.BaseName), type) { Operator = op, Arguments = arguments },
            before ?? Output);
    }

    /// <summary>
    /// Adds a call; its type follows from the operator's shape rule, and what the rule cannot prove becomes a fact that calls are checked
    /// for.
    /// </summary>
    public Node AddCall(Operator op, ImmutableArray<Argument> arguments, string? name = null, Node? before = null)
    {
        ArgumentNullException.ThrowIfNull(op);
        var conditions = new List<SymBool>();
        var type = op.Infer(new InferenceContext(op, arguments, Shapes, conditions));
        foreach (var condition in conditions)
        {
            Shapes.AddFact(condition, op.Name);
        }
        return AddCall(op, arguments, type, name, before);
    }

    /// <summary>Adds a call of a piece before the output.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="arguments">One per input of the piece.</param>
    /// <param name="type">The type of the result; by default <see cref="Piece.ResultType"/>.</param>
    /// <param name="name">Wanted name; made unique. By default the piece's.</param>
    public Node AddPieceCall(Piece piece, ImmutableArray<Argument> arguments, NodeType? type = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(piece);
        return Insert(new Node(this, NodeKind.CallPiece, UniqueName(name ?? piece.Name),
            type ?? piece.ResultType)
        { Piece = piece, Arguments = arguments }, Output);
    }

    /// <summary>Sets what the graph returns; replaces an earlier output.</summary>
    public Node SetOutput(ImmutableArray<Argument> values, ImmutableArray<OutputSpec> specs)
    {
        if (values.Length != specs.Length)
        {
            throw new ArgumentException($"{values.Length} values and {specs.Length} output specs.");
        }
        if (Output is { } old)
        {
            Erase(old);
        }
        return Output = Insert(new Node(this, NodeKind.Output, UniqueName("output"),
            NoneType.Instance)
        { Arguments = values, Outputs = specs }, null);
    }

    public Node SetOutput(params IEnumerable<Node> values)
    {
        ImmutableArray<Argument> arguments = [.. values.Select(v => (Argument)v)];
        return SetOutput(arguments, [.. arguments.Select(_ => OutputSpec.User)]);
    }

    /// <summary>Removes a node that nothing takes.</summary>
    /// <exception cref="InvalidOperationException">The node still has users.</exception>
    public void Erase(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (node.HasUsers)
        {
            throw new InvalidOperationException(
                $"%{node.Name} can't be erased: %{string.Join(", %", node.Users.Select(u => u.Name))} still use it.");
        }
        node.Arguments = [];
        Unlink(node);
        node.IsErased = true;
        names.Remove(node.Name);
        if (node == Output)
        {
            Output = null;
        }
    }

    /// <summary>Moves a node before another one of this graph.</summary>
    public void MoveBefore(Node node, Node before)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (node != before)
        {
            Unlink(node);
            Link(node, before);
        }
    }

    /// <summary>Gives every node its <see cref="Node.Index"/>.</summary>
    public void Number()
    {
        var index = 0;
        for (var node = First; node is not null; node = node.Next)
        {
            node.Index = index++;
        }
    }

    public Node? Find(string name) => names.GetValueOrDefault(name);

    private Node Insert(Node node, Node? before)
    {
        names[node.Name] = node;
        Link(node, before);
        return node;
    }

    private void Link(Node node, Node? before)
    {
        var after = before is null ? Last : before.Previous;
        node.Previous = after;
        node.Next = before;
        if (after is null)
        {
            First = node;
        }
        else
        {
            after.Next = node;
        }
        if (before is null)
        {
            Last = node;
        }
        else
        {
            before.Previous = node;
        }
        if (node.Kind == NodeKind.Input && (lastInput is null || lastInput == after))
        {
            lastInput = node;
        }
        Count++;
    }

    private void Unlink(Node node)
    {
        if (node == lastInput)
        {
            lastInput = node.Previous is { Kind: NodeKind.Input } previousInput ? previousInput : null;
        }
        if (node.Previous is { } previous)
        {
            previous.Next = node.Next;
        }
        else
        {
            First = node.Next;
        }
        if (node.Next is { } next)
        {
            next.Previous = node.Previous;
        }
        else
        {
            Last = node.Previous;
        }
        Count--;
    }

    private string UniqueName(string wanted)
    {
        if (names.TryAdd(wanted, null))
        {
            return wanted;
        }
        var suffix = suffixes.GetValueOrDefault(wanted);
        string name;
        do
        {
            name = $"{wanted}_{++suffix}";
        }
        while (!names.TryAdd(name, null));
        suffixes[wanted] = suffix;
        return name;
    }
}
