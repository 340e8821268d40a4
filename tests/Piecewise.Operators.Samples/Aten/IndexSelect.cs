using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class IndexSelect : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::index_select.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L, Tensor.From([2L, 0, 0], 3))
                .Gives(Tensor.From([3f, 1, 1, 6, 4, 4], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), 0L, Tensor.From([1L], 1))
                .Gives(Tensor.From([2f, 5], 1, 2)).WithStrides(2, 1),
            OperatorSample.Of(Tensor.Scalar(4f), 0L, Tensor.Scalar(0L)).Gives(Tensor.Scalar(4f)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, Tensor.Zeros(DType.I64, 0)).Gives(Tensor.Zeros(DType.F32, 0, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, Tensor.From([1], 1)).Gives(Tensor.From([4f, 5, 6], 1, 3)),
        ],
        ["aten::embedding.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 3, 2), Tensor.From([0L, 2, 1, 0], 2, 2))
                .Gives(Tensor.From([1f, 2, 5, 6, 3, 4, 1, 2], 2, 2, 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 3, 2), Tensor.Scalar(1L), 1L)
                .Gives(Tensor.From([3f, 4], 2)).Showing("the padding row is a row"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), Tensor.From([2], 1))
                .Gives(Tensor.From([3f, 6], 1, 2)).WithStrides(2, 1),
        ],
    };
}
