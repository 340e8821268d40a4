using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Cumulative : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::cumsum.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L).Gives(Tensor.From([1f, 2, 3, 5, 7, 9], 2, 3)),
            OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3), 1L)
                .Gives(Tensor.From([0L, 0, 1, 1, 2, 3], 2, 3)).Showing("bools run in i64"),
            OperatorSample.Of(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2).AsStrided([2, 3], [1, 2], 0), -1L)
                .Gives(Tensor.From([1f, 3, 6, 4, 9, 15], 2, 3)),
            OperatorSample.Of(Tensor.Scalar(2f), 0L).Gives(Tensor.Scalar(2f)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 2), 0L).Gives(Tensor.Zeros(DType.F32, 0, 2)),
            OperatorSample.Of(Tensor.From([1.7f, 1.7f], 2), 0L).With("dtype", DType.I64).Gives(Tensor.From([1L, 2], 2)),
            OperatorSample.Of(Cast.To(Tensor.From([100, 100, 100], 3), DType.I8), 0L)
                .With("dtype", DType.I8).Gives(Cast.To(Tensor.From([100, -56, 44], 3), DType.I8)),
            OperatorSample.Of(Tensor.From([1f, float.NaN, 2, float.PositiveInfinity], 4), 0L)
                .Gives(Tensor.From([1f, float.NaN, float.NaN, float.NaN], 4)),
        ],
        ["aten::cumprod.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L).Gives(Tensor.From([1f, 2, 6, 4, 20, 120], 2, 3)),
            OperatorSample.Of(Tensor.From([1, 2, 3, 4, 5, 6], 2, 3), 0L).Gives(Tensor.From([1L, 2, 3, 4, 10, 18], 2, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([0.5f, -2, 4], 1, 3), DType.BF16), 1L)
                .Gives(Cast.To(Tensor.From([0.5f, -1, -4], 1, 3), DType.BF16)),
        ],
        ["aten::logcumsumexp.default", "aten::_logcumsumexp.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1, 2, 3, float.NegativeInfinity, 1], 2, 3), 1L)
                .Gives(Tensor.From([0f, 1.3132616f, 2.407606f, 3, 3, 3.126928f], 2, 3)),
            OperatorSample.Of(Tensor.From([float.NegativeInfinity, float.NegativeInfinity, 1, float.PositiveInfinity, 2, float.NaN], 6),
                0L)
                .Gives(Tensor.From([float.NegativeInfinity, float.NegativeInfinity, 1, float.PositiveInfinity, float.PositiveInfinity,
                    float.NaN], 6)),
            OperatorSample.Of(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2).AsStrided([2, 3], [1, 2], 0), 0L)
                .Gives(Tensor.From([1f, 2, 3, 4.0485873f, 5.0485873f, 6.0485873f], 2, 3)),
        ],
    };
}
