using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class BinaryMath : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::ldexp.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 0.75f], 2), Tensor.From([3L, -1], 2)).Gives(Tensor.From([8f, 0.375f], 2)),
            OperatorSample.Of(Tensor.From([3L], 1), Tensor.From([2L], 1)).Gives(Tensor.From([12f], 1)).Showing("integers become f32"),
        ],
        ["aten::arctan2.default", "aten::atan2.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -1f, 0f, -0f], 4), Tensor.From([1f, -1f, -1f, -1f], 4))
                .Gives(Tensor.From([0.7853982f, -2.3561945f, 3.1415927f, -3.1415927f], 4)).Showing("the quadrant counts"),
            OperatorSample.Of(Tensor.From([1L], 1), Tensor.From([-2L], 1)).Gives(Tensor.From([2.6779451f], 1)),
        ],
        ["aten::hypot.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3f, 1e30f], 2), Tensor.From([4f, 1e30f], 2))
                .Gives(Tensor.From([5f, 1.4142135e30f], 2)).Showing("no overflow on the way"),
        ],
        ["aten::nextafter.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 1f, 0f, 2f], 4), Tensor.From([2f, 0f, -1f, 2f], 4))
                .Gives(Tensor.From([1.0000001f, 0.99999994f, -1e-45f, 2f], 4)),
            OperatorSample.Of(Tensor.From([1.0], 1), Tensor.From([2.0], 1)).Gives(Tensor.From([1.0000000000000002], 1)),
        ],
        ["aten::logaddexp.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1000f, float.NegativeInfinity], 3), Tensor.From([1f, 1000f, float.NegativeInfinity], 3))
                .Gives(Tensor.From([1.3132617f, 1000.6932f, float.NegativeInfinity], 3)).Showing("no overflow on the way"),
        ],
        ["aten::logaddexp2.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1000f, float.PositiveInfinity], 3), Tensor.From([1f, 1000f, float.PositiveInfinity], 3))
                .Gives(Tensor.From([1.5849625f, 1001f, float.PositiveInfinity], 3)),
        ],
        ["aten::heaviside.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 0f, -2f, float.NaN], 4), Tensor.Scalar(0.5f)).Gives(Tensor.From([1f, 0.5f, 0f, 0f], 4)),
        ],
        ["aten::copysign.Scalar", "aten::copysign.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -2f, 0f], 3), Tensor.From([-3f, 0f, -0f], 3))
                .Gives(Tensor.From([-1f, 2f, -0f], 3)).Showing("the sign of zero counts"),
            OperatorSample.Of(Tensor.From([1L], 1), Tensor.From([-2L], 1)).Gives(Tensor.From([-1f], 1)).Showing("integers become f32"),
        ],
        [
            "aten::special_xlogy.default", "aten::special_xlogy.other_scalar", "aten::special_xlogy.self_scalar",
            "aten::xlogy.Scalar_Other", "aten::xlogy.Scalar_Self", "aten::xlogy.Tensor"
        ] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0f, float.NaN, 2f], 4), Tensor.From([float.NaN, 0f, 0f, 0f], 4))
                .Gives(Tensor.From([float.NaN, 0f, float.NaN, float.NegativeInfinity], 4)).Showing("0 times anything but NaN is 0"),
            OperatorSample.Of(Tensor.From([2L], 1), Tensor.From([3L], 1))
                .Gives(Tensor.From([2.1972246f], 1)).Showing("integers become f32"),
        ],
        ["aten::special_xlog1py.default", "aten::special_xlog1py.other_scalar", "aten::special_xlog1py.self_scalar"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 2f, 1f], 3), Tensor.From([-1f, 1e-07f, float.NaN], 3))
                .Gives(Tensor.From([0f, 1.9999999e-07f, float.NaN], 3)),
        ],
    };
}
