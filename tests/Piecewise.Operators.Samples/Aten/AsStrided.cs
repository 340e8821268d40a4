using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class AsStrided : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::as_strided.default", "aten::as_strided_.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6), Value.Ints(2, 2), Value.Ints(3, 1))
                .Gives(Tensor.From([1f, 2, 4, 5], 2, 2)).WithStrides(3, 1),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6), Value.Ints(3), Value.Ints(2), 1L)
                .Gives(Tensor.From([2f, 4, 6], 3)).WithStrides(2),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4).AsStrided([3], [1], 1), Value.Ints(2), Value.Ints(1))
                .Gives(Tensor.From([2f, 3], 2)).Showing("the offset stays unless given"),
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3), Value.Ints(2, 2), Value.Ints(1, 1))
                .Gives(Tensor.From([1f, 2, 2, 3], 2, 2)).WithStrides(1, 1).Showing("overlap"),
        ],
        ["aten::as_strided_copy.default"] = OperatorSamples.WithoutStrides("aten::as_strided.default"),
        ["aten::as_strided_scatter.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6), Tensor.From([0f, 0, 0, 0], 2, 2), Value.Ints(2, 2), Value.Ints(3, 1))
                .Gives(Tensor.From([0f, 0, 3, 0, 0, 6], 6)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4), Tensor.From([0f, 0], 2), Value.Ints(2), Value.Ints(2), 1L)
                .Gives(Tensor.From([1f, 0, 3, 0], 4)),
        ],
    };
}
