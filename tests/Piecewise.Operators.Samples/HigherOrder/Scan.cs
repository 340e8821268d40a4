using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.HigherOrder;

internal sealed class Scan : ISampleSource
{
    private static readonly OperatorCatalog Catalog = StandardOperators.Create();

    public SampleTable Samples => new()
    {
        ["higher_order::scan.default"] = () =>
        [
            OperatorSample.Of(Combined(carries: true), Value.List(Tensor.From([1f, 2], 2)),
                Value.List(Tensor.From([1f, 2, 3, 4, 5, 6], 3, 2)), Value.List(Tensor.From([10f, 20], 2)))
                .Gives(Value.List(Tensor.From([2350f, 33720], 2), Tensor.From([2f, 4, 23, 84, 235, 1686], 3, 2))),
            OperatorSample.Of(Combined(carries: true), Value.List(Tensor.From([1f, 2], 2)),
                Value.List(Tensor.From([1f, 4, 2, 5, 3, 6], 2, 3).AsStrided([1, 2], [1, 3], 0)), Value.List(Tensor.From([10f, 20], 2)))
                .Gives(Value.List(Tensor.From([20f, 140], 2), Tensor.From([2f, 7], 1, 2))).Showing("a slice that is a column"),
        ],
        ["higher_order::map_impl.default"] = () =>
        [
            OperatorSample.Of(Combined(carries: false), Value.List(Tensor.From([1f, 2, 3, 4], 2, 2), Tensor.From([5f, 6, 7, 8], 2, 2)),
                Value.List(Tensor.From([10f, 20], 2)))
                .Gives(Value.List(Tensor.From([60f, 160, 100, 240], 2, 2), Tensor.From([6f, 8, 10, 12], 2, 2))),
        ],
        ["higher_order::associative_scan.default"] = () =>
        [
            OperatorSample.Of(Sum(), Value.List(Tensor.From([1f, 2, 3, 4, 5, 6], 3, 2)), Value.List(Tensor.From([10f, 20], 2)))
                .Gives(Value.List(Tensor.From([1f, 2, 14, 26, 29, 52], 3, 2))),
        ],
    };

    // (x, y, z) → ((x + y) · z, x + y) or, where nothing is carried, the same.
    private static Value Combined(bool carries)
    {
        var graph = Vectors(carries ? "step" : "pair", out var x, out var y, out var z);
        var sum = Catalog.Call(graph, null, "aten::add.Tensor", x, y);
        graph.SetOutput([Catalog.Call(graph, null, "aten::mul.Tensor", sum, z), sum]);
        return Value.FromLiteral(new GraphArgument(graph));
    }

    // (x, y, z) → x + y + z
    private static Value Sum()
    {
        var graph = Vectors("sum", out var x, out var y, out var z);
        graph.SetOutput(Catalog.Call(graph, null, "aten::add.Tensor", Catalog.Call(graph, null, "aten::add.Tensor", x, y), z));
        return Value.FromLiteral(new GraphArgument(graph));
    }

    private static Graph Vectors(string name, out Node x, out Node y, out Node z)
    {
        var graph = new Graph(name, new ShapeEnvironment());
        var type = new TensorType(DType.F32, [2]);
        x = graph.AddInput("x", type, InputSpec.User("x"));
        y = graph.AddInput("y", type, InputSpec.User("y"));
        z = graph.AddInput("z", type, InputSpec.User("z"));
        return graph;
    }
}
