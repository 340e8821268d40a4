using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Graphs.Tests;

/// <summary>The text form: what is equal, what is not, and what a bad text gets (G2).</summary>
public sealed class GraphParserTests
{
    private static readonly OperatorCatalog Catalog = TestOperators.Catalog;

    [Theory]
    // Text, line, column, what was expected.
    [InlineData("", 1, 1, "a graph")]
    [InlineData("graph g functional {}", 1, 7, "'@'")]
    [InlineData("graph @g {}", 1, 10, "a stage (imported, functional, partitioned, lowered)")]
    [InlineData("graph @g functional {", 1, 22, "'%', 'output' or '}'")]
    [InlineData("graph @g functional {\n  symbol s0 in 3\n}", 2, 16, "'('")]
    [InlineData("graph @g functional {\n  symbol and in [1, 2]\n}", 2, 3, "a symbol with bounds")]
    [InlineData("graph @g functional {\n  symbol s in [9, 2]\n}", 2, 3, "a symbol with bounds")]
    [InlineData("graph @g functional {\n  fact s0 > 1\n}", 2, 7, "symbols that are declared")]
    [InlineData("graph @g functional {\n  %x = input \"x\"\n}", 2, 8, "an input with a type")]
    [InlineData("graph @g functional {\n  %x: f32[(] = input \"x\"\n}", 2, 11, "an expression over symbols")]
    [InlineData("graph @g functional {\n  %x: f32[2; 1, 1] = input \"x\"\n}", 2, 11, "1 strides")]
    [InlineData("graph @g functional {\n  %x: f32[99999999999999999999] = input \"x\"\n}", 2, 11, "an expression over symbols")]
    [InlineData("graph @g functional {\n  %x: f32[2] = input \"x\n}", 2, 24, "'\"' that ends the text")]
    [InlineData("graph @g functional {\n  %x: f32[2] = input \"\\q\"\n}", 2, 24, "an escape")]
    [InlineData("graph @g functional {\n  output 1e999\n}", 2, 10, "a finite number")]
    [InlineData("graph @g functional {\n  output 9223372036854775808\n}", 2, 10, "a number of 64 bits")]
    [InlineData("graph @g functional {\n  output foo\n}", 2, 10, "an argument")]
    [InlineData("graph @g functional {\n  output [1\n}", 3, 1, "']'")]
    [InlineData("graph @g functional {\n  output 1\n  output\n}", 3, 3, "'}' after the output")]
    [InlineData("graph @g functional {\n  output 1 -> weight \"w\"\n}", 2, 15, "'buffer' or 'input'")]
    [InlineData("graph @g partitioned {\n  %x = call @p()\n}", 2, 14, "a piece that is defined above")]
    [InlineData("piece 0 fast graph @g functional {}", 1, 9, "'compute' or 'splitting'")]
    [InlineData("piece -1 compute graph @g functional {}", 1, 7, "the piece's number")]
    [InlineData("graph @g functional {}\ngraph @g functional {}", 2, 1, "a graph with a name of its own")]
    [InlineData("graph @g functional {}\ngraph @h functional {}", 1, 1, "one graph that is no piece")]
    [InlineData("graph @g functional {\n  %x: f32[2] = aten.tanh(1)\n}", 2, 16, "an operator, as namespace.name.overload")]
    [InlineData("graph @g functional {\n  %x: f32[2] = aten.tanh.default(1, 2)\n}", 2, 37, "at most 1 arguments without a name")]
    [InlineData("graph @g functional {\n  %x: f32[2] = aten.tanh.default(self=1, self=2)\n}", 2, 42, "an argument of")]
    [InlineData("graph @g functional {\n  %x: f32[2] = aten.transpose.int(self=1, 2)\n}", 2, 43, "a named argument after a named one")]
    public void G2_A_bad_text_gets_place_and_expectation(string text, int line, int column, string expected)
    {
        var e = Assert.Throws<GraphFormatException>(() => GraphParser.Parse(text, Catalog));
        Assert.Equal((line, column), (e.Line, e.Column));
        Assert.StartsWith(expected, e.Expected, StringComparison.Ordinal);
        Assert.StartsWith($"Line {line}, column {column}: expected {expected}", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("graph @g functional { output ")]
    public void G2_Nesting_is_bounded(string opening)
    {
        var text = "graph @g functional { output " + string.Concat(Enumerable.Repeat(opening, 100_000));
        Assert.StartsWith("at most 64 levels", Assert.Throws<GraphFormatException>(() => GraphParser.Parse(text, Catalog)).Expected,
            StringComparison.Ordinal);
        var type = "graph @g functional { %x: " + string.Concat(Enumerable.Repeat("(", 100_000));
        Assert.StartsWith("at most 64 levels", Assert.Throws<GraphFormatException>(() => GraphParser.Parse(type, Catalog)).Expected,
            StringComparison.Ordinal);
    }

    [Fact]
    public void G2_Expressions_are_bounded()
    {
        var text = $"graph @g functional {{ symbol s in [1, 2] %x: f32[{string.Join('+', Enumerable.Repeat("s", 5000))}] = input \"x\" }}";
        Assert.StartsWith("an expression of at most", Assert.Throws<GraphFormatException>(() => GraphParser.Parse(text, Catalog)).Expected,
            StringComparison.Ordinal);
    }

    [Fact]
    public void G2_A_text_is_bounded() =>
        Assert.StartsWith("a text of at most",
            Assert.Throws<GraphFormatException>(() => GraphParser.Parse(new string(' ', (1 << 26) + 1), Catalog)).Expected,
            StringComparison.Ordinal);

    [Fact]
    public void G2_Every_literal_reads_back()
    {
        var graph = new Graph("literals", new ShapeEnvironment());
        Argument[] literals =
        [
            0L, long.MinValue, long.MaxValue, 0.0, -0.0, 1e-320, 1.0 / 3, double.MaxValue, double.NaN, double.PositiveInfinity,
            double.NegativeInfinity,
            true, false, "", "\"\\\n\r\t\0é\ud83d\ude00\ud83d", Argument.None, Argument.List([]),
            Argument.List([Argument.List([1L]), Argument.None]),
            new DeviceArgument("cuda:1"), new LayoutArgument("strided"),
            .. Enum.GetValues<MemoryFormat>().Select(f => new MemoryFormatArgument(f)),
            .. Enum.GetValues<DType>().Select(d => new DTypeArgument(d)),
        ];
        graph.SetOutput([.. literals], [.. literals.Select(_ => OutputSpec.User)]);
        RoundTrip.Check(graph, Catalog);
    }

    [Theory]
    [InlineData("aten.mul.Tensor")]
    [InlineData("")]
    [InlineData("%x")]
    [InlineData("output")]
    [InlineData("a\"b\nc")]
    [InlineData("none")]
    public void G2_Every_name_reads_back(string name)
    {
        var graph = new Graph(name, new ShapeEnvironment());
        var x = graph.AddInput(name, new TensorType(DType.BF16, [2], [3], "my device"), new InputSpec(InputKind.Buffer, name));
        x.Source = new SourceLocation(name, null, "", -3, null);
        graph.SetOutput([x], [new OutputSpec(OutputKind.BufferMutation, name)]);
        RoundTrip.Check(graph, Catalog);
    }

    [Fact]
    public void G2_A_graph_without_an_output_reads_back() =>
        RoundTrip.Check(new Graph("empty", new ShapeEnvironment(), Stage.Lowered), Catalog);

    [Fact]
    public void G2_Symbolic_numbers_read_back_everywhere()
    {
        var shapes = new ShapeEnvironment();
        shapes.Define("s0", new Interval(1, null));
        shapes.AddFact(SymBool.Parse("t > s0 // 2"));
        shapes.Define("at", new Interval(null, 9));
        var graph = new Graph("numbers", shapes);
        var s0 = SymInt.Symbol("s0");
        NodeType[] types =
        [
            new SymIntType(SymInt.Symbol("at")), new SymIntType(-3), new SymBoolType(),
            new SymBoolType(SymBool.Parse("s0 // 2 > at or s0 == 3")), SymFloatType.Instance,
            NoneType.Instance, new TupleType([]),
            new TupleType([new SymIntType(SymInt.Min(s0, 4)), new SymBoolType(),
                new TupleType([new SymIntType(s0 * s0), new TensorType(DType.F32, [])]), new SymBoolType(SymBool.True)]),
            new TupleType([new SymBoolType(), new SymBoolType()]),
        ];
        foreach (var type in types)
        {
            graph.AddInput("x", type, InputSpec.User("x")).Source = new SourceLocation(null, null, null, 1, "f");
            graph.AddInput("x", type, InputSpec.User("x")).Source = new SourceLocation("m", null, null, 1, "f");
            graph.AddInput("x", type, InputSpec.User("x"));
        }
        RoundTrip.Check(graph, Catalog);
    }

    [Fact]
    public void G2_Printing_is_deterministic_in_the_order_of_definitions()
    {
        var (a, b) = (new ShapeEnvironment(), new ShapeEnvironment());
        a.Define("s0", new Interval(1, 2));
        a.Define("s1", new Interval(1, 3));
        b.Define("s1", new Interval(1, 3));
        b.Define("s0", new Interval(1, 2));
        Assert.Equal(new Graph("g", a).ToString(), new Graph("g", b).ToString());
    }

    [Theory]
    [InlineData("graph @h functional { symbol s0 in [1, 8] fact s0 != 3\n %x: f32[s0] = input \"x\" output %x, 1 }", "names differ")]
    [InlineData("graph @g imported { symbol s0 in [1, 8] fact s0 != 3\n %x: f32[s0] = input \"x\" output %x, 1 }", "stages differ")]
    [InlineData("graph @g functional { symbol s0 in [1, 9] fact s0 != 3\n %x: f32[s0] = input \"x\" output %x, 1 }", "symbols differ")]
    [InlineData("graph @g functional { symbol s0 in [1, 8] fact s0 != 4\n %x: f32[s0] = input \"x\" output %x, 1 }", "facts differ")]
    [InlineData("graph @g functional { symbol s0 in [1, 8] fact s0 != 3\n %y: f32[s0] = input \"x\" output %y, 1 }", "names differ")]
    [InlineData("graph @g functional { symbol s0 in [1, 8] fact s0 != 3\n %x: f16[s0] = input \"x\" output %x, 1 }", "types differ")]
    [InlineData("graph @g functional { symbol s0 in [1, 8] fact s0 != 3\n %x: f32[s0] = buffer \"x\" output %x, 1 }", "inputs differ")]
    [InlineData("graph @g functional { symbol s0 in [1, 8] fact s0 != 3\n %x: f32[s0] = input \"x\" output %x, 1.0 }", "literals differ")]
    [InlineData("graph @g functional { symbol s0 in [1, 8] fact s0 != 3\n %x: f32[s0] = input \"x\" output %x, 1 -> input \"x\" }",
        "output specs differ")]
    [InlineData("graph @g functional { symbol s0 in [1, 8] fact s0 != 3\n %x: f32[s0] = input \"x\" output %x }", "1 arguments")]
    [InlineData(
        "graph @g functional { symbol s0 in [1, 8] fact s0 != 3\n %x: f32[s0] = input \"x\" %y = aten.tanh.default(%x) output %x, 1 }",
        "kinds differ")]
    [InlineData(
        "graph @g functional { symbol s0 in [1, 8] fact s0 != 3\n %x: f32[s0] = input \"x\" at \"m\" none none 1 none output %x, 1 }",
        "sources differ")]
    public void Unequal_graphs_say_what_differs(string text, string difference)
    {
        var graph = GraphParser.Parse("graph @g functional { symbol s0 in [1, 8] fact s0 != 3\n %x: f32[s0] = input \"x\" output %x, 1 }",
            Catalog);
        Assert.True(GraphEquality.AreEqual(graph, graph));
        Assert.False(GraphEquality.AreEqual(graph, GraphParser.Parse(text, Catalog), out var found));
        Assert.Contains(difference, found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_module_gives_graphs_by_name()
    {
        var module = GraphParser.ParseModule(
            """
            piece 3 splitting graph @p functional { output }
            graph @main partitioned { %a = call @p() %b = call @p() output }
            """, Catalog);
        var piece = Assert.Single(module.Pieces);
        Assert.Equal((3, PieceKind.Splitting, null), (piece.Index, piece.Kind, piece.UniqueIndex));
        Assert.Same(piece.Graph, module["p"]);
        Assert.All(module["main"].Nodes.SkipLast(1), n => Assert.Same(piece, n.Piece));
        Assert.Throws<KeyNotFoundException>(() => module["q"]);
    }
}
