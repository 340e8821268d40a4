using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Diagonal : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::diagonal.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9], 3, 3)).Gives(Tensor.From([1f, 5, 9], 3)).WithStrides(4),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L).Gives(Tensor.From([2f, 6], 2)).WithStrides(4),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), -1L, -1L, 0L).Gives(Tensor.From([2f, 6], 2)).WithStrides(4),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), 0L, 0L, 2L)
                .Gives(Tensor.From([1f, 6, 3, 8], 2, 2)).WithStrides(2, 5),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 2), 5L).Gives(Tensor.Zeros(DType.F32, 0)).Showing("empty"),
        ],
        ["aten::diagonal_copy.default"] = OperatorSamples.WithoutStrides("aten::diagonal.default"),
        ["aten::diagonal_scatter.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 2), Tensor.From([0f, 0], 2)).Gives(Tensor.From([0f, 2, 3, 0], 2, 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Tensor.From([7f, 8], 2), 1L)
                .Gives(Tensor.From([1f, 7, 3, 4, 5, 8], 2, 3)),
        ],
    };
}
