using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Activations : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::silu.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -3f, 50f, -100f], 5)).Gives(Tensor.From([0f, 0.7310586f, -0.14227761f, 50f, -0f], 5)),
            OperatorSample.Of(Cast.To(Tensor.From([1.5f, -0.30078125f], 2), DType.BF16))
                .Gives(Cast.To(Tensor.From([1.2265625f, -0.12792969f], 2), DType.BF16)),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0))
                .Gives(Tensor.From([0.7310586f, 3.928055f, 1.761594f, 4.9665356f, 2.8577225f, 5.9851646f], 3, 2)).WithStrides(1, 3),
        ],
        ["aten::gelu.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -1f, 3f, -6f], 5))
                .Gives(Tensor.From([0f, 0.8413447f, -0.15865526f, 2.9959497f, -0f], 5)),
            OperatorSample.Of(Tensor.From([0f, 1f, -1f, 3f, -6f], 5))
                .With("approximate", "tanh").Gives(Tensor.From([0f, 0.841192f, -0.158808f, 2.9963627f, -0f], 5)),
            OperatorSample.Of(Tensor.From([0.5, -2.0], 2)).Gives(Tensor.From([0.34573123063700656, -0.04550026389635842], 2)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0)).Gives(Tensor.Zeros(DType.F32, 0)),
        ],
        ["aten::mish.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -3f, 30f, 100f], 5)).Gives(Tensor.From([0f, 0.86509836f, -0.14564745f, 30f, 100f], 5)),
        ],
        ["aten::softplus.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -3f, 25f], 4)).Gives(Tensor.From([0.6931472f, 1.3132616f, 0.04858735f, 25f], 4)),
            OperatorSample.Of(Tensor.From([0f, 1f, -3f, 25f], 4), 2L, 1.5)
                .Gives(Tensor.From([0.3465736f, 1f, 0.0012378426f, 25f], 4)).Showing("linear beyond the threshold"),
        ],
        ["aten::log_sigmoid.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -3f, 100f, -100f], 5))
                .Gives(Tensor.From([-0.6931472f, -0.3132617f, -3.0485873f, -3.9e-44f, -100f], 5)),
        ],
        ["aten::elu.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -1f, -1e-06f, float.NaN], 5))
                .Gives(Tensor.From([0f, 1f, -0.63212055f, -9.999995e-07f, float.NaN], 5)),
            OperatorSample.Of(Tensor.From([2f, -2f], 2), 0.5, 2L, 3L).Gives(Tensor.From([4f, -0.9975212f], 2)),
        ],
        ["aten::selu.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -1f, -10f], 4)).Gives(Tensor.From([0f, 1.050701f, -1.1113307f, -1.7580194f], 4)),
        ],
        ["aten::celu.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -1f], 3)).Gives(Tensor.From([0f, 1f, -0.63212055f], 3)),
            OperatorSample.Of(Tensor.From([0f, 1f, -1f], 3), 2L).Gives(Tensor.From([0f, 1f, -0.78693867f], 3)),
        ],
        ["aten::logit.default", "aten::special_logit.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.5f, 0.1f, 0f, 1f, 2f], 5))
                .Gives(Tensor.From([0f, -2.1972246f, float.NegativeInfinity, float.PositiveInfinity, float.NaN], 5))
                .Showing("infinite at 0 and 1, NaN beyond"),
            OperatorSample.Of(Tensor.From([0f, 1.2f, 0.3f], 3), 0.1)
                .Gives(Tensor.From([-2.1972246f, 2.1972244f, -0.8472978f], 3)).Showing("clamped first"),
            OperatorSample.Of(Tensor.From([1L], 1)).Gives(Tensor.From([float.PositiveInfinity], 1)),
        ],
    };
}
