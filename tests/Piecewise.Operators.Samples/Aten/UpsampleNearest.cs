using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class UpsampleNearest : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::upsample_nearest2d.vec"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.25f, 0.75f, -0.5f, 1.5f, -2, 0.5f], 1, 1, 2, 3), Value.None, Value.List(2.0, 2.0))
                .Gives(Tensor.From([-0.25f, -0.25f, 0.75f, 0.75f, -0.5f, -0.5f, -0.25f, -0.25f, 0.75f, 0.75f, -0.5f, -0.5f, 1.5f, 1.5f,
                    -2, -2, 0.5f, 0.5f, 1.5f, 1.5f, -2, -2, 0.5f, 0.5f], 1, 1, 4, 6)),
            OperatorSample.Of(Tensor.From([-2f, 1.25f, -1.25f, -1.75f, -0.25f, -2, -0.5f, 0.25f, 1, -1, -0.5f, -0.75f, 0.5f, 0.25f,
                -0.75f, 1.5f, -0.5f, 2], 1, 2, 3, 3), Value.Ints(2, 5), Value.None)
                .Gives(Tensor.From([-2f, -2, 1.25f, 1.25f, -1.25f, -1.75f, -1.75f, -0.25f, -0.25f, -2, -1, -1, -0.5f, -0.5f, -0.75f, 0.5f,
                    0.5f, 0.25f, 0.25f, -0.75f], 1, 2, 2, 5)),
            OperatorSample.Of(Tensor.From([-0.25f, -0.5f, -2, -1.5f, 1.25f, 0.75f, -1.25f, 0.25f, -1.25f], 1, 1, 3, 3), Value.None,
                Value.List(1.5, 0.7))
                .Gives(Tensor.From([-0.25f, -0.5f, -0.25f, -0.5f, -1.5f, 1.25f, -1.25f, 0.25f], 1, 1, 4, 2)),
        ],
        ["aten::upsample_nearest2d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.25f, -2, 0.75f, 0.5f, -0.5f, 0, 1.5f, 2], 1, 2, 2, 2).AsStrided([1, 2, 2, 2], [8, 1, 4, 2],
                0), Value.Ints(3, 4))
                .Gives(Tensor.From([-0.25f, -0.25f, 0.75f, 0.75f, -0.25f, -0.25f, 0.75f, 0.75f, -0.5f, -0.5f, 1.5f, 1.5f, -2, -2, 0.5f,
                    0.5f, -2, -2, 0.5f, 0.5f, 0, 0, 2, 2], 1, 2, 3, 4))
                .WithStrides(24, 1, 8, 2),
            OperatorSample.Of(Tensor.From([1f, 2], 1, 1, 1, 2), Value.Ints(1, 4), -1.0, double.NaN)
                .Gives(Tensor.From([1f, 1, 2, 2], 1, 1, 1, 4)).Showing("factors that are none"),
        ],
    };
}
