using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Hyperbolic : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::sinh.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -5f, 100f], 4))
                .Gives(Tensor.From([0f, 1.1752012f, -74.20321f, float.PositiveInfinity], 4)).Showing("overflows to infinity"),
        ],
        ["aten::cosh.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -5f, -100f], 4))
                .Gives(Tensor.From([1f, 1.5430807f, 74.209946f, float.PositiveInfinity], 4)),
        ],
        ["aten::tanh.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -20f, float.NaN], 4)).Gives(Tensor.From([0f, 0.7615942f, -1f, float.NaN], 4)),
            OperatorSample.Of(Tensor.From([0L, 1], 2)).Gives(Tensor.From([0f, 0.7615942f], 2)).Showing("integers become f32"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 2, 0)).Gives(Tensor.Zeros(DType.F32, 2, 0)),
        ],
        ["aten::arcsinh.default", "aten::asinh.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -5f, 1e30f], 4)).Gives(Tensor.From([0f, 0.8813736f, -2.3124382f, 69.7707f], 4)),
        ],
        ["aten::acosh.default", "aten::arccosh.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2.5f, 0.5f], 3)).Gives(Tensor.From([0f, 1.5667993f, float.NaN], 3)).Showing("NaN below 1"),
        ],
        ["aten::arctanh.default", "aten::atanh.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0.5f, -1f, 2f], 4))
                .Gives(Tensor.From([0f, 0.54930615f, float.NegativeInfinity, float.NaN], 4)).Showing("infinite at 1, NaN beyond"),
        ],
    };
}
