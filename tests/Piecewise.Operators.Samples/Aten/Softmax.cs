using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Softmax : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::softmax.int", "aten::special_softmax.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L)
                .Gives(Tensor.From([0.09003057f, 0.24472848f, 0.66524094f, 0.09003057f, 0.24472848f, 0.66524094f], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2).AsStrided([2, 3], [1, 2], 0), 0L)
                .Gives(Tensor.From([0.047425874f, 0.047425874f, 0.047425874f, 0.95257413f, 0.95257413f, 0.95257413f], 2, 3)),
            OperatorSample.Of(Tensor.From([1L, 2, 3, 4, 5, 6], 2, 3), -1L, DType.F32)
                .Gives(Tensor.From([0.09003057f, 0.24472848f, 0.66524094f, 0.09003057f, 0.24472848f, 0.66524094f], 2, 3)),
            OperatorSample.Of(Tensor.From([float.NegativeInfinity, float.NegativeInfinity, float.PositiveInfinity, 1, 1e+30f,
                float.NegativeInfinity], 3, 2), 1L)
                .Gives(Tensor.From([float.NaN, float.NaN, float.NaN, float.NaN, 1, 0], 3, 2))
                .Showing("rows without a finite maximum are NaN"),
            OperatorSample.Of(Cast.To(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), DType.BF16), 1L)
                .Gives(Cast.To(Tensor.From([0.08984375f, 0.24511719f, 0.6640625f, 0.08984375f, 0.24511719f, 0.6640625f], 2, 3),
                    DType.BF16)),
            OperatorSample.Of(Tensor.Scalar(2f), 0L).Gives(Tensor.Scalar(1f)),
            OperatorSample.Of(Cast.To(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), DType.F16), 1L, DType.F32)
                .Gives(Tensor.From([0.09003057f, 0.24472848f, 0.66524094f, 0.09003057f, 0.24472848f, 0.66524094f], 2, 3)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3), 1L).Gives(Tensor.Zeros(DType.F32, 0, 3)),
        ],
        ["aten::_softmax.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.0, 2, 3, 4, 5, 6], 2, 3), 0L, false)
                .Gives(Tensor.From([0.04742587317756679, 0.04742587317756679, 0.04742587317756679, 0.9525741268224334, 0.9525741268224334,
                    0.9525741268224334], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), 1L, false)
                .Gives(Tensor.From([0.11920292f, 0.11920292f, 0.880797f, 0.880797f, 0.11920292f, 0.11920292f, 0.880797f, 0.880797f], 2, 2,
                    2)),
        ],
        ["aten::_safe_softmax.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([float.NegativeInfinity, float.NegativeInfinity, 0, 1], 2, 2), -1L)
                .Gives(Tensor.From([0f, 0, 0.26894143f, 0.7310586f], 2, 2)),
        ],
        ["aten::log_softmax.int"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L)
                .Gives(Tensor.From([-2.407606f, -1.4076059f, -0.40760595f, -2.407606f, -1.4076059f, -0.40760595f], 2, 3)),
            OperatorSample.Of(Tensor.From([float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity, 1, 90, 0], 3, 2), 1L)
                .Gives(Tensor.From([float.NaN, float.NaN, float.NegativeInfinity, 0, 0, -90], 3, 2)),
            OperatorSample.Of(Tensor.From([1L, 2, 3, 4, 5, 6], 2, 3), 0L, DType.F64)
                .Gives(Tensor.From([-3.048587351573742, -3.048587351573742, -3.048587351573742, -0.048587351573741965,
                    -0.048587351573741965, -0.048587351573741965], 2, 3)),
        ],
        ["aten::special_log_softmax.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2).AsStrided([2, 3], [1, 2], 0), 1L)
                .Gives(Tensor.From([-2.407606f, -1.4076059f, -0.40760595f, -2.407606f, -1.4076059f, -0.40760595f], 2, 3)),
        ],
        ["aten::_log_softmax.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), 0L, false)
                .Gives(Tensor.From([-4.01815f, -4.01815f, -4.01815f, -4.01815f, -0.01814996f, -0.01814996f, -0.01814996f, -0.01814996f],
                    2, 2, 2)),
            OperatorSample.Of(Cast.To(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), DType.BF16), -1L, false)
                .Gives(Cast.To(Tensor.From([-2.40625f, -1.40625f, -0.40625f, -2.40625f, -1.40625f, -0.40625f], 2, 3), DType.BF16)),
        ],
    };
}
