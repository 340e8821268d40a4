using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Select : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::select.int"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, -1L).Gives(Tensor.From([4f, 5, 6], 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), -1L, 1L).Gives(Tensor.From([2f, 5], 2)).WithStrides(3),
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3), 0L, 2L).Gives(Tensor.Scalar(3f)),
        ],
        ["aten::select_copy.int"] = OperatorSamples.WithoutStrides("aten::select.int"),
        ["aten::select_scatter.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Tensor.From([9f, 8], 2), 1L, -1L)
                .Gives(Tensor.From([1f, 2, 9, 4, 5, 8], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2], 2), Tensor.Scalar(5f), 0L, 0L).Gives(Tensor.From([5f, 2], 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 12).AsStrided([2, 2], [6, 2], 0), Tensor.From([0f, 0],
                2), 0L, 1L)
                .Gives(Tensor.From([1f, 3, 0, 0], 2, 2)).WithStrides(6, 2).Showing("gaps stay"),
        ],
    };
}
