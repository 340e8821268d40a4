using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class IndexPut : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::_index_put_impl.default", "aten::_unsafe_index_put.default", "aten::index_put.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.List(Tensor.From([1L], 1)), Tensor.From([9f], 1))
                .Gives(Tensor.From([1f, 2, 3, 9, 9, 9], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.List(Tensor.From([0L, 0], 2), Tensor.From([1L, 1], 2)),
                Tensor.From([5f, 7], 2), true)
                .Gives(Tensor.From([1f, 14, 3, 4, 5, 6], 2, 3)).Showing("sums"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.List(Value.None, Tensor.From([0L, 2], 2)), Tensor.From([7f,
                8], 1, 2))
                .Gives(Tensor.From([7f, 2, 8, 7, 5, 8], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.List(Tensor.From([true, false, true, false, true, false], 2,
                3)), Tensor.Scalar(0f))
                .Gives(Tensor.From([0f, 2, 0, 4, 0, 6], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), Value.List(Tensor.From([2L], 1)),
                Tensor.From([8f, 9], 2))
                .Gives(Tensor.From([1f, 4, 2, 5, 8, 9], 3, 2)).WithStrides(1, 3).Showing("the memory order stays"),
            OperatorSample.Of(Cast.To(Tensor.From([1f, 2, 3], 3), DType.BF16), Value.List(Tensor.From([0L, 0, 0], 3)),
                Cast.To(Tensor.From([0.0009994507f, 0.0009994507f, 256], 3), DType.BF16), true)
                .Gives(Cast.To(Tensor.From([256f, 2, 3], 3), DType.BF16)).Showing("each sum is rounded"),
            OperatorSample.Of(Tensor.From([0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23], 2, 3, 4),
                Value.List(Tensor.From([0L, 1], 2, 1), Tensor.From([0L, 2, 1, -1], 2, 2)), Tensor.From([100f, 200, 300, 400], 2, 2, 1))
                .Gives(Tensor.From([100f, 100, 100, 100, 4, 5, 6, 7, 200, 200, 200, 200, 12, 13, 14, 15, 300, 300, 300, 300, 400, 400, 400,
                    400], 2, 3, 4)),
            OperatorSample.Of(Tensor.From([0f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23], 2, 3, 4),
                Value.List(Tensor.From([1L, 0, 1], 3), Value.None, Tensor.From([3L, 3, 3], 3)),
                Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9], 3, 3))
                .Gives(Tensor.From([0f, 1, 2, 4, 4, 5, 6, 5, 8, 9, 10, 6, 12, 13, 14, 7, 16, 17, 18, 8, 20, 21, 22, 9], 2, 3, 4))
                .Showing("the last value stays"),
            OperatorSample.Of(Cast.To(Tensor.From([1f, 2, 3, 4], 2, 2), DType.F16),
                Value.List(Tensor.From([1L, 1], 2), Tensor.From([0L, 0], 2)), Cast.To(Tensor.Scalar(2049f), DType.F16), true)
                .Gives(Cast.To(Tensor.From([1f, 2, 4100, 4], 2, 2), DType.F16)),
            OperatorSample.Of(Tensor.From([0, 1, 2, 3], 2, 2), Value.List(Tensor.From([1L, 0], 2), Tensor.From([0L, 1], 2)),
                Tensor.Scalar(int.MaxValue), true)
                .Gives(Tensor.From([0, int.MinValue, -2147483647, 3], 2, 2)).Showing("overflow wraps"),
        ],
    };
}
