using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Signs : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::neg.default", "aten::negative.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -2f, 0f, float.NaN], 4)).Gives(Tensor.From([-1f, 2f, -0f, float.NaN], 4)),
            OperatorSample.Of(Tensor.From<byte>([1, 0], 2)).Gives(Tensor.From<byte>([255, 0], 2)).Showing("unsigned integers wrap"),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([2, 2], [3, 2], 0))
                .Gives(Tensor.From([-1f, -3f, -4f, -6f], 2, 2)).Showing("a result has no gaps"),
        ],
        ["aten::abs.default", "aten::absolute.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -2f, -0f, float.NegativeInfinity], 4))
                .Gives(Tensor.From([1f, 2f, 0f, float.PositiveInfinity], 4)),
            OperatorSample.Of(Tensor.From([-3L, long.MinValue], 2))
                .Gives(Tensor.From([3L, long.MinValue], 2)).Showing("the smallest integer has no opposite"),
            OperatorSample.Of(Tensor.From([new Complex64(3f, 4f), new Complex64(-0f, -1f)], 2))
                .Gives(Tensor.From([5f, 1f], 2)).Showing("the modulus is real"),
            OperatorSample.Of(Tensor.From([new Complex64(float.NaN, float.NegativeInfinity), new Complex64(3e38f, 3e38f)], 2))
                .Gives(Tensor.From([float.PositiveInfinity, float.PositiveInfinity], 2)).Showing("infinity beside NaN is infinite"),
        ],
        ["aten::sign.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.5f, -2f, 0f, float.NaN, float.NegativeInfinity], 5))
                .Gives(Tensor.From([1f, -1f, 0f, 0f, -1f], 5)).Showing("NaN has sign 0"),
            OperatorSample.Of(Tensor.From([-3, 0, 7], 3)).Gives(Tensor.From([-1, 0, 1], 3)),
        ],
        ["aten::sgn.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.5f, -2f, 0f], 3)).Gives(Tensor.From([1f, -1f, 0f], 3)),
            OperatorSample.Of(Tensor.From([new Complex64(3f, 4f), new Complex64(0f, 0f)], 2))
                .Gives(Tensor.From([new Complex64(0.6f, 0.8f), new Complex64(0f, 0f)], 2)).Showing("a complex number keeps its angle"),
        ],
        ["aten::signbit.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0f, 1f, -3f], 3)).Gives(Tensor.From([true, false, true], 3)),
            OperatorSample.Of(Tensor.From([-1L, 0], 2)).Gives(Tensor.From([true, false], 2)),
        ],
    };
}
