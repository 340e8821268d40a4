using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Graphs.Tests;

/// <summary>
/// What random graphs promise to the tests that use them: they are valid, run, compute exactly, and come out the same again.
/// </summary>
public sealed class RandomGraphProperties
{
    private const int Count = 60;

    public static TheoryData<string> Kinds => new(Options.Keys);

    private static readonly Dictionary<string, RandomGraphOptions> Options = new()
    {
        ["functional"] = new() { Seed = 1000 },
        ["without views"] = new() { Seed = 2000, Views = false },
        ["static"] = new() { Seed = 3000, Symbols = 0 },
        ["large"] = new() { Seed = 4000, Steps = 80, Symbols = 3, Inputs = 5, SizeInput = true },
        ["in place"] = new() { Seed = 5000, InPlace = true, Steps = 40 },
        ["in place on inputs"] = new() { Seed = 6000, InPlace = true, MutateInputs = true },
        ["storage"] = new() { Seed = 9000, InPlace = true, Storage = true, Steps = 40 },
        ["splitting"] = new() { Seed = 7000, SplittingOperators = ["silly::attention", "aten::tanh.default", "aten::mul.Tensor"] },
        ["splitting in place"] = new() { Seed = 8000, InPlace = true, SplittingOperators = ["silly::attention"], Steps = 40 },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void They_verify(string kind) => ForEach(kind, graph => GraphVerifier.VerifyOrThrow(graph, "making a random graph"));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void G2_They_read_back_equal(string kind) => ForEach(kind, graph => RoundTrip.Check(graph, TestOperators.Catalog));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void G2_They_read_back_equal_without_the_types_of_calls(string kind) => ForEach(kind, graph =>
    {
        var text = System.Text.RegularExpressions.Regex
            .Replace(GraphPrinter.Print(graph), @"(%\w+): .* = (?=[a-z_]+\.\w+\.)(.*?)( -> .*)?\n", "$1 = $2\n");
        var again = GraphParser.Parse(text, TestOperators.Catalog);
        Assert.True(GraphEquality.AreEqual(graph, again, out var difference), difference);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void They_compute_small_integers(string kind) => ForEach(kind, graph =>
    {
        var sizes = RandomInputs.Sizes(graph.Shapes, graph.Count);
        var interpreter = new Interpreter { Observer = (node, value) => Check(node, value, sizes) };
        interpreter.Run(graph, RandomInputs.For(graph, sizes, 1));
    });

    [Fact]
    public void The_same_seed_gives_the_same_graph()
    {
        var options = Options["large"];
        Assert.Equal(GraphPrinter.Print(RandomGraphs.Create(options, TestOperators.Catalog)),
            GraphPrinter.Print(RandomGraphs.Create(options, TestOperators.Catalog)));
    }

    [Fact]
    public void Every_operator_of_random_graphs_is_in_the_catalog() =>
        Assert.All(RandomGraphs.Operators, name => Assert.True(TestOperators.Catalog.TryGet(name, out _), name));

    [Fact]
    public void Every_operator_of_random_graphs_is_used()
    {
        var used = new[] { "large", "storage", "splitting in place" }
            .SelectMany(kind => RandomGraphs.CreateMany(Options[kind], TestOperators.Catalog, 60))
            .SelectMany(g => g.Nodes).Select(n => n.Operator?.Name).ToHashSet();
        Assert.All(RandomGraphs.Operators, name => Assert.Contains(name, used));
    }

    [Fact]
    public void Splitting_operators_are_placed() => Assert.All(
        RandomGraphs.CreateMany(Options["splitting"], TestOperators.Catalog, 20),
        graph => Assert.Contains(graph.Nodes, n => n.IsCallOf("aten::mul.Tensor") || n.IsCallOf(SillyAttention.QualifiedName)));

    [Fact]
    public void Sizes_meet_bounds_and_facts()
    {
        var shapes = new ShapeEnvironment();
        shapes.Define("a", new Interval(2, 100));
        shapes.Define("b", new Interval(2, 100));
        shapes.AddFact(SymBool.Parse("a % 2 == 0"));
        shapes.AddFact(SymBool.Parse("b < a"));
        var sizes = RandomInputs.Sizes(shapes, 3);
        Assert.True(sizes["a"] % 2 == 0 && sizes["b"] < sizes["a"] && sizes["b"] >= 2);
    }

    private static void ForEach(string kind, Action<Graph> check)
    {
        foreach (var seed in Enumerable.Range(Options[kind].Seed, Count))
        {
            var options = Options[kind] with { Seed = seed };
            var graph = RandomGraphs.Create(options, TestOperators.Catalog);
            try
            {
                check(graph);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{options}: {e.Message}\n{GraphPrinter.Print(graph)}", e);
            }
        }
    }

    // The run-time shape is the recorded one, and every element is an integer that f32 holds exactly.
    private static void Check(Node node, Value value, IReadOnlyDictionary<string, long> sizes)
    {
        if (node.Type is not TensorType type)
        {
            return;
        }
        Assert.Equal(type.Shape.Select(s => s.Evaluate(sizes)), value.Tensor.Shape.ToArray());
        var elements = Cast.To(value.Tensor, DType.F64).Contiguous().AsSpan<double>();
        foreach (var element in elements)
        {
            Assert.True(element == Math.Truncate(element) && Math.Abs(element) <= 1 << 24, $"%{node.Name} holds {element}.");
        }
    }
}
