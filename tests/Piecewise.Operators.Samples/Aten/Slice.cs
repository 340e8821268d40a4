using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Slice : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::slice.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5], 5), 0L, 1L, 3L).Gives(Tensor.From([2f, 3], 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9, 10], 2, 5), -1L, Value.None, Value.None, 2L)
                .Gives(Tensor.From([1f, 3, 5, 6, 8, 10], 2, 3)).WithStrides(5, 2).Showing("every second"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5], 5), 0L, -2L, long.MaxValue).Gives(Tensor.From([4f, 5], 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5], 5), 0L, 3L, 1L).Gives(Tensor.Zeros(DType.F32, 0)).Showing("empty"),
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3), 0L, -9L, 9L).Gives(Tensor.From([1f, 2, 3], 3)).Showing("clamped"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9], 9).AsStrided([3, 3], [1, 3], 0), 1L, 1L)
                .Gives(Tensor.From([4f, 7, 5, 8, 6, 9], 3, 2)).WithStrides(1, 3),
        ],
        ["aten::slice_copy.Tensor"] = OperatorSamples.WithoutStrides("aten::slice.Tensor"),
        ["aten::narrow.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 1L, 1L, 2L).Gives(Tensor.From([2f, 3, 5, 6], 2, 2)).WithStrides(3, 1),
            OperatorSample.Of(Tensor.From([1f, 2, 3], 3), 0L, -2L, 2L).Gives(Tensor.From([2f, 3], 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), 0L, 2L, 0L).Gives(Tensor.Zeros(DType.F32, 0, 3)),
        ],
        ["aten::narrow_copy.default"] = OperatorSamples.WithoutStrides("aten::narrow.default"),
        ["aten::narrow.Tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4), 0L, Tensor.Scalar(1L), 2L).Gives(Tensor.From([2f, 3], 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), -1L, Tensor.Scalar(-1L), 1L)
                .Gives(Tensor.From([3f, 6], 2, 1)).WithStrides(3, 1),
        ],
        ["aten::slice_scatter.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4), Tensor.From([-1f, -2], 2), 0L, 1L, 3L).Gives(Tensor.From([1f, -1, -2, 4], 4)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 4), Tensor.From([0f, 0, 0, 0], 2, 2), 1L, 0L, long.MaxValue, 2L)
                .Gives(Tensor.From([0f, 2, 0, 4, 0, 6, 0, 8], 2, 4)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4).AsStrided([2, 2], [1, 2], 0), Tensor.From([9f, 8], 1, 2), 0L, -1L)
                .Gives(Tensor.From([1f, 3, 9, 8], 2, 2)).WithStrides(1, 2).Showing("the strides stay"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4), Tensor.From([7L], 1), 0L, 3L)
                .Gives(Tensor.From([1f, 2, 3, 7], 4)).Showing("src is cast"),
            OperatorSample.Of(Tensor.From([1f, 2], 2).AsStrided([2, 2], [0, 1], 0), Tensor.From([1f, 2], 1, 2), 0L, 0L, 1L)
                .Gives(Tensor.From([1f, 2, 1, 2], 2, 2)).WithStrides(2, 1).Showing("a repeated tensor becomes dense"),
        ],
    };
}
