using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Tracing;

/// <summary>
/// What a traced function gets: its inputs, the model's tensors, where in the model it is, and operators without a tensor operand.
/// </summary>
/// <example><code>
/// Graph.Trace(catalog, [new TensorSpec("x", DType.F32, n, 8), new TensorSpec("y", DType.F32, n, 8)], scope =>
/// {
///     var (x, y) = scope;
///     return x.Sigmoid() + y.View(x.Shape);
/// });
/// </code></example>
internal sealed class TraceScope
{
    private readonly TraceRecorder recorder;
    private readonly Dictionary<string, Node> inputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Node> state = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tensor> values = new(StringComparer.Ordinal);

    internal TraceScope(TraceRecorder recorder) => this.recorder = recorder;

    /// <summary>Full path of the module that is being traced; empty at the top.</summary>
    public string ModulePath => recorder.ModulePath;

    internal IReadOnlyDictionary<string, Tensor> State => values;

    /// <summary>A tensor that the caller passes.</summary>
    /// <exception cref="TraceException">There is no such input, or it is an int.</exception>
    public TracedTensor this[string name] => Tensor(Input(name));

    /// <summary>An int that the caller passes.</summary>
    /// <exception cref="TraceException">There is no such input, or it is a tensor.</exception>
    public SymbolicInt Int(string name) => Input(name) is { Type: SymIntType { Value: var value } } node
        ? new SymbolicInt(recorder, node, value)
        : throw recorder.Error($"The input '{name}' is {Input(name).Type}, not an int.");

    /// <summary>A tensor of the model.</summary>
    /// <param name="name">Its name below the current module: <c>weight</c> inside <c>layers.0.norm</c> is
    /// <c>layers.0.norm.weight</c>.</param>
    /// <exception cref="TraceException">The trace was given no such tensor.</exception>
    public TracedTensor Parameter(string name) => TryParameter(name)
        ?? throw recorder.Error($"The model has no tensor '{recorder.Qualify(name)}'; {Near()}.");

    /// <summary>A tensor of the model, or null where there is none: a bias, say.</summary>
    public TracedTensor? TryParameter(string name) => state.TryGetValue(recorder.Qualify(name), out var node) ? Tensor(node) : null;

    /// <summary>
    /// Enters a module until the result is disposed: what is recorded then carries its path, and parameter names are below it.
    /// </summary>
    /// <param name="path">Path below the current module: <c>layers.0</c>.</param>
    /// <param name="type">The module's type, for messages.</param>
    public IDisposable Module(string path, string? type = null)
    {
        recorder.Enter(path, type);
        return new ModuleExit(recorder);
    }

    /// <summary>A tensor that the program carries with it and that has no name in the model, such as a table of frequencies.</summary>
    /// <param name="name">For messages; made unique.</param>
    /// <param name="value">It is not copied.</param>
    public TracedTensor Constant(string name, Tensor value)
    {
        var unique = recorder.Qualify(name);
        for (var i = 1; values.ContainsKey(unique); i++)
        {
            unique = $"{recorder.Qualify(name)}_{i}";
        }
        return Tensor(Add(new StateSpec(unique, value, InputKind.Constant)));
    }

    /// <summary>Records a call of an operator of the catalog; see <see cref="Op.Call"/>.</summary>
    public TracedResult Call(string name, params ReadOnlySpan<TracedArgument> arguments) => recorder.Call(name, arguments);

    /// <summary>0, 1, …, <paramref name="end"/> - 1.</summary>
    public TracedTensor Arange(SymbolicInt end, DType dtype = DType.I64) => Call("aten::arange.default", end, Op.Named("dtype", dtype));

    public TracedTensor Zeros(DType dtype, params ReadOnlySpan<SymbolicInt> sizes) =>
        Call("aten::zeros.default", sizes.ToArray(), Op.Named("dtype", dtype));

    public TracedTensor Full(DType dtype, TracedArgument value, params ReadOnlySpan<SymbolicInt> sizes) =>
        Call("aten::full.default", sizes.ToArray(), value, Op.Named("dtype", dtype));

