using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Tensordot : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::tensordot.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([-2f, 2, 1, 2, 1.25f, -2, 1.25f,
                -1.25f, 1.5f, -1.5f, 0, 1.25f, 0.5f, 0, 1.25f, -1.75f, 0.5f, 0.25f, 2, -1.5f, -1, -1.25f, 1, 1.75f], 2, 4, 3),
                Value.Ints(1), Value.Ints(2))
                .Gives(Tensor.From([3.75f, -0.4375f, -0.75f, 1.3125f, 0.8125f, 1.25f, -3.125f, 2.875f, 3.5f, -7.125f, 2.0625f, 4.375f,
                    1.875f, 2.4375f, -3.75f, 4.5625f], 2, 2, 4)),
            OperatorSample.Of(Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f, -1.25f, 0.75f, 2], 2, 2, 3),
                Tensor.From([-0.25f, 0.75f, -0.5f, 1.5f, -2, 0.5f, 0, 2, 0.25f, 0.25f, 0.5f, -2], 3, 2, 2), Value.Ints(0, 2),
                Value.Ints(1, 0))
                .Gives(Tensor.From([0.4375f, -3.9375f, -0.8125f, -4.4375f], 2, 2)),
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.5f], 3), Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3),
                Value.Ints(), Value.Ints())
                .Gives(Tensor.From([0.0625f, -0.3125f, -0.1875f, 0.3125f, 0.125f, -0.5f, -0.3125f, 1.5625f, 0.9375f, -1.5625f, -0.625f,
                    2.5f, -0.125f, 0.625f, 0.375f, -0.625f, -0.25f, 1], 3, 2, 3))
                .Showing("an outer product"),
        ],
        ["aten::inner.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-1.75f, -0.5f, -2, -0.75f, 1.25f, -0.5f, 0.75f, -1.75f, -0.25f, -1.25f, 0.75f, 2], 2, 2, 3),
                Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3))
                .Gives(Tensor.From([-1.6875f, -1.5625f, 1.375f, -0.6875f, -2.5625f, -0.5625f, 2.75f, 5.1875f], 2, 2, 2)),
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.5f], 3), Tensor.From([-0.25f, 1.25f, 0.5f], 3)).Gives(Tensor.Scalar(1.875f)),
        ],
    };
}
