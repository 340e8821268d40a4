using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class AxisStack : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::hstack.default"] = () =>
        [
            OperatorSample.Of(Value.List(Tensor.From([1f, 2], 2), Tensor.From([1f], 1))).Gives(Tensor.From([1f, 2, 1], 3)),
            OperatorSample.Of(Value.List(Tensor.From([1f, 2], 2, 1), Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)))
                .Gives(Tensor.From([1f, 1, 2, 3, 2, 4, 5, 6], 2, 4)),
            OperatorSample.Of(Value.List(Tensor.Scalar(1f), Tensor.Scalar(2f))).Gives(Tensor.From([1f, 2], 2)),
        ],
        ["aten::dstack.default"] = () =>
        [
            OperatorSample.Of(Value.List(Tensor.From([1f, 2], 2), Tensor.From([1f, 2], 2))).Gives(Tensor.From([1f, 1, 2, 2], 1, 2, 2)),
            OperatorSample.Of(Value.List(Tensor.From([1f, 2], 2, 1), Tensor.From([1f, 2], 2, 1)))
                .Gives(Tensor.From([1f, 1, 2, 2], 2, 1, 2)),
        ],
        ["aten::column_stack.default"] = () =>
        [
            OperatorSample.Of(Value.List(Tensor.From([1f, 2], 2), Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)))
                .Gives(Tensor.From([1f, 1, 2, 3, 2, 4, 5, 6], 2, 4)),
            OperatorSample.Of(Value.List(Tensor.Scalar(1f), Tensor.Scalar(2f))).Gives(Tensor.From([1f, 2], 1, 2)),
        ],
        ["aten::row_stack.default", "aten::vstack.default"] = () =>
        [
            OperatorSample.Of(Value.List(Tensor.From([1f, 2], 2), Tensor.From([1f, 2, 3, 4], 2, 2)))
                .Gives(Tensor.From([1f, 2, 1, 2, 3, 4], 3, 2)),
            OperatorSample.Of(Value.List(Tensor.Scalar(1L), Tensor.From([1f], 1))).Gives(Tensor.From([1f, 1], 2, 1)),
        ],
    };
}
