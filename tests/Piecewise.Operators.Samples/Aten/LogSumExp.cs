using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class LogSumExp : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::logsumexp.default", "aten::special_logsumexp.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(1)).Gives(Tensor.From([3.407606f, 6.407606f], 2)),
            OperatorSample.Of(Tensor.From([1000f, 1000, float.NegativeInfinity, float.NegativeInfinity, float.PositiveInfinity, 1,
                float.PositiveInfinity, float.NegativeInfinity], 4, 2), Value.Ints(1), true)
                .Gives(Tensor.From([1000.6932f, float.NegativeInfinity, float.PositiveInfinity, float.PositiveInfinity], 4, 1))
                .Showing("no overflow; infinities"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), Value.Ints(0, -1))
                .Gives(Tensor.From([6.3314114f, 8.331411f], 2)),
            OperatorSample.Of(Tensor.From([1L, 2, 3, 4, 5, 6], 2, 3), Value.Ints(0))
                .Gives(Tensor.From([4.0485873f, 5.0485873f, 6.0485873f], 3)).Showing("integers become f32"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3), Value.Ints(0))
                .Gives(Tensor.From([float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity], 3)),
            OperatorSample.Of(Tensor.Scalar(2f), Value.Ints(0)).Gives(Tensor.Scalar(2f)),
        ],
    };
}
