using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.HigherOrder;

internal sealed class Cond : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["higher_order::cond.default"] = () =>
        {
            var catalog = StandardOperators.Create();
            var (sum, product) = (Reduction("sum", catalog["aten::sum.default"]), Reduction("product", catalog["aten::prod.default"]));
            var x = Tensor.From([2f, 3, 4], 3);
            return
            [
                OperatorSample.Of(Tensor.Scalar(true), sum, product, Value.List(x)).Gives(Value.List(Tensor.Scalar(9f))),
                OperatorSample.Of(Tensor.Scalar(false), sum, product, Value.List(x)).Gives(Value.List(Tensor.Scalar(24f))),
                OperatorSample.Of(true, sum, product, Value.List(x)).Gives(Value.List(Tensor.Scalar(9f)))
                    .Showing("a bool that is no tensor"),
            ];
        },
    };

    private static Value Reduction(string name, Operator op)
    {
        var graph = new Graph(name, new ShapeEnvironment());
        var x = graph.AddInput("x", new TensorType(DType.F32, [3]), InputSpec.User("x"));
        graph.SetOutput(graph.AddCall(op, op.Schema.Fill([x])));
        return Value.FromLiteral(new GraphArgument(graph));
    }
}
