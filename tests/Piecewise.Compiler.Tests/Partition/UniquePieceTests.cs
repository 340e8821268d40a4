using Piecewise.Compiler.Partition;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Tests.Partition;

/// <summary>P10: pieces that are equal up to names, symbols and layer numbers are one.</summary>
public sealed class UniquePieceTests
{
    [Fact]
    public void P10_Names_and_symbols_do_not_matter() => Assert.Equal(
        Key("symbol s0 in [1, 64] %x: f32[s0, 8] = input \"x\" %y = aten.relu.default(%x) output %y"),
        Key("symbol k in [1, 64] %other: f32[k, 8] = input \"o\" %z = aten.relu.default(%other) output %z"));

    [Theory]
    [InlineData("symbol s0 in [1, 32] %x: f32[s0, 8] = input \"x\" %y = aten.relu.default(%x) output %y")]
    [InlineData("symbol s0 in [1, 64] fact s0 % 2 == 0 %x: f32[s0, 8] = input \"x\" %y = aten.relu.default(%x) output %y")]
    [InlineData(
        "symbol s0 in [1, 64] symbol s1 in [1, inf) fact s0 == 2*s1 %x: f32[s0, 8] = input \"x\" %y = aten.relu.default(%x) output %y")]
    [InlineData("symbol s0 in [1, 64] %x: f32[s0, 9] = input \"x\" %y = aten.relu.default(%x) output %y")]
    [InlineData("symbol s0 in [1, 64] %x: f64[s0, 8] = input \"x\" %y = aten.relu.default(%x) output %y")]
    [InlineData("symbol s0 in [1, 64] %x: f32[s0, 8; 1, s0] = input \"x\" %y = aten.relu.default(%x) output %y")]
    [InlineData("symbol s0 in [1, 64] %x: f32[s0, 8] = input \"x\" %y = aten.tanh.default(%x) output %y")]
    [InlineData("symbol s0 in [1, 64] %x: f32[s0, 8] = input \"x\" %y = aten.relu.default(%x) output %y, %y")]
    [InlineData("symbol s0 in [1, 64] %x: f32[s0, s0] = input \"x\" %y = aten.relu.default(%x) output %y")]
    public void P10_Everything_else_does(string body) =>
        Assert.NotEqual(Key("symbol s0 in [1, 64] %x: f32[s0, 8] = input \"x\" %y = aten.relu.default(%x) output %y"), Key(body));

    [Fact]
    public void P10_The_layer_number_does_not_matter()
    {
        Assert.Equal(Attention(0, 1.0), Attention(7, 1.0));
        Assert.NotEqual(Attention(0, 1.0), Attention(0, 0.5));

        static string Attention(int layer, double scale) => Key(
            "symbol t in [1, 64] %q: f32[t, 2, 4] = input \"q\" %y = piecewise.attention.default(%q, %q, "
            + $"%q, {layer}, {scale:0.0}) output %y");
    }

    [Fact]
    public void P10_Facts_of_symbols_that_a_piece_does_not_have_do_not_matter() => Assert.Equal(
        Key("symbol s0 in [1, 64] %x: f32[s0, 8] = input \"x\" %y = aten.relu.default(%x) output %y"),
        Key(
            "symbol s0 in [1, 64] symbol s1 in [1, 64] fact s1 % 4 == 0 %x: f32[s0, "
            + "8] = input \"x\" %y = aten.relu.default(%x) output %y"));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(12)]
    public void P10_Their_number_does_not_grow_with_depth(int layers)
    {
        // As a decoder: something before the first layer, the same between layers, something after the last.
        var shapes = new ShapeEnvironment();
        shapes.Define("t", new Interval(1, 64));
        var graph = new Graph("main", shapes);
        var weights = Enumerable.Range(0, layers)
            .Select(i => graph.AddInput($"w{i}", new TensorType(Tensors.DType.F32, [8, 8]),
                new InputSpec(InputKind.Parameter, $"layers.{i}.weight"))).ToList();
        var x = graph.AddInput("x", new TensorType(Tensors.DType.F32, [SymInt.Symbol("t"), 8]), InputSpec.User("x"));
        for (var i = 0; i < layers; i++)
        {
            var q = Call("aten::view.default", Call("aten::linear.default", x, weights[i]), Argument.Ints([-1, 2, 4]));
            var attended = Call("piecewise::attention.default", q, q, q, (long)i, 0.5);
            x = Call("aten::add.Tensor", x, Call("aten::view.default", attended, Argument.Ints([-1, 8])));
        }
        graph.SetOutput([Call("aten::tanh.default", x)]);
        var result = SplitCheck.Run(graph, SplittingOps.Default, TestOperators.Catalog);
        Assert.Equal($"{(2 * layers) + 1} pieces, {Math.Min(layers + 1, 3)} unique", result.Summary);

        Node Call(string op, params ReadOnlySpan<Argument> arguments) => TestOperators.Catalog.Call(graph, null, op, arguments);
    }

    private static string Key(string body) =>
        UniquePieces.CanonicalText(GraphParser.Parse($"graph @g functional {{ {body.Replace("%x:", "\n%x:", StringComparison.Ordinal)} }}",
            TestOperators.Catalog));
}
