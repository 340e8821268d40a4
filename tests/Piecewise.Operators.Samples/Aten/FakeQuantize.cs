using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class FakeQuantize : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::fake_quantize_per_tensor_affine.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-10f, -1.5f, -0.25f, 0.25f, 0.75f, 1.1f, 100f], 7), 0.5, 3L, 0L, 15L)
                .Gives(Tensor.From([-1.5f, -1.5f, 0, 0, 1, 1, 6], 7)).Showing("halves go to the even level"),
            OperatorSample.Of(Tensor.From([float.PositiveInfinity, float.NegativeInfinity, float.NaN], 3), 0.5, 3L, 0L, 15L)
                .Gives(Tensor.From([6f, -1.5f, -1.5f], 3)).Showing("NaN becomes the smallest"),
            OperatorSample.Of(Tensor.From([0.26f, -0.26f, -100, 100], 2, 2).AsStrided([2, 2], [1, 2], 0), 0.1, 0L, -128L, 127L)
                .Gives(Tensor.From([0.3f, -12.8f, -0.3f, 12.7f], 2, 2)).WithStrides(1, 2),
            OperatorSample.Of(Tensor.From([0.26, -0.26], 2), 0.1, 0L, -128L, 127L)
                .Gives(Tensor.From([0.30000001192092896, -0.30000001192092896], 2)).Showing("the scale is an f32 for f64 too"),
            OperatorSample.Of(Cast.To(Tensor.From([0.26f, 100], 2), DType.BF16), 0.1, 0L, -128L, 127L)
                .Gives(Cast.To(Tensor.From([0.3f, 12.7f], 2), DType.BF16)),
            OperatorSample.Of(Cast.To(Tensor.From([0.26f, 100], 2), DType.F16), 0.1, -128L, -128L, 127L)
                .Gives(Cast.To(Tensor.From([0.3f, 25.5f], 2), DType.F16)),
        ],
    };
}
