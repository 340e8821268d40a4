using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Copy : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::copy.default"] = () =>
        [
            OperatorSample.Of(Tensor.Zeros(DType.F32, 2, 2), Tensor.From([1f, 2f], 2))
                .Gives(Tensor.From([1f, 2f, 1f, 2f], 2, 2)).Showing("broadcast"),
            OperatorSample.Of(Tensor.From([0L, 0], 2), Tensor.From([1.7f, -1.7f], 2)).Gives(Tensor.From([1L, -1], 2)).Showing("cast"),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f], 6).AsStrided([3, 2], [1, 3], 0), Tensor.From([1L, 2, 3], 3, 1))
                .Gives(Tensor.From([1f, 1f, 2f, 2f, 3f, 3f], 3, 2)).WithStrides(1, 3).Showing("the strides are those of the first"),
            OperatorSample.Of(Tensor.From([1f, 2f, 3f, 4f, 5f, 6f, 7f], 7).AsStrided([2, 2], [4, 2], 0), Tensor.From([5f, 6f], 2))
                .Gives(Tensor.From([5f, 6f, 5f, 6f], 2, 2)).WithStrides(4, 2).Showing("gaps are kept too"),
        ],
    };
}
