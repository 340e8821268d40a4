using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Losses : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::mse_loss.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([1.25f, 1.5f, 0.75f, 1, -0.25f,
                -0.5f], 2, 3))
                .Gives(Tensor.Scalar(2.28125f)),
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3).AsStrided([3, 2], [1, 3], 0),
                Tensor.From([1.25f, 1.5f, 0.75f, 1, -0.25f, -0.5f], 2, 3).AsStrided([3, 2], [1, 3], 0), 0L)
                .Gives(Tensor.From([2.25f, 5.0625f, 0.0625f, 0.0625f, 0, 6.25f], 3, 2)).WithStrides(1, 3),
            OperatorSample.Of(Cast.To(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), DType.BF16),
                Cast.To(Tensor.From([1.25f, 1.5f, 0.75f, 1, -0.25f, -0.5f], 2, 3), DType.BF16), 2L)
                .Gives(Cast.To(Tensor.Scalar(13.6875f), DType.BF16)),
        ],
        ["aten::l1_loss.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([1.25f, 1.5f, 0.75f, 1, -0.25f,
                -0.5f], 2, 3))
                .Gives(Tensor.Scalar(1.125f)),
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3).AsStrided([3, 2], [1, 3], 0),
                Tensor.From([1.25f, 1.5f, 0.75f, 1, -0.25f, -0.5f], 2, 3).AsStrided([3, 2], [1, 3], 0), 0L)
                .Gives(Tensor.From([1.5f, 2.25f, 0.25f, 0.25f, 0, 2.5f], 3, 2)).WithStrides(1, 3),
            OperatorSample.Of(Cast.To(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), DType.BF16),
                Cast.To(Tensor.From([1.25f, 1.5f, 0.75f, 1, -0.25f, -0.5f], 2, 3), DType.BF16), 2L)
                .Gives(Cast.To(Tensor.Scalar(6.75f), DType.BF16)),
        ],
        ["aten::smooth_l1_loss.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([1.25f, 1.5f, 0.75f, 1, -0.25f,
                -0.5f], 2, 3), 0L)
                .Gives(Tensor.From([1f, 0.03125f, 0, 1.75f, 0.03125f, 2], 2, 3)),
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([1.25f, 1.5f, 0.75f, 1, -0.25f,
                -0.5f], 2, 3), 1L, 0.5)
                .Gives(Tensor.Scalar(0.9375f)),
        ],
        ["aten::huber_loss.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([1.25f, 1.5f, 0.75f, 1, -0.25f,
                -0.5f], 2, 3), 0L, 0.5)
                .Gives(Tensor.From([0.625f, 0.03125f, 0, 1, 0.03125f, 1.125f], 2, 3)),
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([1.25f, 1.5f, 0.75f, 1, -0.25f,
                -0.5f], 2, 3))
                .Gives(Tensor.Scalar(0.8020833f)),
        ],
    };
}
