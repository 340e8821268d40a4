using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Testing;

/// <summary>A random graph while it grows: its values and how to choose among them.</summary>
internal sealed class RandomGraphBuilder
{
    /// <summary>Integers up to 2^24 are exact in f32; sums of a few values of this size are far below.</summary>
    public const long MaxBound = 1 << 18;

    /// <summary>Magnitude of the inputs' elements.</summary>
    public const long InputBound = 4;

    private readonly List<RandomValue> tensors = [];
    private readonly List<Node> sizes = [];

    public RandomGraphBuilder(RandomGraphOptions options, OperatorCatalog catalog)
    {
        Options = options;
        Catalog = catalog;
        Random = new Random(options.Seed);
        var shapes = new ShapeEnvironment();
        for (var i = 0; i < options.Symbols; i++)
        {
            shapes.Define($"s{i}", new Interval(2, 512));
        }
        Graph = new Graph("random", shapes, options.InPlace ? Stage.Imported : Stage.Functional);
    }

    public RandomGraphOptions Options { get; }

    public OperatorCatalog Catalog { get; }

    public Random Random { get; }

    public Graph Graph { get; }

    /// <summary>Memory that nothing has written yet; it may be read only after something has.</summary>
    public List<Node> Unwritten { get; } = [];

    /// <summary>Tuples with elements that are not taken out yet.</summary>
    public List<(Node Node, RandomMemory? Memory, long Bound)> Tuples { get; } = [];

