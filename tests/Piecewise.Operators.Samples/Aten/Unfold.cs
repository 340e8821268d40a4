using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Unfold : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::unfold.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5], 5), 0L, 3L, 1L)
                .Gives(Tensor.From([1f, 2, 3, 2, 3, 4, 3, 4, 5], 3, 3)).WithStrides(1, 1),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 4), 1L, 2L, 2L)
                .Gives(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2)),
            OperatorSample.Of(Tensor.Scalar(3f), 0L, 1L, 1L).Gives(Tensor.From([3f], 1)),
        ],
        ["aten::unfold_copy.default"] = OperatorSamples.WithoutStrides("aten::unfold.default"),
    };
}
