using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Take : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::take.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Tensor.From([5L, 0, -1, 1], 2, 2))
                .Gives(Tensor.From([6f, 1, 6, 2], 2, 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), Tensor.From([1L], 1))
                .Gives(Tensor.From([4f], 1)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Tensor.Scalar(2L)).Gives(Tensor.Scalar(3f)),
        ],
        ["aten::put.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Tensor.From([0L, -1], 2), Tensor.From([8f, 9], 2))
                .Gives(Tensor.From([8f, 2, 3, 4, 5, 9], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), Tensor.From([1L, 1], 2), Tensor.From([8f,
                9], 2), true)
                .Gives(Tensor.From([1f, 21, 2, 5, 3, 6], 3, 2)).WithStrides(1, 3),
        ],
    };
}
