using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Gather : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::gather.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L, Tensor.From([2L, 0, 1, 1], 2, 2))
                .Gives(Tensor.From([3f, 1, 5, 5], 2, 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, Tensor.From([1L], 1, 1)).Gives(Tensor.From([4f], 1, 1)),
            OperatorSample.Of(Tensor.Scalar(3f), 0L, Tensor.Scalar(0L)).Gives(Tensor.Scalar(3f)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), -2L, Tensor.From([2L, 0, 0, 1], 2, 2))
                .Gives(Tensor.From([3f, 4, 1, 5], 2, 2)).WithStrides(2, 1),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, Tensor.Zeros(DType.I64, 0, 3))
                .Gives(Tensor.Zeros(DType.F32, 0, 3)),
            OperatorSample.Of(
                Tensor.From([0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 12).AsStrided([2, 2, 3, 3], [6, 3, 0, 1], 0), 3L,
                Tensor.From([2L, 0, 1, 1, 0, 2, 0, 0, 2, 1, 1, 0], 12).AsStrided([2, 2, 3, 2], [6, 0, 2, 1], 0))
                .Gives(Tensor.From([2f, 0, 1, 1, 0, 2, 5, 3, 4, 4, 3, 5, 6, 6, 8, 7, 7, 6, 9, 9, 11, 10, 10, 9], 2, 2, 3, 2))
                .Showing("both repeat their elements"),
        ],
        ["aten::take_along_dim.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Tensor.From([2L, 0], 2, 1), 1L).Gives(Tensor.From([3f, 4], 2, 1)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Tensor.From([5L, 0], 2)).Gives(Tensor.From([6f, 1], 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3], 1, 3), Tensor.From([0L, 2], 2, 1), 1L)
                .Gives(Tensor.From([1f, 3], 2, 1)).Showing("the other dims broadcast"),
        ],
    };
}
