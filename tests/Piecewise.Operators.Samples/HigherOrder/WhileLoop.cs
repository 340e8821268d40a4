using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.HigherOrder;

internal sealed class WhileLoop : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["higher_order::while_loop.default"] = () =>
        {
            // x ← x · m until x is zero; m shifts to the right.
            var shift = Tensor.From([0f, 1, 0, 0, 0, 1, 0, 0, 0], 3, 3);
            var (cond, body) = (Loop("is_any_left", ends: true), Loop("shift", ends: false));
            return
            [
                OperatorSample.Of(cond, body, Value.List(Tensor.From([1f, 2, 3], 1, 3)), Value.List(shift))
                    .Gives(Value.List(Tensor.Zeros(DType.F32, 1, 3))),
                OperatorSample.Of(cond, body, Value.List(Tensor.Zeros(DType.F32, 1, 3)), Value.List(shift))
                    .Gives(Value.List(Tensor.Zeros(DType.F32, 1, 3))).Showing("no turn at all"),
            ];
        },
    };

    private static Value Loop(string name, bool ends)
    {
        var graph = new Graph(name, new ShapeEnvironment());
        var x = graph.AddInput("x", new TensorType(DType.F32, [1, 3]), InputSpec.User("x"));
        var m = graph.AddInput("m", new TensorType(DType.F32, [3, 3]), InputSpec.User("m"));
        var op = StandardOperators.Create()[ends ? "aten::any.default" : "aten::mm.default"];
        graph.SetOutput(graph.AddCall(op, ends ? [x] : [x, m]));
        return Value.FromLiteral(new GraphArgument(graph));
    }
}
