using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Dropout : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::dropout.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2], 2), 0.5, false).Gives(Tensor.From([1f, 2], 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), 0.0, true)
                .Gives(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2)).Showing("nothing is dropped"),
            OperatorSample.Of(Tensor.From([1f, -2, float.NaN, float.PositiveInfinity], 4), 1.0, true)
                .Gives(Tensor.From([0f, -0f, float.NaN, float.NaN], 4)).Showing("everything is dropped"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 2), 0.5, true)
                .Gives(Tensor.Zeros(DType.F32, 0, 2)).Showing("there is nothing to drop"),
            OperatorSample.Of(Tensor.From([1f, 1, 1, 1, 1, 1], 6), 0.3, true)
                .Gives(Tensor.From([0f, 0f, 1.4285715f, 0f, 1.4285715f, 0f], 6)),
            OperatorSample.Of(Tensor.From([1.0, -2.0, 3.0, 4.0], 2, 2), 0.6, true).Gives(Tensor.From([0.0, -0.0, 0.0, 0.0], 2, 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), 0.4, true)
                .Gives(Tensor.From([0f, 0, 0, 0, 5, 0], 3, 2)).Showing("in the order of memory"),
        ],
        ["aten::alpha_dropout.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2], 2), 0.5, false).Gives(Tensor.From([1f, 2], 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), 0.0, true)
                .Gives(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2)).Showing("nothing is dropped"),
            OperatorSample.Of(Tensor.From([1f, -2, float.NaN, float.PositiveInfinity], 4), 1.0, true)
                .Gives(Tensor.From([0f, -0f, float.NaN, float.NaN], 4)).Showing("everything is dropped"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 2), 0.5, true)
                .Gives(Tensor.Zeros(DType.F32, 0, 2)).Showing("there is nothing to drop"),
            OperatorSample.Of(Tensor.From([1f, 1, 1, 1, 1, 1], 6), 0.3, true)
                .Gives(Tensor.From([-1.0595483f, -1.0595483f, 1.3150446f, -1.0595483f, 1.3150446f, -1.0595483f], 6)),
            OperatorSample.Of(Tensor.From([1.0, -2.0, 3.0, 4.0], 2, 2), 0.6, true)
                .Gives(Tensor.From([-0.6581194613065926, -0.6581194613065926, -0.6581194613065926, -0.6581194613065926], 2, 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), 0.4, true)
                .Gives(Tensor.From([-0.910642f, -0.910642f, -0.910642f, -0.910642f, 3.1969423f, -0.910642f], 3,
                2)).Showing("in the order of memory"),
        ],
        ["aten::feature_dropout.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2], 2), 0.5, false).Gives(Tensor.From([1f, 2], 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), 0.0, true)
                .Gives(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2)).Showing("nothing is dropped"),
            OperatorSample.Of(Tensor.From([1f, -2, float.NaN, float.PositiveInfinity], 4), 1.0, true)
                .Gives(Tensor.From([0f, -0f, float.NaN, float.NaN], 4)).Showing("everything is dropped"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 2), 0.5, true)
                .Gives(Tensor.Zeros(DType.F32, 0, 2)).Showing("there is nothing to drop"),
            OperatorSample.Of(Tensor.From([1f, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], 2, 3, 2), 0.5, true)
                .Gives(Tensor.From([0f, 0, 0, 0, 2, 2, 0, 0, 0, 0, 0, 0], 2, 3, 2)),
        ],
        ["aten::feature_alpha_dropout.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2], 2), 0.5, false).Gives(Tensor.From([1f, 2], 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), 0.0, true)
                .Gives(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2)).Showing("nothing is dropped"),
            OperatorSample.Of(Tensor.From([1f, -2, float.NaN, float.PositiveInfinity], 4), 1.0, true)
                .Gives(Tensor.From([0f, -0f, float.NaN, float.NaN], 4)).Showing("everything is dropped"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 2), 0.5, true)
                .Gives(Tensor.Zeros(DType.F32, 0, 2)).Showing("there is nothing to drop"),
            OperatorSample.Of(Tensor.From([1f, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1], 2, 3, 2), 0.5, true)
                .Gives(Tensor.From([-0.77919394f, -0.77919394f, -0.77919394f, -0.77919394f, 1.6655989f, 1.6655989f, -0.77919394f,
                -0.77919394f, -0.77919394f, -0.77919394f, -0.77919394f, -0.77919394f], 2, 3, 2)),
        ],
        ["aten::native_dropout.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2], 2), 0.5, false).Gives(Value.List(Tensor.From([1f, 2], 2), Tensor.From([true, true], 2))),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), 0.5, false)
                .Gives(Value.List(Tensor.From([1f, 4, 2, 5, 3, 6], 3, 2), Tensor.From([true, true, true, true, true, true], 3, 2))),
            OperatorSample.Of(Tensor.From([1f, 2], 2), 0.0, Value.None)
                .Gives(Value.List(Tensor.From([1f, 2], 2), Tensor.From([true, true], 2))),
            OperatorSample.Of(Tensor.From([1f, -2, float.NaN], 3), 1.0, true)
                .Gives(Value.List(Tensor.From([0f, -0f, float.NaN], 3), Tensor.From([false, false, false],
                3))).Showing("everything is dropped"),
            OperatorSample.Of(Tensor.From([1f, 1, 1, 1, 1, 1], 6), 0.3, true)
                .Gives(Value.List(Tensor.From([0f, 0f, 1.4285715f, 0f, 1.4285715f, 0f], 6), Tensor.From([false, false, true, false, true,
                false], 6))),
            OperatorSample.Of(Cast.To(Tensor.From([1f, 2, 3], 3), DType.BF16), 0.5, Value.None)
                .Gives(Value.List(Cast.To(Tensor.From([0f, 0, 6], 3), DType.BF16), Tensor.From([false, false, true], 3))),
        ],
    };
}
