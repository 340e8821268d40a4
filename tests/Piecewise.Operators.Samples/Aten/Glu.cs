using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Glu : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::glu.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f,
                1.75f, -0.75f, -1.25f, -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f], 2, 3, 4))
                .Gives(Tensor.From([0.65673524f, -0.8432648f, 0.6131808f, -0.48123193f, 0.045606382f, 0.22207078f, 0.48123193f,
                    0.38972524f, -0.19432497f, -0.44540027f, 0.75f, -0.38972524f], 2, 3, 2)),
            OperatorSample.Of(Tensor.From([1.75f, -0.5f, 0.75f, 0.25f, 0, 2, 1.5f, -2, -0.25f, 0.5f, 2, 2], 4, 3), 0L)
                .Gives(Tensor.From([1.4307553f, -0.05960146f, 0.32836762f, 0.15561484f, 0, 1.761594f], 2, 3)),
            OperatorSample.Of(Tensor.From([1.5f, -1.5f, -0.25f, 0.25f, 0.75f, -1.5f, 1.5f, -0.75f, 0.25f, 1.5f, -1.5f, -1.75f, 1.5f,
                1.75f, -0.75f, -1.25f, -0.25f, -2, 1.25f, -1.25f, 1.5f, -1.75f, 0, -1.25f], 3, 4, 2).AsStrided([2, 4, 3], [1, 2, 8], 0),
                1L)
                .Gives(Tensor.From([1.0187681f, 0.20439361f, -0.20439361f, -0.20439361f, -0.48123193f, 0.625f, -0.2736383f, 1.2779291f,
                    -0.2960944f, 0.08020532f, -0.38972524f, -0.27837518f], 2, 2, 3))
                .WithStrides(1, 2, 4),
            OperatorSample.Of(Cast.To(Tensor.From([1.25f, 1.5f, 1.75f, 0.25f, 0, -1, -1.5f, 1.5f], 2, 4), DType.BF16))
                .Gives(Cast.To(Tensor.From([1.0625f, 0.84375f, 0, -0.81640625f], 2, 2), DType.BF16)),
        ],
    };
}
