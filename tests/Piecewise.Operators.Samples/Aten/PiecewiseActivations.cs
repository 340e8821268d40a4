using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class PiecewiseActivations : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::relu.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -1f, float.NaN, float.NegativeInfinity], 4)).Gives(Tensor.From([1f, 0f, float.NaN, 0f], 4)),
            OperatorSample.Of(Tensor.From([-1L, 2], 2)).Gives(Tensor.From([0L, 2], 2)),
            OperatorSample.Of(Tensor.From([-2f, -1f, 0f, 1f, 2f, 3f], 6).AsStrided([3, 2], [1, 3], 0))
                .Gives(Tensor.From([0f, 1f, 0f, 2f, 0f, 3f], 3, 2)).WithStrides(1, 3),
        ],
        ["aten::relu6.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -1f, 7f, float.NaN], 4)).Gives(Tensor.From([1f, 0f, 6f, float.NaN], 4)),
        ],
        ["aten::hardtanh.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.5f, -3f, 3f, float.NaN], 4)).Gives(Tensor.From([0.5f, -1f, 1f, float.NaN], 4)),
            OperatorSample.Of(Tensor.From([5L, -5], 2), -2L, 2L).Gives(Tensor.From([2L, -2], 2)),
        ],
        ["aten::leaky_relu.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -1f, float.NaN], 3)).Gives(Tensor.From([1f, -0.01f, float.NaN], 3)),
            OperatorSample.Of(Cast.To(Tensor.From([1f, -3f], 2), DType.BF16), 0.2)
                .Gives(Cast.To(Tensor.From([1f, -0.6015625f], 2), DType.BF16)),
        ],
        ["aten::rrelu.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -1f], 2)).Gives(Tensor.From([1f, -0.22916667f], 2)).Showing("the mean slope"),
            OperatorSample.Of(Tensor.From([1f, -1f], 2), 0.1, 0.3).Gives(Tensor.From([1f, -0.2f], 2)),
        ],
        ["aten::hardsigmoid.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -4f, 4f, float.NaN], 5)).Gives(Tensor.From([0.5f, 0.6666667f, 0f, 1f, float.NaN], 5)),
        ],
        ["aten::hardswish.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -4f, 4f, float.NaN], 5)).Gives(Tensor.From([0f, 0.6666667f, -0f, 4f, float.NaN], 5)),
        ],
        ["aten::hardshrink.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.2f, 0.5f, -0.6f, float.NaN], 4)).Gives(Tensor.From([0f, 0f, -0.6f, float.NaN], 4)),
        ],
        ["aten::softshrink.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.2f, 1f, -0.6f, float.NaN], 4)).Gives(Tensor.From([0f, 0.5f, -0.100000024f, float.NaN], 4)),
        ],
        ["aten::threshold.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 3f, float.NaN], 3), 2L, 9L).Gives(Tensor.From([9f, 3f, float.NaN], 3)).Showing("NaN passes"),
            OperatorSample.Of(Tensor.From([1L, 3], 2), 2L, 9L).Gives(Tensor.From([9L, 3], 2)),
        ],
        ["aten::_prelu_kernel.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -1f, -2f, -3f], 2, 2), Tensor.From([0.5f, 0.25f], 1, 2))
                .Gives(Tensor.From([1f, -0.25f, -1f, -0.75f], 2, 2)),
        ],
        ["aten::prelu.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -1f, -2f, -3f], 2, 2), Tensor.From([0.5f, 0.25f], 2))
                .Gives(Tensor.From([1f, -0.25f, -1f, -0.75f], 2, 2)).Showing("one slope per channel"),
            OperatorSample.Of(Tensor.From([-1f, 1f, -2f, 2f], 2, 1, 2), Tensor.From([0.5f], 1))
                .Gives(Tensor.From([-0.5f, 1f, -1f, 2f], 2, 1, 2)),
            OperatorSample.Of(Tensor.From([-1f, 2f], 2), Tensor.From([0.25f], 1)).Gives(Tensor.From([-0.25f, 2f], 2)),
        ],
    };
}