    /// <summary>Takes a condition on sizes as true from here on; the program checks it in every call.</summary>
    /// <param name="condition">A comparison of sizes.</param>
    /// <param name="message">What the check says when it fails.</param>
    /// <exception cref="TraceException">It can't be true for any size that the inputs allow.</exception>
    public void Assert(SymbolicCondition condition, string message = "")
    {
        ArgumentNullException.ThrowIfNull(condition);
        switch (condition.Decide())
        {
            case false:
                throw recorder.Error($"The assertion {condition} is never true. {message}");
            case null:
                recorder.Call("aten::_assert_scalar.default", [condition, message.Length > 0 ? message : $"{condition} does not hold"]);
                if (condition.Value is { } fact)
                {
                    recorder.Graph.Shapes.AddFact(fact);
                }
                break;
        }
    }

    /// <summary>The tensors that the caller passes, in order.</summary>
    public void Deconstruct(out TracedTensor first, out TracedTensor second)
    {
        var tensors = Tensors(2);
        (first, second) = (tensors[0], tensors[1]);
    }

    /// <inheritdoc cref="Deconstruct(out TracedTensor, out TracedTensor)"/>
    public void Deconstruct(out TracedTensor first, out TracedTensor second, out TracedTensor third)
    {
        var tensors = Tensors(3);
        (first, second, third) = (tensors[0], tensors[1], tensors[2]);
    }

    internal void Add(TraceInput input, Func<Dim, SymInt> symbol)
    {
        switch (input)
        {
            case StateSpec tensor:
                Add(tensor);
                break;
            case TensorSpec tensor:
                AddUser(tensor.Name, new TensorType(tensor.DType, [.. tensor.Dims.Select(symbol)]));
                break;
            case IntSpec number:
                AddUser(number.Name, new SymIntType(symbol(number.Value ?? Dim.Dynamic(number.Name, min: 0))));
                break;
        }
    }

    private void AddUser(string name, NodeType type)
    {
        if (!inputs.TryAdd(name, null!))
        {
            throw recorder.Error($"Two inputs are named '{name}'.");
        }
        inputs[name] = recorder.Graph.AddInput(name, type, InputSpec.User(name));
    }

    private Node Add(StateSpec spec)
    {
        if (!values.TryAdd(spec.Name, spec.Value))
        {
            throw recorder.Error($"Two tensors of the model are named '{spec.Name}'.");
        }
        // Named as torch.export names them: p_layers_0_weight.
        var prefix = spec.Kind switch { InputKind.Parameter => "p_", InputKind.Buffer => "b_", _ => "c_" };
        var node = recorder.Graph
            .AddInput(prefix + spec.Name.Replace('.', '_'), TensorType.Of(spec.Value), new InputSpec(spec.Kind, spec.Name));
        state.Add(spec.Name, node);
        return node;
    }

    private Node Input(string name) => inputs.TryGetValue(name, out var node)
        ? node
        : throw recorder.Error($"There is no input '{name}'; the inputs are {string.Join(", ", inputs.Keys)}.");

    private TracedTensor Tensor(Node node) => node.Type is TensorType
        ? new TracedTensor(recorder, node)
        : throw recorder.Error($"The input '{node.Input!.Target}' is {node.Type}, not a tensor.");

    private TracedTensor[] Tensors(int count)
    {
        TracedTensor[] tensors = [.. inputs.Values.Where(n => n.Type is TensorType).Select(Tensor)];
        return tensors.Length == count ? tensors : throw recorder.Error($"The trace has {tensors.Length} tensor inputs, not {count}.");
    }

    private string Near()
    {
        var here = state.Keys.Where(k => k.StartsWith(recorder.ModulePath, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Take(8)
            .ToArray();
        return here.Length == 0 ? $"none is below '{recorder.ModulePath}'"
            : $"it has {string.Join(", ", here)}{(here.Length == 8 ? ", …" : "")}";
    }

    private sealed class ModuleExit(TraceRecorder recorder) : IDisposable
    {
        private bool isDone;

        public void Dispose()
        {
            if (!isDone)
            {
                isDone = true;
                recorder.Leave();
            }
        }
    }
}
