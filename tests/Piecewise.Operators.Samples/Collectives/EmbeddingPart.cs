using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Collectives;

internal sealed class EmbeddingPart : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["piecewise::embedding_part.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 2), Tensor.From([1L, 0, 1], 3), 1L)
                .Gives(Tensor.From([3f, 4, 1, 2, 3, 4], 3, 2)).Showing("one rank has all rows"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 2), Tensor.From([1], 1, 1), 1L)
                .Gives(Tensor.From([3f, 4], 1, 1, 2)).Showing("short indices"),
        ],
    };
}
