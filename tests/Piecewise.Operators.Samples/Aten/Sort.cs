using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Sort : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::sort.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3f, 1, float.NaN, 2, float.NegativeInfinity, float.PositiveInfinity], 2, 3))
                .Gives(Value.List(Tensor.From([1f, 3, float.NaN, float.NegativeInfinity, 2, float.PositiveInfinity], 2, 3),
                    Tensor.From([1L, 0, 2, 1, 0, 2], 2, 3))),
            OperatorSample.Of(Tensor.From([3f, 1, float.NaN, 2, float.NegativeInfinity, float.PositiveInfinity], 2, 3), 0L, true)
                .Gives(Value.List(Tensor.From([3f, 1, float.NaN, 2, float.NegativeInfinity, float.PositiveInfinity], 2, 3),
                    Tensor.From([0L, 0, 0, 1, 1, 1], 2, 3)))
                .Showing("NaN is the largest"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), 1L, true)
                .Gives(Value.List(Tensor.From([4f, 1, 5, 2, 6, 3], 3, 2), Tensor.From([1L, 0, 1, 0, 1, 0], 3, 2))).WithStrides(1, 3),
            OperatorSample.Of(Tensor.Scalar(1f)).Gives(Value.List(Tensor.Scalar(1f), Tensor.Scalar(0L))),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 2), 0L)
                .Gives(Value.List(Tensor.Zeros(DType.F32, 0, 2), Tensor.Zeros(DType.I64, 0, 2))),
            OperatorSample.Of(Tensor.From([true, false], 2)).Gives(Value.List(Tensor.From([false, true], 2), Tensor.From([1L, 0], 2))),
        ],
        ["aten::sort.stable"] = () =>
        [
            OperatorSample.Of(Tensor.From([2L, 1, 2, 1], 4))
                .With("stable", true).Gives(Value.List(Tensor.From([1L, 1, 2, 2], 4), Tensor.From([1L, 3, 0, 2], 4))),
            OperatorSample.Of(Tensor.From([2L, 1, 2, 1], 4))
                .With("stable", true).With("descending", true)
                .Gives(Value.List(Tensor.From([2L, 2, 1, 1], 4), Tensor.From([0L, 2, 1, 3], 4))).Showing("equals keep their order"),
            OperatorSample.Of(Tensor.From([0f, -0f, float.NaN, float.NaN], 4))
                .With("stable", true).Gives(Value.List(Tensor.From([0f, -0f, float.NaN, float.NaN], 4), Tensor.From([0L, 1, 2, 3], 4))),
        ],
        ["aten::argsort.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3f, 1, 2], 3)).Gives(Tensor.From([1L, 2, 0], 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, true).Gives(Tensor.From([1L, 1, 1, 0, 0, 0], 2, 3)),
        ],
        ["aten::argsort.stable"] = () =>
        [
            OperatorSample.Of(Tensor.From([2L, 1, 2, 1], 4)).With("stable", true).Gives(Tensor.From([1L, 3, 0, 2], 4)),
            OperatorSample.Of(Tensor.From([float.NaN, 1, 2], 1, 3))
                .With("stable", true).With("dim", 1L).With("descending", true).Gives(Tensor.From([0L, 2, 1], 1, 3)),
        ],
        ["aten::msort.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3L, 1, 2, 5], 2, 2)).Gives(Tensor.From([2L, 1, 3, 5], 2, 2)),
            OperatorSample.Of(Tensor.From([3f, 1, 2, 5], 4).AsStrided([2, 2], [1, 2], 0))
                .Gives(Tensor.From([1f, 2, 3, 5], 2, 2)).WithStrides(1, 2),
        ],
    };
}
