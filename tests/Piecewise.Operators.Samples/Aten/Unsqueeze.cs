using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Unsqueeze : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::unsqueeze.default", "aten::unsqueeze_.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L).Gives(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 1, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4).AsStrided([2, 2], [1, 2], 0), -1L)
                .Gives(Tensor.From([1f, 3, 2, 4], 2, 2, 1)).WithStrides(1, 2, 1),
            OperatorSample.Of(Tensor.Scalar(2f), 0L).Gives(Tensor.From([2f], 1)),
        ],
        ["aten::unsqueeze_copy.default"] = OperatorSamples.WithoutStrides("aten::unsqueeze.default"),
    };
}
