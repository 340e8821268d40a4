using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Extremum : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::max.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, 3], 3)).Gives(Tensor.Scalar(float.NaN)),
            OperatorSample.Of(Tensor.From([1L, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.Scalar(6L)),
            OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3)).Gives(Tensor.Scalar(true)),
        ],
        ["aten::min.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NegativeInfinity, 3], 3)).Gives(Tensor.Scalar(float.NegativeInfinity)),
            OperatorSample.Of(Cast.To(Tensor.From([3f, float.NaN, 1], 3), DType.F16)).Gives(Cast.To(Tensor.Scalar(float.NaN), DType.F16)),
        ],
        ["aten::amax.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), Value.Ints(0, 2), true).Gives(Tensor.From([6f, 8], 1, 2, 1)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.Scalar(6f)).Showing("no dims are all dims"),
            OperatorSample.Of(Tensor.From([1f, float.NaN, 2, 3], 2, 2), Value.Ints(1)).Gives(Tensor.From([float.NaN, 3], 2)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3), Value.Ints(1)).Gives(Tensor.Zeros(DType.F32, 0)),
            OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3), Value.Ints(0))
                .Gives(Tensor.From([true, true, true], 3)),
        ],
        ["aten::amin.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), Value.Ints(1)).Gives(Tensor.From([1f, 2, 5, 6], 2, 2)),
            OperatorSample.Of(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2).AsStrided([2, 3], [1, 2], 0), Value.Ints(0))
                .Gives(Tensor.From([1f, 2, 3], 3)),
            OperatorSample.Of(Tensor.From([1L, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.Scalar(1L)),
        ],
        ["aten::aminmax.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3))
                .With("dim", 1L).With("keepdim", true).Gives(Value.List(Tensor.From([1f, 4], 2, 1), Tensor.From([3f, 6], 2, 1))),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3))
                .With("keepdim", true).Gives(Value.List(Tensor.From([1f], 1, 1), Tensor.From([6f], 1, 1))),
            OperatorSample.Of(Tensor.From([1f, float.NaN, 0], 3)).Gives(Value.List(Tensor.Scalar(float.NaN), Tensor.Scalar(float.NaN))),
        ],
        ["aten::max.dim"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 3, 3, float.NaN, 5, float.NaN], 2, 3), 1L)
                .Gives(Value.List(Tensor.From([3f, float.NaN], 2), Tensor.From([1L, 0], 2))).Showing("the first of equals, the first NaN"),
            OperatorSample.Of(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2).AsStrided([2, 3], [1, 2], 0), 0L, true)
                .Gives(Value.List(Tensor.From([4f, 5, 6], 1, 3), Tensor.From([1L, 1, 1], 1, 3))),
            OperatorSample.Of(Tensor.Scalar(2f), 0L).Gives(Value.List(Tensor.Scalar(2f), Tensor.Scalar(0L))),
            OperatorSample.Of(Tensor.From([false, false, true, true, true, true], 2, 3), 1L)
                .Gives(Value.List(Tensor.From([true, true], 2), Tensor.From([2L, 0], 2))),
        ],
        ["aten::min.dim"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 1, 3, 4, 0, 2], 2, 3), -1L)
                .Gives(Value.List(Tensor.From([1f, 0], 2), Tensor.From([0L, 1], 2))),
            OperatorSample.Of(Tensor.From([1f, float.NegativeInfinity, float.NaN, 2], 2, 2), 0L, true)
                .Gives(Value.List(Tensor.From([float.NaN, float.NegativeInfinity], 1, 2), Tensor.From([1L, 0], 1, 2))),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3), 1L).Gives(Value.List(Tensor.Zeros(DType.F32, 0), Tensor.Zeros(DType.I64, 0))),
        ],
        ["aten::argmax.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).Gives(Tensor.Scalar(5L)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3)).With("keepdim", true).Gives(Tensor.From([5L], 1, 1)),
            OperatorSample.Of(Tensor.From([1f, 3, 3, float.NaN, 5, float.NaN], 2, 3), 1L).Gives(Tensor.From([1L, 0], 2)),
            OperatorSample.Of(Tensor.Scalar(2f)).Gives(Tensor.Scalar(0L)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), 1L, true).Gives(Tensor.From([1L, 1, 1, 1], 2, 1, 2)),
        ],
        ["aten::argmin.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2).AsStrided([2, 3], [1, 2], 0)).Gives(Tensor.Scalar(0L)),
            OperatorSample.Of(Tensor.From([2f, 1, 1, 1], 2, 2), -1L).Gives(Tensor.From([1L, 0], 2)),
        ],
    };
}
