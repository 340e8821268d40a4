using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Extremes : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::max.other", "aten::maximum.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, 3f], 3), Tensor.From([2f, 1f, float.NaN], 3))
                .Gives(Tensor.From([2f, float.NaN, float.NaN], 3)).Showing("NaN wins"),
            OperatorSample.Of(Tensor.From([1L, 5], 2, 1), Tensor.From([2L, 7], 2)).Gives(Tensor.From([2L, 7, 5, 7], 2, 2)),
            OperatorSample.Of(Tensor.From([true, false], 2), Tensor.From([false, false], 2)).Gives(Tensor.From([true, false], 2)),
            OperatorSample.Of(Tensor.From([1f, 2f], 2), Tensor.From([2L, 1], 2)).Gives(Tensor.From([2f, 2f], 2)),
        ],
        ["aten::min.other", "aten::minimum.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, 3f], 3), Tensor.From([2f, 1f, float.NaN], 3))
                .Gives(Tensor.From([1f, float.NaN, float.NaN], 3)).Showing("NaN wins"),
            OperatorSample.Of(Tensor.From([1L, 5], 2, 1), Tensor.From([2L, 7], 2)).Gives(Tensor.From([1L, 1, 2, 5], 2, 2)),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0), Tensor.Scalar(3f))
                .Gives(Tensor.From([1f, 3f, 2f, 3f, 3f, 3f], 3, 2)).WithStrides(1, 3),
        ],
        ["aten::fmax.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, 3f], 3), Tensor.From([2f, 1f, float.NaN], 3))
                .Gives(Tensor.From([2f, 1f, 3f], 3)).Showing("NaN loses"),
        ],
        ["aten::fmin.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, float.NaN, 3f], 3), Tensor.From([2f, 1f, float.NaN], 3))
                .Gives(Tensor.From([1f, 1f, 3f], 3)).Showing("NaN loses"),
        ],
        ["aten::clamp.default", "aten::clip.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.5f, -3f, 3f, float.NaN], 4), -1L, 1L).Gives(Tensor.From([0.5f, -1f, 1f, float.NaN], 4)),
            OperatorSample.Of(Tensor.From([1f, 5f], 2), 3L, 2L).Gives(Tensor.From([2f, 2f], 2)).Showing("the upper bound wins"),
            OperatorSample.Of(Tensor.From([1L, 5], 2), 0.5, 2.5)
                .Gives(Tensor.From([1f, 2.5f], 2)).Showing("a float bound lifts integers to f32"),
            OperatorSample.Of(Tensor.From([1L, 5], 2)).With("max", 2L).Gives(Tensor.From([1L, 2], 2)),
            OperatorSample.Of(Tensor.From([1f], 1), double.NaN, 2L).Gives(Tensor.From([float.NaN], 1)).Showing("a NaN bound is NaN"),
        ],
        ["aten::clamp.Tensor", "aten::clip.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 5f], 2), Tensor.From([1f, 2f], 2, 1), Tensor.Scalar(3f))
                .Gives(Tensor.From([1f, 3f, 2f, 3f], 2, 2)).Showing("bounds broadcast"),
            OperatorSample.Of(Tensor.From([1L, 5], 2), Tensor.Scalar(1.5f)).Gives(Tensor.From([1.5f, 5f], 2)).Showing("promotion"),
            OperatorSample.Of(Tensor.From([0f, float.NaN], 2), Value.None, Tensor.From([float.NaN, 1f], 2))
                .Gives(Tensor.From([float.NaN, float.NaN], 2)),
        ],
        ["aten::clamp_min.Tensor", "aten::clamp_min.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.5f, -3f, float.NaN], 3), 0L).Gives(Tensor.From([0.5f, 0f, float.NaN], 3)),
            OperatorSample.Of(Tensor.From([1L, 5], 2), 1.5)
                .Gives(Tensor.From([1.5f, 5f], 2)).Showing("a float bound lifts integers to f32"),
        ],
        ["aten::clamp_max.Tensor", "aten::clamp_max.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.5f, -3f, float.NaN], 3), 0L).Gives(Tensor.From([0f, -3f, float.NaN], 3)),
            OperatorSample.Of(Tensor.From([1L, 5], 2), 1.5)
                .Gives(Tensor.From([1f, 1.5f], 2)).Showing("a float bound lifts integers to f32"),
        ],
    };
}
