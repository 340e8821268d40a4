using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Rounding : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::floor.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.5f, -1.5f, -0f, float.PositiveInfinity, float.NaN], 5))
                .Gives(Tensor.From([1f, -2f, -0f, float.PositiveInfinity, float.NaN], 5)),
            OperatorSample.Of(Tensor.From([3L, -3], 2)).Gives(Tensor.From([3L, -3], 2)).Showing("integers stay as they are"),
        ],
        ["aten::ceil.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.5f, -1.5f, 0.2f], 3)).Gives(Tensor.From([2f, -1f, 1f], 3)),
            OperatorSample.Of(Tensor.From([3, -3], 2)).Gives(Tensor.From([3, -3], 2)),
        ],
        ["aten::fix.default", "aten::trunc.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.5f, -1.5f, -0.2f], 3)).Gives(Tensor.From([1f, -1f, -0f], 3)),
            OperatorSample.Of(Tensor.From([3L], 1)).Gives(Tensor.From([3L], 1)),
        ],
        ["aten::round.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.5f, 1.5f, 2.5f, -0.5f, -1.7f], 5))
                .Gives(Tensor.From([0f, 2f, 2f, -0f, -2f], 5)).Showing("halves go to the even neighbour"),
            OperatorSample.Of(Cast.To(Tensor.From([2.5f, 3.5f], 2), DType.BF16)).Gives(Cast.To(Tensor.From([2f, 4f], 2), DType.BF16)),
            OperatorSample.Of(Tensor.From([3L], 1)).Gives(Tensor.From([3L], 1)),
        ],
        ["aten::frac.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.5f, -1.25f, 3f], 3)).Gives(Tensor.From([0.5f, -0.25f, 0f], 3)),
        ],
        ["aten::round.decimals", "aten::special_round.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.25f, 2.345f, -0.05f], 3)).With("decimals", 1L).Gives(Tensor.From([1.2f, 2.3f, -0f], 3)),
            OperatorSample.Of(Tensor.From([1234.5, 1250.0], 2))
                .With("decimals", -2L).Gives(Tensor.From([1200.0, 1200.0], 2)).Showing("to hundreds"),
            OperatorSample.Of(Tensor.From([0.5f, 1.5f], 2)).With("decimals", 0L).Gives(Tensor.From([0f, 2f], 2)),
        ],
    };
}
