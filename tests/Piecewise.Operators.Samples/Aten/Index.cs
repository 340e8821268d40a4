using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Index : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::_unsafe_index.Tensor", "aten::index.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.List(Tensor.From([1L, 0, 1], 3)))
                .Gives(Tensor.From([4f, 5, 6, 1, 2, 3, 4, 5, 6], 3, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.List(Value.None, Tensor.From([-1L], 1)))
                .Gives(Tensor.From([3f, 6], 2, 1)).Showing("negative positions count from the end"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.List(Tensor.From([0L, 1], 2, 1), Tensor.From([0L, 2], 2)))
                .Gives(Tensor.From([1f, 3, 4, 6], 2, 2)).Showing("indices broadcast"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.List(Tensor.From([true, false, true, false, true, false], 2,
                3)))
                .Gives(Tensor.From([1f, 3, 5], 3)).Showing("a mask"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.List(Tensor.From([true, false], 2), Value.None))
                .Gives(Tensor.From([1f, 2, 3], 1, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 2, 2, 3), Value.List(Tensor.From([0L, 1], 2),
                Value.None, Tensor.From([2L, 0], 2)))
                .Gives(Tensor.From([3f, 6, 7, 10], 2, 2)).Showing("indexed dims that are no neighbours put theirs in front"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 8).AsStrided([2, 2, 2], [1, 2, 4], 0), Value.List(Value.None,
                Tensor.From([1L, 0], 2)))
                .Gives(Tensor.From([3f, 7, 1, 5, 4, 8, 2, 6], 2, 2, 2)).WithStrides(1, 2, 4).Showing("the memory order stays"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.List(Tensor.Zeros(DType.I64, 0)))
                .Gives(Tensor.Zeros(DType.F32, 0, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.List(Tensor.From([1L], 1), Tensor.From([true, false, true],
                3)))
                .Gives(Tensor.From([4f, 6], 2)),
        ],
    };
}
