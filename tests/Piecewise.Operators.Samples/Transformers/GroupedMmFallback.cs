using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Transformers;

internal sealed class GroupedMmFallback : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["transformers::grouped_mm_fallback.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1.25f, 1.5f, 1.75f, 0.25f, 0, -1, -1.5f, 1.5f], 4, 2), Tensor.From([-0.25f, -0.5f, -2, -1.5f,
                1.25f, 0.75f, -1.25f, 0.25f, -1.25f, -0.25f, -0.75f, -0.5f, -0.25f, -1.5f, 1, 0.75f, 1.5f, 2], 3, 2, 3), Tensor.From([1L,
                1, 3], 3))
                .Gives(Tensor.From([-2.5625f, 1.25f, -1.375f, -0.25f, -2.25f, 2.25f, -0.75f, -1.5f, -2, 0, 0, 0], 4, 3))
                .Showing("an expert without rows; a row after the last offset"),
            OperatorSample.Of(Cast.To(Tensor.From([-1f, 1, 2, -0.75f], 2, 2), DType.BF16), Cast.To(Tensor.From([-1f, 0.75f, -2, -2], 2, 2,
                1), DType.BF16), Tensor.From([1, 2], 2))
                .Gives(Cast.To(Tensor.From([1.75f, -2.5f], 2, 1), DType.BF16)),
        ],
    };
}
