using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Images : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::im2col.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 1.25f, -1.25f, 0.75f, 0.5f, 1.25f, -0.75f, -1.5f, 1.75f, -1.25f, 0.5f, 0.5f, -0.75f, -1,
                -0.75f, -1, 0.75f, -2, 1.5f, 0.5f, -1, 1, 0.5f, -0.5f], 1, 2, 3, 4), Value.Ints(2, 2), Value.Ints(1, 1), Value.Ints(0, 0),
                Value.Ints(1, 1))
                .Gives(Tensor.From([1f, 1.25f, -1.25f, 0.5f, 1.25f, -0.75f, 1.25f, -1.25f, 0.75f, 1.25f, -0.75f, -1.5f, 0.5f, 1.25f,
                    -0.75f, 1.75f, -1.25f, 0.5f, 1.25f, -0.75f, -1.5f, -1.25f, 0.5f, 0.5f, -0.75f, -1, -0.75f, 0.75f, -2, 1.5f, -1,
                    -0.75f, -1, -2, 1.5f, 0.5f, 0.75f, -2, 1.5f, -1, 1, 0.5f, -2, 1.5f, 0.5f, 1, 0.5f, -0.5f], 1, 8, 6)),
            OperatorSample.Of(Tensor.From([1f, 1.25f, -1.25f, 0.75f, 0.5f, 1.25f, -0.75f, -1.5f, 1.75f, -1.25f, 0.5f, 0.5f, -0.75f, -1,
                -0.75f, -1, 0.75f, -2, 1.5f, 0.5f, -1, 1, 0.5f, -0.5f], 2, 3, 4), Value.Ints(2, 3), Value.Ints(1, 1), Value.Ints(1, 1),
                Value.Ints(2, 2))
                .Gives(Tensor.From([0f, 0, 0, 1.25f, 0, 0, 0.5f, -0.75f, 0, 0, 1.25f, -1.5f, 0, 1.25f, 0, -1.25f, 1, -1.25f, 1.75f, 0.5f,
                    1.25f, 0.75f, -1.25f, 0.5f, 0, 0, 0, -2, 0, 0, 0.75f, 1.5f, 0, 0, -2, 0.5f, 0, -1, 0, 1, -0.75f, -0.75f, -1, 0.5f, -1,
                    -1, 1, -0.5f], 12, 4)),
        ],
        ["aten::pixel_shuffle.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-2f, 1.25f, -1.25f, -1.75f, -0.25f, -2, -0.5f, 0.25f, 1, -1, -0.5f, -0.75f, 0.5f, 0.25f,
                -0.75f, 1.5f], 1, 4, 2, 2), 2L)
                .Gives(Tensor.From([-2f, -0.25f, 1.25f, -2, 1, 0.5f, -1, 0.25f, -1.25f, -0.5f, -1.75f, 0.25f, -0.5f, -0.75f, -0.75f,
                    1.5f], 1, 1, 4, 4)),
            OperatorSample.Of(Tensor.From([-0.75f, -0.5f, -0.25f, -0.25f, 2, -0.5f, -2, 1.75f, 1.5f, -1.75f, 0.5f, 1.25f, 1.75f, -0.5f,
                -2, -1.75f], 8, 1, 2), 2L)
                .Gives(Tensor.From([-0.75f, -0.25f, -0.5f, -0.25f, 2, -2, -0.5f, 1.75f, 1.5f, 0.5f, -1.75f, 1.25f, 1.75f, -2, -0.5f,
                    -1.75f], 2, 2, 4)),
        ],
        ["aten::pixel_unshuffle.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.25f, -0.5f, -2, -1.5f, 1.25f, 0.75f, -1.25f, 0.25f], 1, 1, 2, 4), 2L)
                .Gives(Tensor.From([-0.25f, -2, -0.5f, -1.5f, 1.25f, -1.25f, 0.75f, 0.25f], 1, 4, 1, 2)),
        ],
        ["aten::col2im.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.5f, -1, 1, 0.5f, -1.75f, 2, 1.75f, -1.75f, 1, 0.25f, 0.5f, 0, 1.25f, -0.25f, -1.75f,
                -1.75f, -2, -1.5f, 1, 1.75f, 1, -0.75f, 0.5f, -1.75f, -1.5f, 2, 1.75f, 1, -2, -1.75f, 1.5f, 0.5f, 0, 1.5f, 2, 0, -1.25f,
                1, -1.25f, -1.25f, -1.25f, -1.25f, 0.25f, -0.25f, -1.25f, 1, 1.5f, 1], 1, 8, 6), Value.Ints(3, 4), Value.Ints(2, 2),
                Value.Ints(1, 1), Value.Ints(0, 0), Value.Ints(1, 1))
                .Gives(Tensor.From([-0.5f, 0.75f, -0.75f, 1, 1.75f, -0.75f, 2.5f, 1, -1.75f, -2.75f, -1, -1.75f, -1.5f, 3.5f, 2.25f, 0,
                    -0.25f, 0.75f, -1.25f, -1.25f, -1.25f, -0.25f, 0.25f, 1], 1, 2, 3, 4)),
            OperatorSample.Of(Tensor.From([-0.25f, -0.75f, 2, 1.75f, 1, 1.5f, 0.75f, 1.25f, 1.75f, -1, -0.75f, 1, -0.5f, 2, 2, 0.25f,
                0.5f, 0, 0, 0.75f, -1, -0.5f, -0.75f, 2, 1, -1.25f, 2, -2, 1.5f, 1.5f, -1.75f, -2, 0.75f, -1.5f, 1.25f, -0.75f, 0, -2,
                -1.25f, -0.75f, -1.75f, 0.25f, 2, -0.75f, -0.25f, -1.25f, -1.25f, 1.5f], 12, 4), Value.Ints(3, 4), Value.Ints(2, 3),
                Value.Ints(1, 1), Value.Ints(1, 1), Value.Ints(2, 2))
                .Gives(Tensor.From([0.5f, 1, 0, -0.5f, 0.75f, 1, 1.25f, 1, 0, -0.5f, 0.75f, 2, -1.75f, -2.25f, 0.25f, -1.25f, -1.75f,
                    -0.75f, -2, -0.75f, 2, -2, -0.75f, 1.5f], 2, 3, 4)),
            OperatorSample.Of(Cast.To(Tensor.From([-2f, 0.75f, -1.25f, -1.25f, -0.5f, 0.25f, 1.75f, -0.25f, 1, 0, 2, -2, 2, 0, 1, 0], 1,
                4, 4), DType.BF16), Value.Ints(4, 4), Value.Ints(2, 2), Value.Ints(2, 2), Value.Ints(0, 0), Value.Ints(1, 1))
                .Gives(Cast.To(Tensor.From([-2f, 0.75f, -0.5f, 0.25f, -1.25f, -1.25f, 1.75f, -0.25f, 1, 0, 2, 0, 2, -2, 1, 0], 1, 1, 4,
                    4), DType.BF16)),
        ],
    };
}
