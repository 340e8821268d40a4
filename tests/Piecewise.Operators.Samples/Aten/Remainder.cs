using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Remainder : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::remainder.Scalar_Tensor"] = () =>
        [
            OperatorSample.Of(7L, Tensor.From([3L, -3], 2)).Gives(Tensor.From([1L, -2], 2)),
            OperatorSample.Of(-5.5, Tensor.From([2f, -2f], 2)).Gives(Tensor.From([0.5f, -1.5f], 2)),
        ],
        ["aten::gcd.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([12L, -12, 0, 7], 4), Tensor.From([18L, 8, 5, 0], 4)).Gives(Tensor.From([6L, 4, 5, 7], 4)),
            OperatorSample.Of(Tensor.From<sbyte>([-128, -128, 7, -128], 4), Tensor.From<sbyte>([3, 5, -128, 6], 4))
                .Gives(Tensor.From<sbyte>([1, -1, 1, -2], 4)).Showing("the smallest integer has no opposite"),
        ],
        ["aten::lcm.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([4L, -6, 0], 3), Tensor.From([6L, 4, 5], 3)).Gives(Tensor.From([12L, 12, 0], 3)),
            OperatorSample.Of(Tensor.From<sbyte>([100, -128], 2), Tensor.From<sbyte>([3, 3], 2))
                .Gives(Tensor.From<sbyte>([44, -128], 2)).Showing("integers wrap"),
        ],
        ["aten::remainder.Scalar", "aten::remainder.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([7L, -7, 7, -7], 4), Tensor.From([3L, 3, -3, -3], 4))
                .Gives(Tensor.From([1L, 2, -2, -1], 4)).Showing("the divisor's sign"),
            OperatorSample.Of(Tensor.From([7f, -7f, 5.5f, 1f, 3f], 5), Tensor.From([3f, 3f, -2f, 0f, float.PositiveInfinity], 5))
                .Gives(Tensor.From([1f, 2f, -0.5f, float.NaN, 3f], 5)),
            OperatorSample.Of(Tensor.From([-1f, 7f], 2), 2L).Gives(Tensor.From([1f, 1f], 2)),
        ],
        ["aten::fmod.Scalar", "aten::fmod.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([7L, -7, 7, -7], 4), Tensor.From([3L, 3, -3, -3], 4))
                .Gives(Tensor.From([1L, -1, 1, -1], 4)).Showing("the dividend's sign"),
            OperatorSample.Of(Tensor.From([7f, -7f, 5.5f, 1f], 4), Tensor.From([3f, 3f, -2f, 0f], 4))
                .Gives(Tensor.From([1f, -1f, 1.5f, float.NaN], 4)),
            OperatorSample.Of(Tensor.From([5, -5], 2), 2.5).Gives(Tensor.From([0f, -0f], 2)),
        ],
    };
}
