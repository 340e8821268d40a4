using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Exponentials : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::exp.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -20f, 100f, float.NegativeInfinity], 5))
                .Gives(Tensor.From([1f, 2.7182817f, 2.0611537e-09f, float.PositiveInfinity, 0f], 5)),
            OperatorSample.Of(Tensor.From([0, 3], 2)).Gives(Tensor.From([1f, 20.085537f], 2)).Showing("integers become f32"),
            OperatorSample.Of(Cast.To(Tensor.From([2.5f, 12f], 2), DType.F16))
                .Gives(Cast.To(Tensor.From([12.1796875f, float.PositiveInfinity], 2), DType.F16)).Showing("overflow in f16 is infinity"),
            OperatorSample.Of(Tensor.From([new Complex64(0.5f, 1f)], 1)).Gives(Tensor.From([new Complex64(0.8908078f, 1.387351f)], 1)),
        ],
        ["aten::exp2.default", "aten::special_exp2.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 10f, -1.5f], 3)).Gives(Tensor.From([1f, 1024f, 0.35355338f], 3)),
        ],
        ["aten::expm1.default", "aten::special_expm1.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, -40f, 1e-06f, 90f], 5))
                .Gives(Tensor.From([0f, 1.7182819f, -1f, 1.0000005e-06f, float.PositiveInfinity], 5)).Showing("exact near 0"),
            OperatorSample.Of(Tensor.From([1e-09, -0.0, -1e-12, 800.0, double.NegativeInfinity], 5))
                .Gives(Tensor.From([1.0000000005000001e-09, -0.0, -9.999999999995e-13, double.PositiveInfinity, -1.0], 5)),
        ],
        ["aten::log.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 10f, 0f, -1f, float.PositiveInfinity], 5))
                .Gives(Tensor.From([0f, 2.3025851f, float.NegativeInfinity, float.NaN, float.PositiveInfinity], 5))
                .Showing("-infinity at 0, NaN below"),
            OperatorSample.Of(Tensor.From([new Complex64(-1f, 0f), new Complex64(2f, -3f)], 2))
                .Gives(Tensor.From([new Complex64(0f, 3.1415927f), new Complex64(1.2824746f, -0.98279375f)], 2)),
        ],
        ["aten::log2.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 8f, 0.3f], 3)).Gives(Tensor.From([0f, 3f, -1.7369655f], 3)),
            OperatorSample.Of(Tensor.From([1L, 1024], 2)).Gives(Tensor.From([0f, 10f], 2)),
        ],
        ["aten::log10.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 1000f, 0.3f], 3)).Gives(Tensor.From([0f, 3f, -0.5228787f], 3)),
        ],
        ["aten::log1p.default", "aten::special_log1p.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 1f, 1e-07f, -1f, -2f, float.PositiveInfinity], 6))
                .Gives(Tensor.From([0f, 0.6931472f, 9.9999994e-08f, float.NegativeInfinity, float.NaN, float.PositiveInfinity], 6))
                .Showing("exact near 0"),
            OperatorSample.Of(Tensor.From([1e-12, -0.0, 1e+300], 3)).Gives(Tensor.From([9.999999999995e-13, -0.0, 690.7755278982137], 3)),
        ],
        ["aten::sigmoid.default", "aten::special_expit.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 2f, -2f, 100f, -100f], 5)).Gives(Tensor.From([0.5f, 0.880797f, 0.11920292f, 1f, 0f], 5)),
            OperatorSample.Of(Tensor.From([0L, 1], 2)).Gives(Tensor.From([0.5f, 0.7310586f], 2)).Showing("integers become f32"),
        ],
        ["aten::special_entr.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.5f, 0f, -1f, float.NaN], 4))
                .Gives(Tensor.From([0.3465736f, 0f, float.NegativeInfinity, float.NaN], 4)).Showing("0 at 0, -infinity below"),
        ],
    };
}