    public bool Chance(double probability) => Random.NextDouble() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Random.Next(items.Count)];

    public void AddInputs()
    {
        var symbols = Enumerable.Range(0, Options.Symbols).Select(i => SymInt.Symbol($"s{i}")).ToList();
        for (var i = 0; i < Math.Max(Options.Inputs, Options.Symbols); i++)
        {
            // The first inputs hold one symbol each, so that every symbol is there.
            var first = i < symbols.Count ? symbols[i] : symbols.Count > 0 && Chance(0.8) ? Pick(symbols) : 4;
            ImmutableArray<SymInt> shape = Random.Next(4) switch { 0 => [first, 4, 2], 1 => [4, first], _ => [first, 8] };
            AddInput($"x{i}", shape, InputSpec.User($"x{i}"));
        }
        AddInput("w0", [8], new InputSpec(InputKind.Parameter, "layer.bias"));
        AddInput("w1", [8, 8], new InputSpec(InputKind.Parameter, "layer.weight"));
        AddInput("b0", [4, 8], new InputSpec(InputKind.Buffer, "state"));
        if (Options.SizeInput && symbols.Count > 0)
        {
            sizes.Add(Graph.AddInput("n", new SymIntType(symbols[0]), InputSpec.User("n")));
        }
    }

    /// <summary>Returns the values that nothing uses, and some others.</summary>
    public void AddOutput()
    {
        var values = tensors.Where(t => t.Node.Kind == NodeKind.Call && (t.Node.HasUsers ? Chance(0.1) : Chance(0.8))).Select(t => t.Node)
            .Concat(sizes.Where(_ => Chance(0.1))).ToList();
        Graph.SetOutput(values.Count > 0 ? values : [tensors[^1].Node]);
    }

    /// <summary>A tensor that fits, later ones rather than earlier ones; null where there is none.</summary>
    public RandomValue? Tensor(Func<RandomValue, bool>? fits = null)
    {
        var candidates = tensors.Where(t => t.IsFloat && (fits is null || fits(t))).ToList();
        return candidates.Count == 0 ? null : candidates[Math.Max(Random.Next(candidates.Count), Random.Next(candidates.Count))];
    }

    /// <summary>As <see cref="Tensor"/>, of every dtype.</summary>
    public RandomValue? AnyTensor(Func<RandomValue, bool> fits)
    {
        var candidates = tensors.Where(fits).ToList();
        return candidates.Count == 0 ? null : Pick(candidates);
    }

    public Node? Size(Func<SymInt, bool>? fits = null)
    {
        var candidates = sizes.Where(n => fits is null || fits(SizeOf(n))).ToList();
        return candidates.Count == 0 ? null : Pick(candidates);
    }

    /// <summary>An argument with this value: a literal, a size that is there, or a new query of a tensor that has it.</summary>
    public Argument? SizeArgument(SymInt value)
    {
        if (value.TryGetConstant(out var constant))
        {
            return constant;
        }
        if (Chance(0.7) && Size(s => s == value) is { } known)
        {
            return known;
        }
        if (AnyTensor(t => t.Type.Shape.Contains(value)) is { } tensor
            && Call("aten::sym_size.int", tensor.Node, (long)tensor.Type.Shape.IndexOf(value)) is { } queried)
        {
            return AddSize(queried);
        }
        return Size(s => s == value) is { } node ? node : (Argument?)null;
    }

    public static SymInt SizeOf(Node node) => ((SymIntType)node.Type).Value;

    public Node AddSize(Node node)
    {
        sizes.Add(node);
        return node;
    }

    /// <summary>
    /// Adds a call with trailing defaults left out; null where the catalog lacks the operator or its rule refuses the arguments.
    /// </summary>
    public Node? Call(string op, params ReadOnlySpan<Argument> arguments) =>
        Catalog.TryGet(op, out var found) ? Call(found, found.Schema.Fill(arguments)) : null;

    /// <summary>As <see cref="Call(string, ReadOnlySpan{Argument})"/>, with named arguments after the positional ones.</summary>
    public Node? CallNamed(string op, ReadOnlySpan<Argument> positional, params ReadOnlySpan<(string Name, Argument Value)> named)
    {
        if (!Catalog.TryGet(op, out var found))
        {
            return null;
        }
        var arguments = found.Schema.Fill(positional);
        foreach (var (name, value) in named)
        {
            arguments = arguments.SetItem(found.Schema.IndexOf(name), value);
        }
        return Call(found, arguments);
    }

    /// <summary>Takes a new tensor up. Its memory is the source's where the operator makes a view, else its own.</summary>
    /// <param name="node">The new call; null means that it was refused.</param>
    /// <param name="bound">Magnitude of the elements, if they are new.</param>
    /// <param name="source">What a view is a view of.</param>
    /// <param name="isRepeated">Elements of a view lie in one place.</param>
    /// <returns>Whether there is a new value.</returns>
    public bool Keep(Node? node, long bound, RandomValue? source = null, bool isRepeated = false)
    {
        if (node is null)
        {
            return false;
        }
        var isView = source is null ? false
            : node.Operator!.ResultIsView(new InferenceContext(node.Operator, node.Arguments, Graph.Shapes));
        if (isView is null)
        {
            // Whether it is a view shows only at run time: a later write would mean one thing or the other.
            Graph.Erase(node);
            return false;
        }
        tensors.Add(isView == true
            ? new RandomValue(node, source!.Memory, Options.Storage ? IsRepeated(node) : source.IsRepeated || isRepeated)
            : new RandomValue(node, Fresh(node, bound), IsRepeated: false));
        return true;
    }

    /// <summary>Takes a tensor up that lies in memory of which more is known.</summary>
    public void KeepIn(Node node, RandomMemory memory) => tensors.Add(new RandomValue(node, memory, IsRepeated(node)));

    /// <summary>Takes an element of a tuple up that shares the memory of what the tuple was made from, or has its own.</summary>
    public void KeepElement(Node node, RandomMemory? memory, long bound) =>
        tensors.Add(new RandomValue(node, memory ?? Fresh(node, bound), IsRepeated: Options.Storage && IsRepeated(node)));

    /// <summary>Takes memory up that was written for the first time.</summary>
    public void KeepWritten(Node node, long bound) => tensors.Add(new RandomValue(node, Fresh(node, bound), IsRepeated: false));

    /// <summary>Whether a dim certainly has that many elements.</summary>
    public bool HasAtLeast(RandomValue value, int dim, long count) =>
        Graph.Shapes.IsStaticallyTrue(SymBool.Ge(value.Type.Shape[dim], count));

    /// <summary>Whether there certainly is an element.</summary>
    public bool HasElements(RandomValue value) => Enumerable.Range(0, value.Rank).All(d => HasAtLeast(value, d, 1));

    public bool AreEqual(SymInt a, SymInt b) => a == b || Graph.Shapes.IsStaticallyTrue(SymBool.Eq(a, b));

    /// <summary>Whether a tensor broadcasts to a shape, by what is known of the symbols.</summary>
    public bool BroadcastsTo(TensorType type, ImmutableArray<SymInt> shape)
    {
        var lead = shape.Length - type.Rank;
        return lead >= 0 && type.Shape.Index().All(d => d.Item == 1 || AreEqual(d.Item, shape[lead + d.Index]));
    }

    private Node? Call(Operator op, ImmutableArray<Argument> arguments)
    {
        try
        {
            return Graph.AddCall(op, arguments);
        }
        catch (InferenceException)
        {
            return null;
        }
    }

    private static RandomMemory Fresh(Node node, long bound) => new(bound, isWritable: true) { Whole = node.Type as TensorType };

    private bool IsRepeated(Node node) => !((TensorType)node.Type).HasSeparateElements(Graph.Shapes);

    private void AddInput(string name, ImmutableArray<SymInt> shape, InputSpec spec)
    {
        var node = Graph.AddInput(name, new TensorType(DType.F32, shape), spec);
        var memory = new RandomMemory(InputBound, Options.MutateInputs && spec.Kind != InputKind.Parameter)
        {
            Whole = (TensorType)node.Type
        };
        tensors.Add(new RandomValue(node, memory, IsRepeated: false));
    }
}
