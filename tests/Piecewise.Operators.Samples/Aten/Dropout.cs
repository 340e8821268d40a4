using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Dropout : ISampleSource
{
    public SampleTable Samples => new()
    {
        [
            "aten::alpha_dropout.default", "aten::dropout.default", "aten::feature_alpha_dropout.default", "aten::feature_dropout.default"
        ] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f], 2), 0.5, false).Gives(Tensor.From([1f, 2f], 2)),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0), 0.0, true)
                .Gives(Tensor.From([1f, 4f, 2f, 5f, 3f, 6f], 3, 2)).WithStrides(1, 3).Showing("nothing is dropped"),
            OperatorSample.Of(Tensor.From([1f, -2f, float.NaN, float.PositiveInfinity], 4), 1.0, true)
                .Gives(Tensor.From([0f, -0f, float.NaN, float.NaN], 4)).Showing("everything is dropped"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 2), 0.5, true)
                .Gives(Tensor.Zeros(DType.F32, 0, 2)).Showing("there is nothing to drop"),
        ],
        ["aten::native_dropout.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f], 2), 0.5, false)
                .Gives(Value.List(Tensor.From([1f, 2f], 2), Tensor.From([true, true], 2))),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0), 0.5, false)
                .Gives(Value.List(Tensor.From([1f, 4f, 2f, 5f, 3f, 6f], 3, 2), Tensor.From([true, true, true, true, true, true], 3, 2))),
            OperatorSample.Of(Tensor.From([1f, 2f], 2), 0.0, Value.None)
                .Gives(Value.List(Tensor.From([1f, 2f], 2), Tensor.From([true, true], 2))),
            OperatorSample.Of(Tensor.From([1f, -2f, float.NaN], 3), 1.0, true)
                .Gives(Value.List(Tensor.From([0f, -0f, float.NaN], 3), Tensor.From([false, false, false], 3)))
                .Showing("everything is dropped"),
        ],
    };
}
