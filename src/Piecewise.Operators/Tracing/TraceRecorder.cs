using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Tracing;

/// <summary>One trace: the graph under construction, where in the model it is, and which values are its own.</summary>
/// <param name="catalog">The operators that may be called.</param>
/// <param name="name">The graph's name.</param>
/// <param name="shapes">What is known of the symbols of the inputs; by default nothing.</param>
/// <param name="recordsPlaces">Whether each call is given its line of the traced function, which costs a stack walk.</param>
internal sealed class TraceRecorder(OperatorCatalog catalog, string name, ShapeEnvironment? shapes = null, bool recordsPlaces = true)
{
    private readonly CallSites sites = new();
    private readonly OperatorNames names = new(catalog);
    private readonly Stack<(string Path, string? Type)> modules = [];
    private readonly Dictionary<(Node Tensor, int Dim), Node> sizes = [];
    private bool isFinished;

    public Graph Graph { get; } = new(name, shapes ?? new ShapeEnvironment(), Stage.Functional);

    /// <summary>Full path of the module that is being traced; empty at the top.</summary>
    public string ModulePath => modules.TryPeek(out var module) ? module.Path : "";

    public void Enter(string path, string? type) => modules.Push((Qualify(path), type));

    public void Leave() => modules.Pop();

    /// <summary>A name in the current module as a name in the model.</summary>
    public string Qualify(string name) => ModulePath.Length == 0 ? name : $"{ModulePath}.{name}";

    /// <summary>Records a call by name.</summary>
    public TracedResult Call(string operatorName, ReadOnlySpan<TracedArgument> arguments)
    {
        var op = names.Find(operatorName, out var problem) ?? throw Error(problem);
        return new TracedResult(this, Record(op, CallArguments.Place(this, op, arguments)));
    }

    /// <summary>Records arithmetic of sizes; a result that is known is a literal.</summary>
    public SymbolicInt Compute(string operatorName, ReadOnlySpan<TracedArgument> arguments) => Call(operatorName, arguments).Int;

    public Node Item(Node tuple, int index) => Record(catalog[Dialect.GetItem], [tuple, (long)index]);

    /// <summary>The node of one size of a tensor; one for all of its uses.</summary>
    public Node Size(Node tensor, int dim)
    {
        if (!sizes.TryGetValue((tensor, dim), out var node))
        {
            var op = catalog["aten::sym_size.int"];
            sizes.Add((tensor, dim), node = Record(op, [tensor, (long)dim]));
        }
        return node;
    }

    public Argument Own(TracedTensor tensor) => Own(tensor.Recorder, () => tensor.Node);

    public Argument Own(SymbolicInt size) => size.Recorder is null ? size.Value.Constant : Own(size.Recorder, size.ToArgument);

    public Argument Own(SymbolicCondition condition) =>
        condition.Recorder is null ? condition.ToArgument() : Own(condition.Recorder, condition.ToArgument);

    /// <summary>From here on nothing can be recorded.</summary>
    public void Finish() => isFinished = true;

    /// <summary>The line of the traced function that runs now.</summary>
    public SourceLocation? Location()
    {
        if (!recordsPlaces)
        {
            return null;
        }
        var site = sites.Current();
        var module = modules.TryPeek(out var top) ? top : default((string? Path, string? Type));
        return site is null && module.Path is null
            ? null
            : new SourceLocation(module.Path, module.Type, site?.File, site?.Line ?? 0, site?.Function);
    }

    public TraceException Error(string message, Exception? inner = null) => new(message, Location(), inner);

    private Node Record(Operator op, ImmutableArray<Argument> arguments)
    {
        if (isFinished)
        {
            throw Error($"{op.Name} is called on a value of the graph @{Graph.Name}, whose trace has ended.");
        }
        NodeType type;
        try
        {
            var conditions = new List<SymBool>();
            type = op.Infer(new InferenceContext(op, arguments, Graph.Shapes, conditions));
            foreach (var condition in conditions)
            {
                Graph.Shapes.AddFact(condition, op.Name);
            }
        }
        catch (Exception e) when (e is InferenceException or ShapeConflictException or ArithmeticException)
        {
            var taken = arguments.SelectMany(a => a.Nodes).Select(n => $"{n.Type}").ToArray();
            throw Error(
                $"{e.Message}{(e.Message.EndsWith('.') ? "" : ".")}"
                + $"{(taken.Length == 0 ? "" : $" The operands are {string.Join(", ", taken)}.")}", e);
        }
        var node = Graph.AddCall(op, arguments, type);
        node.Source = Location();
        return node;
    }

    private Argument Own(TraceRecorder? owner, Func<Argument> value) => owner == this
        ? value()
        : throw Error($"A value of the trace @{owner?.Graph.Name} is used in the trace @{Graph.Name}; each trace has values of its own.");
}
