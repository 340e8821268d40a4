using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class MaskedFill : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::masked_fill.Scalar"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f], 2, 2), Tensor.From([true, false], 2), double.NegativeInfinity)
                .Gives(Tensor.From([float.NegativeInfinity, 2f, float.NegativeInfinity, 4f], 2, 2)),
            OperatorSample.Of(Tensor.From([1f, 2f], 2), Tensor.From([true, false, false, true], 2, 2), 0L)
                .Gives(Tensor.From([0f, 2f, 1f, 0f], 2, 2)).Showing("both broadcast"),
            OperatorSample.Of(Tensor.From([1L, 2], 2), Tensor.From([true, false], 2), 2.5)
                .Gives(Tensor.From([2L, 2], 2)).Showing("the tensor's dtype stays"),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0), Tensor.From([true, false], 1, 2), 0L)
                .Gives(Tensor.From([0f, 4f, 0f, 5f, 0f, 6f], 3, 2)).Showing("a row-major result"),
            OperatorSample.Of(Cast.To(Tensor.From([1f, 2f], 2), DType.BF16), Tensor.From([true, true], 2), 0.1)
                .Gives(Cast.To(Tensor.From([0.100097656f, 0.100097656f], 2), DType.BF16)),
        ],
        ["aten::masked_fill.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f], 2, 2), Tensor.From([true, false], 2), Tensor.Scalar(9f))
                .Gives(Tensor.From([9f, 2f, 9f, 4f], 2, 2)),
            OperatorSample.Of(Tensor.From([1f, 2f], 2), Tensor.From([true, false], 2), Tensor.Scalar(3L)).Gives(Tensor.From([3f, 2f], 2)),
        ],
    };
}
