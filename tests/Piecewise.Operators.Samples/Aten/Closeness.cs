using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Closeness : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::isclose.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 1f, float.PositiveInfinity, float.NaN], 4), Tensor.From([1.000001f, 1.1f,
                float.PositiveInfinity, float.NaN], 4))
                .Gives(Tensor.From([true, false, true, false], 4)),
            OperatorSample.Of(Tensor.From([float.NaN, float.NegativeInfinity], 2), Tensor.From([float.NaN, float.PositiveInfinity], 2),
                0.1, 0.1, true)
                .Gives(Tensor.From([true, false], 2)),
            OperatorSample.Of(Tensor.From([1L, 2], 2), Tensor.From([1L, 3], 2), 0.5).Gives(Tensor.From([true, true], 2)),
        ],
        ["aten::allclose.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f], 2), Tensor.From([1f, 2.00001f], 2)).Gives(true),
            OperatorSample.Of(Tensor.From([1f, 2f], 2), Tensor.From([1f, 3f], 2)).Gives(false),
            OperatorSample.Of(Tensor.From([float.NaN], 1), Tensor.From([float.NaN], 1), 0.1, 0.1, true).Gives(true),
        ],
        ["aten::equal.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2f], 2), Tensor.From([1f, 2f], 2)).Gives(true),
            OperatorSample.Of(Tensor.From([1f], 1), Tensor.From([1f, 1f], 2)).Gives(false).Showing("shapes count"),
            OperatorSample.Of(Tensor.From([float.NaN], 1), Tensor.From([float.NaN], 1)).Gives(false),
        ],
    };
}
