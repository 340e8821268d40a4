using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Pool : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::avg_pool1d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.75f, -0.5f, -0.25f, -0.25f, 2, -0.5f, -2, 1.75f, 1.5f, -1.75f, 0.5f, 1.25f, 1.75f, -0.5f,
                -2, -1.75f, 1, -0.5f, -1.5f, -0.75f, 0.5f, -1.75f, 1.25f, 1.25f, -0.25f, 0.25f, 1, -1.75f, 0, 1.75f, 0.5f, -0.75f, -1,
                -0.75f, 1.75f, 1], 2, 3, 6), Value.Ints(2))
                .Gives(Tensor.From([-0.625f, -0.25f, 0.75f, -0.125f, -0.125f, 0.875f, 0.625f, -1.875f, 0.25f, -1.125f, -0.625f, 1.25f, 0,
                    -0.375f, 0.875f, -0.125f, -0.875f, 1.375f], 2, 3, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5], 1, 1, 5), Value.Ints(3), Value.Ints(2), Value.Ints(1), true)
                .Gives(Tensor.From([1f, 3, 3], 1, 1, 3)),
            OperatorSample.Of(Tensor.From([1f, 2, 3, 4, 5], 1, 5), Value.Ints(3), Value.Ints(2), Value.Ints(1), true, false)
                .Gives(Tensor.From([1.5f, 3, 4.5f], 1, 3)).Showing("padding does not count"),
            OperatorSample.Of(Tensor.From([1f, 2, 3], 1, 1, 3), Value.Ints(1L << 40), Value.Ints(), Value.Ints(1L << 39), false, false)
                .Gives(Tensor.From([2f], 1, 1, 1)).Showing("a window far larger than what it moves over"),
        ],
        ["aten::avg_pool2d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.5f, -0.25f, 0.75f, 1.5f, 1, 0.75f, -0.5f, 0.5f, 0.25f, -1.75f, 1.5f, -0.75f, -0.5f, -1.5f,
                -0.25f, -0.5f, 0.25f, -1.25f, 1.25f, 0, 0.5f, -1.75f, -1.5f, 0.75f, -0.5f, 0.75f, 0.75f, 0.5f, 1.5f, 2, 1.25f, 0.75f, -1,
                -1.25f, -0.5f, 0.5f, -2, 0.75f, -0.75f, -1], 1, 2, 4, 5), Value.Ints(2, 2))
                .Gives(Tensor.From([0.125f, 0.75f, 0.125f, -0.5f, 0.0625f, 0.3125f, 0.125f, -0.5625f], 1, 2, 2, 2)),
            OperatorSample.Of(Tensor.From([0.5f, -0.25f, 0.75f, 1.5f, 1, 0.75f, -0.5f, 0.5f, 0.25f, -1.75f, 1.5f, -0.75f, -0.5f, -1.5f,
                -0.25f, -0.5f, 0.25f, -1.25f, 1.25f, 0, 0.5f, -1.75f, -1.5f, 0.75f, -0.5f, 0.75f, 0.75f, 0.5f, 1.5f, 2, 1.25f, 0.75f, -1,
                -1.25f, -0.5f, 0.5f, -2, 0.75f, -0.75f, -1], 1, 2, 4, 5), Value.Ints(2, 3), Value.Ints(1, 2), Value.Ints(1, 1), false,
                true, 5L)
                .Gives(Tensor.From([0.05f, 0.4f, 0.5f, 0.1f, 0.45f, 0.2f, 0.2f, -0.5f, -0.65f, 0.1f, -0.5f, -0.1f, -0.05f, 0.05f, 0.25f,
                    -0.25f, -0.5f, 0.05f, 0.05f, 0.05f, 0.75f, 0.7f, 0.25f, 0.35f, 0.1f, -0.7f, -0.7f, -0.3f, -0.4f, -0.35f], 1, 2, 5, 3)),
            OperatorSample.Of(Tensor.From([0.5f, 0.5f, -0.25f, -1.75f, 0.75f, -1.5f, 1.5f, 0.75f, 1, -0.5f, 0.75f, 0.75f, -0.5f, 0.75f,
                0.5f, 0.5f, 0.25f, 1.5f, -1.75f, 2, 1.5f, 1.25f, -0.75f, 0.75f, -0.5f, -1, -1.5f, -1.25f, -0.25f, -0.5f, -0.5f, 0.5f,
                0.25f, -2, -1.25f, 0.75f, 1.25f, -0.75f, 0, -1], 1, 4, 5, 2).AsStrided([1, 2, 4, 5], [40, 1, 10, 2], 0), Value.Ints(2))
                .Gives(Tensor.From([0.125f, 0.75f, 0.125f, -0.5f, 0.0625f, 0.3125f, 0.125f, -0.5625f], 1, 2, 2, 2)).WithStrides(8, 1, 4, 2),
        ],
        ["aten::max_pool1d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.75f, -0.5f, -0.25f, -0.25f, 2, -0.5f, -2, 1.75f, 1.5f, -1.75f, 0.5f, 1.25f, 1.75f, -0.5f,
                -2, -1.75f, 1, -0.5f, -1.5f, -0.75f, 0.5f, -1.75f, 1.25f, 1.25f, -0.25f, 0.25f, 1, -1.75f, 0, 1.75f, 0.5f, -0.75f, -1,
                -0.75f, 1.75f, 1], 2, 3, 6), Value.Ints(2))
                .Gives(Tensor.From([-0.5f, -0.25f, 2, 1.75f, 1.5f, 1.25f, 1.75f, -1.75f, 1, -0.75f, 0.5f, 1.25f, 0.25f, 1, 1.75f, 0.5f,
                    -0.75f, 1.75f], 2, 3, 3)),
            OperatorSample.Of(Tensor.From([-0.75f, -0.5f, -0.25f, -0.25f, 2, -0.5f, -2, 1.75f, 1.5f, -1.75f, 0.5f, 1.25f, 1.75f, -0.5f,
                -2, -1.75f, 1, -0.5f], 3, 6), Value.Ints(3), Value.Ints(2), Value.Ints(1), Value.Ints(1), true)
                .Gives(Tensor.From([-0.5f, -0.25f, 2, -0.5f, 1.75f, 1.75f, 1.25f, 1.25f, 1.75f, -0.5f, 1, -0.5f], 3, 4)),
            OperatorSample.Of(Tensor.From([1f, float.NaN, 3, 4, 2, 2], 1, 1, 6), Value.Ints(2), Value.Ints(1), Value.Ints(0),
                Value.Ints(2))
                .Gives(Tensor.From([3f, float.NaN, 3, 4], 1, 1, 4)),
            OperatorSample.Of(Tensor.From([1f, 3, 2], 1, 1, 3), Value.Ints(1L << 40), Value.Ints(), Value.Ints(1L << 39))
                .Gives(Tensor.From([3f], 1, 1, 1)).Showing("a window far larger than what it moves over"),
            OperatorSample.Of(Tensor.From([1f, 3, 2], 1, 1, 3), Value.Ints(1), Value.Ints(1), Value.Ints(0), Value.Ints(long.MaxValue))
                .Gives(Tensor.From([1f, 3, 2], 1, 1, 3)).Showing("a dilation of one element"),
        ],
        ["aten::max_pool2d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.5f, -0.25f, 0.75f, 1.5f, 1, 0.75f, -0.5f, 0.5f, 0.25f, -1.75f, 1.5f, -0.75f, -0.5f, -1.5f,
                -0.25f, -0.5f, 0.25f, -1.25f, 1.25f, 0, 0.5f, -1.75f, -1.5f, 0.75f, -0.5f, 0.75f, 0.75f, 0.5f, 1.5f, 2, 1.25f, 0.75f, -1,
                -1.25f, -0.5f, 0.5f, -2, 0.75f, -0.75f, -1], 1, 2, 4, 5), Value.Ints(2, 2))
                .Gives(Tensor.From([0.75f, 1.5f, 1.5f, 1.25f, 0.75f, 1.5f, 1.25f, 0.75f], 1, 2, 2, 2)),
            OperatorSample.Of(Tensor.From([0.5f, -0.25f, 0.75f, 1.5f, 1, 0.75f, -0.5f, 0.5f, 0.25f, -1.75f, 1.5f, -0.75f, -0.5f, -1.5f,
                -0.25f, -0.5f, 0.25f, -1.25f, 1.25f, 0, 0.5f, -1.75f, -1.5f, 0.75f, -0.5f, 0.75f, 0.75f, 0.5f, 1.5f, 2, 1.25f, 0.75f, -1,
                -1.25f, -0.5f, 0.5f, -2, 0.75f, -0.75f, -1], 1, 2, 4, 5), Value.Ints(3, 2), Value.Ints(1, 2), Value.Ints(1, 1),
                Value.Ints(1, 2), true)
                .Gives(Tensor.From([-0.25f, 1.5f, 1.5f, -0.25f, 1.5f, 1.5f, 0.25f, 1.25f, 1.25f, 0.25f, 1.25f, 1.25f, 0.75f, 1.5f, 1.5f,
                    0.75f, 1.5f, 1.5f, 0.75f, 1.5f, 1.5f, 0.75f, 0.75f, -0.75f], 1, 2, 4, 3)),
            OperatorSample.Of(Tensor.From([0.5f, 0.5f, -0.25f, -1.75f, 0.75f, -1.5f, 1.5f, 0.75f, 1, -0.5f, 0.75f, 0.75f, -0.5f, 0.75f,
                0.5f, 0.5f, 0.25f, 1.5f, -1.75f, 2, 1.5f, 1.25f, -0.75f, 0.75f, -0.5f, -1, -1.5f, -1.25f, -0.25f, -0.5f, -0.5f, 0.5f,
                0.25f, -2, -1.25f, 0.75f, 1.25f, -0.75f, 0, -1], 1, 4, 5, 2).AsStrided([1, 2, 4, 5], [40, 1, 10, 2], 0), Value.Ints(2, 2))
                .Gives(Tensor.From([0.75f, 1.5f, 1.5f, 1.25f, 0.75f, 1.5f, 1.25f, 0.75f], 1, 2, 2, 2)).WithStrides(8, 1, 4, 2),
        ],
        ["aten::max_pool1d_with_indices.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.75f, -0.5f, -0.25f, -0.25f, 2, -0.5f, -2, 1.75f, 1.5f, -1.75f, 0.5f, 1.25f, 1.75f, -0.5f,
                -2, -1.75f, 1, -0.5f, -1.5f, -0.75f, 0.5f, -1.75f, 1.25f, 1.25f, -0.25f, 0.25f, 1, -1.75f, 0, 1.75f, 0.5f, -0.75f, -1,
                -0.75f, 1.75f, 1], 2, 3, 6), Value.Ints(3), Value.Ints(1))
                .Gives(Value.List(Tensor.From([-0.25f, -0.25f, 2, 2, 1.75f, 1.75f, 1.5f, 1.25f, 1.75f, -0.5f, 1, 1, 0.5f, 0.5f, 1.25f,
                    1.25f, 1, 1, 1, 1.75f, 0.5f, -0.75f, 1.75f, 1.75f], 2, 3, 4), Tensor.From([2L, 2, 4, 4, 1, 1, 2, 5, 0, 1, 4, 4, 2, 2,
                    4, 4, 2, 2, 2, 5, 0, 1, 4, 4], 2, 3, 4))),
        ],
        ["aten::max_pool2d_with_indices.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.5f, -0.25f, 0.75f, 1.5f, 1, 0.75f, -0.5f, 0.5f, 0.25f, -1.75f, 1.5f, -0.75f, -0.5f, -1.5f,
                -0.25f, -0.5f, 0.25f, -1.25f, 1.25f, 0, 0.5f, -1.75f, -1.5f, 0.75f, -0.5f, 0.75f, 0.75f, 0.5f, 1.5f, 2, 1.25f, 0.75f, -1,
                -1.25f, -0.5f, 0.5f, -2, 0.75f, -0.75f, -1], 1, 2, 4, 5), Value.Ints(2, 2), Value.Ints(2, 1))
                .Gives(Value.List(Tensor.From([0.75f, 0.75f, 1.5f, 1.5f, 1.5f, 0.25f, 1.25f, 1.25f, 0.75f, 0.75f, 1.5f, 2, 1.25f, 0.75f,
                    0.75f, -0.5f], 1, 2, 2, 4), Tensor.From([5L, 2, 3, 3, 10, 16, 18, 18, 5, 6, 8, 9, 10, 11, 17, 14], 1, 2, 2, 4))),
            OperatorSample.Of(Tensor.From([0.5f, -0.25f, 0.75f, 1.5f, 1, 0.75f, -0.5f, 0.5f, 0.25f, -1.75f, 1.5f, -0.75f, -0.5f, -1.5f,
                -0.25f, -0.5f, 0.25f, -1.25f, 1.25f, 0, 0.5f, -1.75f, -1.5f, 0.75f, -0.5f, 0.75f, 0.75f, 0.5f, 1.5f, 2, 1.25f, 0.75f, -1,
                -1.25f, -0.5f, 0.5f, -2, 0.75f, -0.75f, -1], 2, 4, 5), Value.Ints(2, 2), Value.Ints(), Value.Ints(1, 0))
                .Gives(Value.List(Tensor.From([0.5f, 1.5f, 1.5f, 0.5f, 0.25f, 1.25f, 0.5f, 0.75f, 1.25f, 1.5f, 0.5f, 0.75f], 2, 3, 2),
                    Tensor.From([0L, 3, 10, 7, 16, 18, 0, 3, 10, 8, 15, 17], 2, 3, 2))),
        ],
    };
}
