using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Median : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::median.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3f, 1, 4, 2], 4)).Gives(Tensor.Scalar(2f)).Showing("the lower of two"),
            OperatorSample.Of(Tensor.From([3f, float.NaN, 4], 3)).Gives(Tensor.Scalar(float.NaN)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3)).Gives(Tensor.Scalar(float.NaN)).Showing("of nothing"),
        ],
        ["aten::median.dim"] = () =>
        [
            OperatorSample.Of(Tensor.From([3f, 1, 2, 6, 5, 9], 2, 3), 1L, true)
                .Gives(Value.List(Tensor.From([2f, 6], 2, 1), Tensor.From([2L, 0], 2, 1))),
            OperatorSample.Of(Tensor.From([3f, float.NaN, 4, 2], 4), 0L).Gives(Value.List(Tensor.Scalar(float.NaN), Tensor.Scalar(1L))),
        ],
        ["aten::nanmedian.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3f, float.NaN, 4, 2], 4)).Gives(Tensor.Scalar(3f)),
            OperatorSample.Of(Tensor.Zeros(DType.F64, 0)).Gives(Tensor.Scalar(double.NaN)).Showing("of nothing"),
        ],
        ["aten::nanmedian.dim"] = () =>
        [
            OperatorSample.Of(Tensor.From([3f, float.NaN, 4, 2, float.NaN, 1, float.NaN, float.NaN], 2, 4), 1L)
                .Gives(Value.List(Tensor.From([3f, 1], 2), Tensor.From([0L, 1], 2))),
        ],
        ["aten::kthvalue.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 2L)
                .Gives(Value.List(Tensor.From([2f, 5], 2), Tensor.From([1L, 1], 2))),
            OperatorSample.Of(Tensor.From([2f, float.NaN, 1, 5, 4, 3], 2, 3), 3L, 1L, true)
                .Gives(Value.List(Tensor.From([float.NaN, 5], 2, 1), Tensor.From([1L, 0], 2, 1))).Showing("NaN is the largest"),
            OperatorSample.Of(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2).AsStrided([2, 3], [1, 2], 0), 1L, 0L)
                .Gives(Value.List(Tensor.From([1f, 2, 3], 3), Tensor.Zeros(DType.I64, 3))),
        ],
        ["aten::mode.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([2f, 1, 2, 1, 3, 1, 2, 0, 0, 5, 5, 5, 1, 9], 2, 7), 1L)
                .Gives(Value.List(Tensor.From([1f, 5], 2), Tensor.From([5L, 4], 2))),
        ],
    };
}
