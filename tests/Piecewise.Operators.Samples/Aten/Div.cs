using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Div : ISampleSource
{
    public SampleTable Samples => new()
    {
        [
            "aten::div.Scalar", "aten::div.Tensor", "aten::divide.Scalar", "aten::divide.Tensor", "aten::true_divide.Scalar",
            "aten::true_divide.Tensor"
        ] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -1f, 0f], 3), 0L)
                .Gives(Tensor.From([float.PositiveInfinity, float.NegativeInfinity, float.NaN], 3))
                .Showing("division by zero is infinite, 0/0 NaN"),
            OperatorSample.Of(Tensor.From([7L, -7], 2), Tensor.From([2L, 2], 2))
                .Gives(Tensor.From([3.5f, -3.5f], 2)).Showing("integers become f32"),
            OperatorSample.Of(Tensor.From([1f, 2f], 2, 1), Tensor.From([3f, 4f], 2))
                .Gives(Tensor.From([0.33333334f, 0.25f, 0.6666667f, 0.5f], 2, 2)),
            OperatorSample.Of(Cast.To(Tensor.From([3f, 7f], 2), DType.BF16), 0.3)
                .Gives(Cast.To(Tensor.From([10f, 23.375f], 2), DType.BF16)),
            OperatorSample.Of(Tensor.From([new Complex64(1f, 2f)], 1), Tensor.From([new Complex64(3f, -1f)], 1))
                .Gives(Tensor.From([new Complex64(0.1f, 0.7f)], 1)),
        ],
        ["aten::floor_divide.Scalar", "aten::floor_divide.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([7L, -7, 7, -7], 4), Tensor.From([2L, 2, -2, -2], 4))
                .Gives(Tensor.From([3L, -4, -4, 3], 4)).Showing("rounds down"),
            OperatorSample.Of(Tensor.From([7f, -7f, 1f, -1f, 0f], 5), Tensor.From([2f, 2f, 0f, float.PositiveInfinity, -3f], 5))
                .Gives(Tensor.From([3f, -4f, float.PositiveInfinity, -1f, -0f], 5)),
            OperatorSample.Of(Tensor.From([5, 6], 2), 2.5).Gives(Tensor.From([2f, 2f], 2)).Showing("a float number lifts integers to f32"),
            OperatorSample.Of(Tensor.From<byte>([200, 7], 2), 3L).Gives(Tensor.From<byte>([66, 2], 2)),
        ],
        ["aten::div.Scalar_mode", "aten::div.Tensor_mode", "aten::divide.Scalar_mode", "aten::divide.Tensor_mode"] = () =>
        [
            OperatorSample.Of(Tensor.From([7L, -7, 7, -7], 4), Tensor.From([2L, 2, -2, -2], 4))
                .With("rounding_mode", "floor").Gives(Tensor.From([3L, -4, -4, 3], 4)).Showing("integers stay integers"),
            OperatorSample.Of(Tensor.From([7L, -7, 7, -7], 4), Tensor.From([2L, 2, -2, -2], 4))
                .With("rounding_mode", "trunc").Gives(Tensor.From([3L, -3, -3, 3], 4)),
            OperatorSample.Of(Tensor.From([7L, -7], 2), 2L)
                .With("rounding_mode", Value.None).Gives(Tensor.From([3.5f, -3.5f], 2)).Showing("true division"),
            OperatorSample.Of(Tensor.From([7f, -7f, 0.3f, -1f, 1f], 5), 0.1)
                .With("rounding_mode", "floor").Gives(Tensor.From([69f, -70f, 3f, -10f, 9f], 5)),
            OperatorSample.Of(Tensor.From([7f, -7f, -0.05f, float.PositiveInfinity], 4), 2L)
                .With("rounding_mode", "trunc").Gives(Tensor.From([3f, -3f, -0f, float.PositiveInfinity], 4)),
            OperatorSample.Of(Tensor.From([1.0, -1.0, 0.0, double.NaN, 5.0], 5), Tensor.From([0.0, 0.0, 0.0, 1.0,
                double.PositiveInfinity], 5))
                .With("rounding_mode", "floor")
                .Gives(Tensor.From([double.PositiveInfinity, double.NegativeInfinity, double.NaN, double.NaN, 0.0], 5)),
        ],
    };
}
