using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class TopK : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::topk.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 5, float.NaN, 3], 4), 2L)
                .Gives(Value.List(Tensor.From([float.NaN, 5], 2), Tensor.From([2L, 1], 2))),
            OperatorSample.Of(Tensor.From([4f, 1, 3, 2, 6, 5], 2, 3), 2L, -1L, false)
                .Gives(Value.List(Tensor.From([1f, 3, 2, 5], 2, 2), Tensor.From([1L, 2, 0, 2], 2, 2))),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), 1L, 0L)
                .Gives(Value.List(Tensor.From([3f, 6], 1, 2), Tensor.From([2L, 2], 1, 2))).WithStrides(2, 1),
            OperatorSample.Of(Tensor.Scalar(2f), 1L).Gives(Value.List(Tensor.Scalar(2f), Tensor.Scalar(0L))),
            OperatorSample.Of(Tensor.From([3L, 9, 4], 3), 0L).Gives(Value.List(Tensor.Zeros(DType.I64, 0), Tensor.Zeros(DType.I64, 0))),
        ],
    };
}
