using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Reshape : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::reshape.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), Value.Ints(3, 2)).Gives(Tensor.From([1f, 2, 3, 4, 5, 6], 3, 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), Value.Ints(6))
                .Gives(Tensor.From([1f, 4, 2, 5, 3, 6], 6)).WithStrides(1).Showing("a copy"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24],
                24).AsStrided([3, 2, 4], [4, 12, 1], 0), Value.Ints(3, 2, 2, 2))
                .Gives(Tensor.From([1f, 2, 3, 4, 13, 14, 15, 16, 5, 6, 7, 8, 17, 18, 19, 20, 9, 10, 11, 12, 21, 22, 23, 24], 3, 2, 2, 2))
                .WithStrides(4, 12, 2, 1).Showing("still a view"),
            OperatorSample.Of(Tensor.From([1f], 1).AsStrided([3], [0], 0), Value.Ints(3, 1))
                .Gives(Tensor.From([1f, 1, 1], 3, 1)).WithStrides(0, 0).Showing("a repeated element"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 2), Value.Ints(-1)).Gives(Tensor.Zeros(DType.F32, 0)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4).AsStrided([2], [2], 0), Value.Ints(2, 1))
                .Gives(Tensor.From([1f, 3], 2, 1)).WithStrides(2, 2),
        ],
        ["aten::view_copy.default"] = OperatorSamples.WithoutStrides("aten::reshape.default"),
        ["aten::reshape_as.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0), Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3))
                .Gives(Tensor.From([1f, 4, 2, 5, 3, 6], 2, 3)).WithStrides(3, 1),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6), Tensor.From([1f, 2, 3, 4, 5, 6], 2, 1, 3))
                .Gives(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 1, 3)),
        ],
        ["aten::flatten.using_ints"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2), 1L).Gives(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 2, 4)),
            OperatorSample.Of(Tensor.Scalar(3f)).Gives(Tensor.From([3f], 1)).Showing("rank 0 becomes rank 1"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 8).AsStrided([2, 2, 2], [4, 1, 2], 0), 0L, 1L)
                .Gives(Tensor.From([1f, 3, 2, 4, 5, 7, 6, 8], 4, 2)).WithStrides(2, 1).Showing("a copy"),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8], 8).AsStrided([2, 2, 2], [1, 2, 4], 0), -1L, -1L)
                .Gives(Tensor.From([1f, 5, 3, 7, 2, 6, 4, 8], 2, 2, 2)).WithStrides(1, 2, 4).Showing("one dim stays as it is"),
        ],
        ["aten::ravel.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6).AsStrided([3, 2], [1, 3], 0))
                .Gives(Tensor.From([1f, 4, 2, 5, 3, 6], 6)).WithStrides(1),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4).AsStrided([2], [2], 0))
                .Gives(Tensor.From([1f, 3], 2)).WithStrides(1).Showing("a gap makes a copy"),
            OperatorSample.Of(Tensor.Scalar(1f)).Gives(Tensor.From([1f], 1)),
        ],
        ["aten::_unsafe_view.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 4), Value.Ints(2, 2)).Gives(Tensor.From([1f, 2, 3, 4], 2, 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 12).AsStrided([2, 3], [6, 1], 0), Value.Ints(2, 3, 1))
                .Gives(Tensor.From([1f, 2, 3, 7, 8, 9], 2, 3, 1)).WithStrides(6, 1, 1),
        ],
        ["aten::_reshape_alias.default", "aten::_reshape_alias_copy.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5, 6], 6), Value.Ints(3, 2), Value.Ints(2, 1))
                .Gives(Tensor.From([1f, 2, 3, 4, 5, 6], 3, 2)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4], 2, 2), Value.Ints(4), Value.Ints(1)).Gives(Tensor.From([1f, 2, 3, 4], 4)),
        ],
    };
}
