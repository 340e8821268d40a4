using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Interpolation : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::addcmul.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f], 2), Tensor.From([1f, 2f], 2, 1), Tensor.From([3f, 4f], 2))
                .With("value", 0.5).Gives(Tensor.From([2.5f, 4f, 4f, 6f], 2, 2)),
            OperatorSample.Of(Tensor.From([1L], 1), Tensor.From([2L], 1), Tensor.From([3L], 1))
                .With("value", 2L).Gives(Tensor.From([13L], 1)).Showing("integers stay integers"),
            OperatorSample.Of(Cast.To(Tensor.From([1f, 2f], 2), DType.BF16), Cast.To(Tensor.From([3f, 0.30078125f], 2), DType.BF16),
                Cast.To(Tensor.From([0.69921875f, 5f], 2), DType.BF16))
                .With("value", 0.1).Gives(Cast.To(Tensor.From([1.2109375f, 2.15625f], 2), DType.BF16)),
        ],
        ["aten::addcdiv.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f], 2), Tensor.From([1f, 2f], 2), Tensor.From([3f, 0f], 2))
                .With("value", 2L).Gives(Tensor.From([1.6666667f, float.PositiveInfinity], 2)),
            OperatorSample.Of(Tensor.From([1L], 1), Tensor.From([2f], 1), Tensor.From([3L], 1)).Gives(Tensor.From([1.6666667f], 1)),
        ],
        ["aten::lerp.Scalar", "aten::lerp.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f], 2), Tensor.From([3f, 10f], 2), Tensor.From([0.25f, 0.75f], 2))
                .Gives(Tensor.From([1.5f, 8f], 2)),
            OperatorSample.Of(Tensor.From([1f, 2f], 2, 1), Tensor.From([3f, 4f], 2), Tensor.Scalar(0.5f))
                .Gives(Tensor.From([2f, 2.5f, 2.5f, 3f], 2, 2)).Showing("broadcasting"),
            OperatorSample.Of(Tensor.From([1f, 2f], 2), Tensor.From([3f, 10f], 2), Tensor.Scalar(1.5f))
                .Gives(Tensor.From([4f, 14f], 2)).Showing("beyond the end"),
        ],
    };
}
