using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class CosineSimilarity : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::cosine_similarity.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([1.25f, 1.5f, 0.75f, 1, -0.25f,
                -0.5f], 2, 3))
                .Gives(Tensor.From([0.6869037f, -0.7693567f], 2)),
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([1.25f, 1.5f, 0.75f], 1, 3), 0L)
                .Gives(Tensor.From([-0.83205026f, 0.39391935f, 0.91036654f], 3)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 2, 3), Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), -1L)
                .Gives(Tensor.From([0f, 0], 2)).Showing("a vector of zeros"),
        ],
    };
}
