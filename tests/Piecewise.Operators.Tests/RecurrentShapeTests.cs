using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Tests;

/// <summary>What the shape rule of recurrent layers asks of counts and sizes.</summary>
public sealed class RecurrentShapeTests
{
    private static readonly OperatorCatalog Catalog = StandardOperators.Create();

    private readonly Graph graph = new("layers", new ShapeEnvironment());

    [Theory]
    [InlineData(1L << 62)]
    [InlineData(1L << 61)]
    [InlineData(0)]
    public void More_layers_than_weights_are_refused(long layers) => Assert.Contains(
        $"{layers} layers have weights each", Assert.Throws<InferenceException>(() => Lstm(layers, 4, 4, [])).Message,
        StringComparison.Ordinal);

    [Fact]
    public void Without_projections_states_have_equal_sizes()
    {
        var (a, b) = (Size("s0"), Size("s1"));
        Lstm(1, a, b, [[4 * b, 3], [4 * b, a], [4 * b], [4 * b]]);
        Assert.True(graph.Shapes.IsStaticallyTrue(SymBool.Eq(a, b)));
        Assert.Throws<InferenceException>(() => Lstm(1, 2, 4, [[16, 3], [16, 2], [16], [16]]));
    }

    [Fact]
    public void With_projections_they_may_differ()
    {
        var (a, b) = (Size("s0"), Size("s1"));
        Lstm(1, a, b, [[4 * b, 3], [4 * b, a], [4 * b], [4 * b], [a, b]]);
        Assert.Empty(graph.Shapes.Facts);
        Lstm(1, 4, 4, [[16, 3], [16, 4], [16], [16], [4, 4]]);
    }

    private SymInt Size(string name)
    {
        graph.Shapes.Define(name, Interval.AtLeast(1));
        return SymInt.Symbol(name);
    }

    private Node Lstm(long layers, SymInt output, SymInt hidden, SymInt[][] weights)
    {
        Argument Of(params SymInt[] shape) => graph.AddInput("x", new TensorType(DType.F32, [.. shape]), InputSpec.User("x"));
        return Catalog.Call(
            graph, null, "aten::lstm.input", Of(5, 2, 3), new ListArgument([Of(layers, 2, output), Of(layers, 2, hidden)]),
            new ListArgument([.. weights.Select(w => Of(w))]), true, layers, 0.0, false, false, false);
    }
}
