using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Roots : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::sqrt.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 2f, -1f, float.PositiveInfinity], 4))
                .Gives(Tensor.From([0f, 1.4142135f, float.NaN, float.PositiveInfinity], 4)).Showing("NaN below 0"),
            OperatorSample.Of(Tensor.From([4L, 10], 2)).Gives(Tensor.From([2f, 3.1622777f], 2)),
            OperatorSample.Of(Tensor.From([new Complex64(-4f, 0f)], 1)).Gives(Tensor.From([new Complex64(0f, 2f)], 1)),
        ],
        ["aten::rsqrt.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([4f, 2f, 0f, -1f, float.PositiveInfinity], 5))
                .Gives(Tensor.From([0.5f, 0.70710677f, float.PositiveInfinity, float.NaN, 0f], 5)).Showing("infinity at 0"),
            OperatorSample.Of(Cast.To(Tensor.From([3f, 0.100097656f], 2), DType.BF16))
                .Gives(Cast.To(Tensor.From([0.578125f, 3.15625f], 2), DType.BF16)),
            OperatorSample.Of(Tensor.From([1f, 4f], 2).AsStrided([3, 2], [0, 1], 0))
                .Gives(Tensor.From([1f, 0.5f, 1f, 0.5f, 1f, 0.5f], 3, 2)).Showing("a repeated dim becomes dense"),
        ],
        ["aten::reciprocal.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([4f, -0.5f, 0f, -0f], 4))
                .Gives(Tensor.From([0.25f, -2f, float.PositiveInfinity, float.NegativeInfinity], 4)),
            OperatorSample.Of(Tensor.From([4L, 0], 2)).Gives(Tensor.From([0.25f, float.PositiveInfinity], 2)),
            OperatorSample.Of(Tensor.From([new Complex64(1f, 1f)], 1)).Gives(Tensor.From([new Complex64(0.5f, -0.5f)], 1)),
        ],
    };
}
