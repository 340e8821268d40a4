using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class RecurrentCells : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::lstm_cell.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.0625f, 0.3125f, 0.1875f, -0.3125f, -0.125f, 0.5f], 2, 3), Value.List(Tensor.From([-0.25f,
                0.25f, 0.5f, -0.1875f], 2, 2), Tensor.From([-0.0625f, 0.3125f, 0.125f, -0.1875f], 2, 2)), Tensor.From([-0.5f, 0.125f,
                0.3125f, -0.0625f, 0, -0.5f, -0.5f, -0.375f, -0.1875f, -0.4375f, 0.375f, 0.3125f, -0.3125f, 0, 0.5f, 0.25f, -0.4375f,
                0.1875f, 0.5f, -0.0625f, 0.1875f, -0.0625f, -0.4375f, -0.4375f], 8, 3), Tensor.From([-0.4375f, -0.4375f, -0.4375f,
                -0.4375f, 0.4375f, -0.0625f, 0.5f, 0.125f, 0.4375f, 0.0625f, -0.3125f, -0.25f, -0.0625f, 0.5f, 0.25f, -0.5f], 8, 2),
                Tensor.From([-0.4375f, -0.125f, -0.5f, -0.1875f, 0.3125f, -0.125f, 0.1875f, -0.4375f], 8), Tensor.From([0.5f, -0.1875f,
                -0.25f, -0.375f, 0.375f, 0.0625f, 0.125f, -0.3125f], 8))
                .Gives(Value.List(Tensor.From([0.18620202f, 0.013496116f, 0.25460598f, -0.041461784f], 2, 2), Tensor.From([0.31659302f,
                    0.05627881f, 0.519801f, -0.12358307f], 2, 2))),
            OperatorSample.Of(Tensor.From([-0.25f, 0.25f, 0.5f], 1, 3), Value.List(Tensor.From([0.125f, -0.375f], 1, 2),
                Tensor.From([0.375f, 0.5f], 1, 2)), Tensor.From([-0.5f, 0.125f, 0.3125f, -0.0625f, 0, -0.5f, -0.5f, -0.375f, -0.1875f,
                -0.4375f, 0.375f, 0.3125f, -0.3125f, 0, 0.5f, 0.25f, -0.4375f, 0.1875f, 0.5f, -0.0625f, 0.1875f, -0.0625f, -0.4375f,
                -0.4375f], 8, 3), Tensor.From([-0.4375f, -0.4375f, -0.4375f, -0.4375f, 0.4375f, -0.0625f, 0.5f, 0.125f, 0.4375f, 0.0625f,
                -0.3125f, -0.25f, -0.0625f, 0.5f, 0.25f, -0.5f], 8, 2))
                .Gives(Value.List(Tensor.From([0.16599597f, 0.13241649f], 1, 2), Tensor.From([0.397118f, 0.28534806f], 1, 2))),
        ],
        ["aten::gru_cell.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.0625f, 0.3125f, 0.1875f, -0.3125f, -0.125f, 0.5f], 2, 3), Tensor.From([-0.25f, 0.25f, 0.5f,
                -0.1875f], 2, 2), Tensor.From([-0.0625f, -0.4375f, 0.4375f, 0.25f, -0.5f, 0.375f, 0.5f, 0.3125f, -0.5f, -0.1875f, 0.375f,
                0.1875f, 0.25f, 0.4375f, -0.125f, 0.1875f, -0.1875f, 0.0625f], 6, 3), Tensor.From([0.5f, -0.1875f, -0.25f, -0.375f,
                0.375f, 0.0625f, 0.125f, -0.3125f, 0.1875f, -0.0625f, 0.1875f, -0.125f], 6, 2), Tensor.From([0.3125f, 0.25f, 0.25f, 0.5f,
                -0.375f, 0], 6), Tensor.From([0.3125f, 0.375f, 0.4375f, 0.0625f, 0, -0.25f], 6))
                .Gives(Tensor.From([-0.26964203f, 0.07255188f, 0.12142596f, -0.15817109f], 2, 2)),
        ],
        ["aten::rnn_tanh_cell.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.375f, 0.0625f, 0.4375f, 0, 0.375f, -0.0625f], 2, 3), Tensor.From([-0.0625f, 0.5f, -0.1875f,
                -0.1875f], 2, 2), Tensor.From([0.5f, -0.375f, -0.25f, -0.125f, -0.4375f, 0.375f], 2, 3), Tensor.From([0.25f, -0.125f,
                -0.5f, -0.25f], 2, 2), Tensor.From([0.4375f, -0.5f], 2), Tensor.From([-0.1875f, -0.0625f], 2))
                .Gives(Tensor.From([-0.14735681f, -0.44034302f, 0.10121473f, -0.543687f], 2, 2)),
            OperatorSample.Of(Tensor.From([-0.4375, -0.25, 0.0], 1, 3), Tensor.From([0.3125, 0.4375], 1, 2), Tensor.From([0.3125, -0.5,
                0.125, 0.1875, 0.3125, 0.4375], 2, 3), Tensor.From([-0.0625, 0.1875, 0.125, -0.5], 2, 2))
                .Gives(Tensor.From([0.05073764451006459, -0.3273378941474652], 1, 2)),
        ],
        ["aten::rnn_relu_cell.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.0625f, -0.375f, -0.0625f, 0.125f, 0.375f, 0], 2, 3), Tensor.From([-0.25f, -0.4375f, 0.0625f,
                -0.3125f], 2, 2), Tensor.From([0.25f, -0.0625f, -0.25f, -0.3125f, -0.375f, -0.25f], 2, 3), Tensor.From([-0.0625f,
                -0.4375f, 0.0625f, 0.125f], 2, 2), Tensor.From([0.0625f, 0.3125f], 2), Tensor.From([0.125f, 0.25f], 2))
                .Gives(Tensor.From([0.44921875f, 0.62890625f, 0.328125f, 0.34765625f], 2, 2)),
            OperatorSample.Of(Tensor.From([0.25, -0.3125, -0.1875], 1, 3), Tensor.From([0.0625, -0.3125], 1, 2), Tensor.From([0.125, 0.0,
                0.5, -0.3125, 0.375, 0.25], 2, 3), Tensor.From([-0.5, -0.25, -0.5, -0.25], 2, 2))
                .Gives(Tensor.From([0.0, 0.0], 1, 2)),
        ],
    };
}
