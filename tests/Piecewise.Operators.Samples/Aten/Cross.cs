using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class Cross : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::cross.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([0.25f, -0.25f, 2, -0.75f, -0.75f,
                -1.25f], 2, 3))
                .Gives(Tensor.From([2.6875f, 0.6875f, -0.25f, 2.125f, -3.0625f, 0.5625f], 2, 3)),
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 3, 2), Tensor.From([0.25f, -0.25f, 2, -0.75f, -0.75f,
                -1.25f], 3, 2), 0L)
                .Gives(Tensor.From([0.4375f, 3.0625f, -0.3125f, 1.0625f, -0.6875f, -1.25f], 3, 2)),
        ],
        ["aten::linalg_cross.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([1.25f, 0.25f, -2], 1, 3))
                .Gives(Tensor.From([-2.6875f, 0.4375f, -1.625f, 0.5f, 0, 0.3125f], 2, 3)),
        ],
    };
}
