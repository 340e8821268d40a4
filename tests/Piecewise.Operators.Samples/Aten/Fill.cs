using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Fill : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::fill.Scalar"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f], 2), 3L).Gives(Tensor.From([3f, 3f], 2)),
            OperatorSample.Of(Tensor.From([1L, 2], 1, 2), 2.7).Gives(Tensor.From([2L, 2], 1, 2)).Showing("the tensor's dtype stays"),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0), 0.5)
                .Gives(Tensor.From([0.5f, 0.5f, 0.5f, 0.5f, 0.5f, 0.5f], 3, 2)).WithStrides(1, 3),
        ],
        ["aten::fill.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f], 2), Tensor.Scalar(3L)).Gives(Tensor.From([3f, 3f], 2)),
        ],
        ["aten::zero.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN], 2)).Gives(Tensor.From([0f, 0f], 2)),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0))
                .Gives(Tensor.Zeros(DType.F32, 3, 2)).WithStrides(1, 3),
        ],
    };
}
