using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Pow : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::pow.Tensor_Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([2f, -2f, 0f, 4f], 4), Tensor.From([3f, 3f, 0f, -0.5f], 4))
                .Gives(Tensor.From([8f, -8f, 1f, 0.5f], 4)),
            OperatorSample.Of(Tensor.From([-8f, float.PositiveInfinity, float.NaN], 3), Tensor.From([0.5f, -1f, 0f], 3))
                .Gives(Tensor.From([float.NaN, 0f, 1f], 3)).Showing("anything to the 0 is 1"),
            OperatorSample.Of(Tensor.From([2L, -3, 1, -1, 7], 5), Tensor.From([10L, 3, -5, -3, -1], 5))
                .Gives(Tensor.From([1024L, -27, 1, -1, 0], 5)).Showing("a negative power of an integer is rounded to 0"),
            OperatorSample.Of(Tensor.From([2f, 3f], 2, 1), Tensor.From([1L, 2], 2))
                .Gives(Tensor.From([2f, 4f, 3f, 9f], 2, 2)).Showing("broadcasting"),
            OperatorSample.Of(Tensor.From([new Complex64(1f, 1f)], 1), Tensor.From([new Complex64(2f, 0f)], 1))
                .Gives(Tensor.From([new Complex64(-8.742278e-08f, 2f)], 1)),
        ],
        ["aten::pow.Tensor_Scalar"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.5f, -2f, float.PositiveInfinity], 3), 2L)
                .Gives(Tensor.From([2.25f, 4f, float.PositiveInfinity], 3)),
            OperatorSample.Of(Tensor.From([4f, 2f, -1f, 0f], 4), 0.5).Gives(Tensor.From([2f, 1.4142135f, float.NaN, 0f], 4)),
            OperatorSample.Of(Tensor.From([4f, 2f, -2f], 3), -0.5).Gives(Tensor.From([0.5f, 0.70710677f, float.NaN], 3)),
            OperatorSample.Of(Tensor.From([4f, 2f, -2f], 3), -1L).Gives(Tensor.From([0.25f, 0.5f, -0.5f], 3)),
            OperatorSample.Of(Cast.To(Tensor.From([3f, 1.5f], 2), DType.BF16), 3L)
                .Gives(Cast.To(Tensor.From([27f, 3.375f], 2), DType.BF16)),
            OperatorSample.Of(Tensor.From([3L, -2], 2), 3L).Gives(Tensor.From([27L, -8], 2)).Showing("integers stay integers"),
            OperatorSample.Of(Tensor.From([3L, 4], 2), 0.5)
                .Gives(Tensor.From([1.7320508f, 2f], 2)).Showing("a float number lifts integers to f32"),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0), 2.0)
                .Gives(Tensor.From([1f, 16f, 4f, 25f, 9f, 36f], 3, 2)).WithStrides(1, 3),
            OperatorSample.Of(Tensor.From([2.0, -3.0], 2), 2.5).Gives(Tensor.From([5.656854249492381, double.NaN], 2)),
        ],
        ["aten::pow.Scalar"] = () =>
        [
            OperatorSample.Of(2L, Tensor.From([0f, 3f, -1f, 0.5f], 4)).Gives(Tensor.From([1f, 8f, 0.5f, 1.4142135f], 4)),
            OperatorSample.Of(2L, Tensor.From([0L, 10], 2)).Gives(Tensor.From([1L, 1024], 2)),
            OperatorSample.Of(10000.0, Tensor.From([0f, 0.25f], 1, 2)).Gives(Tensor.From([1f, 10f], 1, 2)),
            OperatorSample.Of(0.5, Tensor.From([2, 3], 2)).Gives(Tensor.From([0.25f, 0.125f], 2)),
        ],
        ["aten::float_power.Tensor_Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([2L, 3], 2), Tensor.From([-1L, 2], 2))
                .Gives(Tensor.From([0.5, 9.0], 2)).Showing("computed in f64"),
            OperatorSample.Of(Tensor.From([0.1f], 1), Tensor.From([2f], 1)).Gives(Tensor.From([0.010000000298023226], 1)),
        ],
        ["aten::float_power.Tensor_Scalar"] = () =>
        [
            OperatorSample.Of(Tensor.From([2f, 3f], 2), 2L).Gives(Tensor.From([4.0, 9.0], 2)),
        ],
        ["aten::float_power.Scalar"] = () =>
        [
            OperatorSample.Of(2L, Tensor.From([-1L, 3], 2)).Gives(Tensor.From([0.5, 8.0], 2)),
        ],
    };
}
