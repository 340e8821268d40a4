using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class View : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::view.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(3, 2)).Gives(Tensor.From([1f, 2, 3, 4, 5, 6], 3, 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 12).AsStrided([2, 2, 3], [3, 6, 1], 0), Value.Ints(2,
                2, 3, 1))
                .Gives(Tensor.From([1f, 2, 3, 7, 8, 9, 4, 5, 6, 10, 11, 12], 2, 2, 3, 1)).WithStrides(3, 6, 1, 1)
                .Showing("dims that stay apart need no order"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4), Value.Ints(2, -1)).Gives(Tensor.From([1f, 2, 3, 4], 2, 2)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3), Value.Ints(3, 0)).Gives(Tensor.Zeros(DType.F32, 3, 0)),
            OperatorSample.Of(Tensor.Scalar(5f), Value.Ints(1, 1)).Gives(Tensor.From([5f], 1, 1)).Showing("rank 0"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 12).AsStrided([3, 2, 1], [2, 6, 1], 0), Value.Ints(3,
                2))
                .Gives(Tensor.From([1f, 7, 3, 9, 5, 11], 3, 2)).WithStrides(2, 6).Showing("a gap that no merged dim crosses"),
        ],
        ["aten::view_as.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Tensor.From([1f, 2, 3, 4, 5, 6], 6))
                .Gives(Tensor.From([1f, 2, 3, 4, 5, 6], 6)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 2), Tensor.From([1f, 2, 3, 4], 1, 4)).Gives(Tensor.From([1f, 2, 3, 4], 1, 4)),
        ],
    };
}
