using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class AdaptivePool : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::adaptive_avg_pool1d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-0.75f, -0.5f, -0.25f, -0.25f, 2, -0.5f, -2, 1.75f, 1.5f, -1.75f, 0.5f, 1.25f, 1.75f, -0.5f,
                -2, -1.75f, 1, -0.5f, -1.5f, -0.75f, 0.5f, -1.75f, 1.25f, 1.25f, -0.25f, 0.25f, 1, -1.75f, 0, 1.75f, 0.5f, -0.75f, -1,
                -0.75f, 1.75f, 1], 2, 3, 6), Value.Ints(4))
                .Gives(Tensor.From([-0.625f, -0.375f, 0.875f, 0.75f, -0.125f, 1.625f, -0.625f, 0.875f, 0.625f, -1.25f, -0.375f, 0.25f,
                    -1.125f, -0.125f, -0.25f, 1.25f, 0, 0.625f, -0.875f, 0.875f, -0.125f, -0.875f, 0.5f, 1.375f], 2, 3, 4)),
            OperatorSample.Of(Tensor.From([-0.75f, -0.5f, -0.25f, -0.25f, 2, -0.5f, -2, 1.75f, 1.5f, -1.75f, 0.5f, 1.25f, 1.75f, -0.5f,
                -2, -1.75f, 1, -0.5f], 3, 6), Value.Ints(1))
                .Gives(Tensor.From([-0.041666668f, 0.20833333f, -0.33333334f], 3, 1)),
        ],
        ["aten::_adaptive_avg_pool2d.default", "aten::adaptive_avg_pool2d.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.5f, -0.25f, 0.75f, 1.5f, 1, 0.75f, -0.5f, 0.5f, 0.25f, -1.75f, 1.5f, -0.75f, -0.5f, -1.5f,
                -0.25f, -0.5f, 0.25f, -1.25f, 1.25f, 0, 0.5f, -1.75f, -1.5f, 0.75f, -0.5f, 0.75f, 0.75f, 0.5f, 1.5f, 2, 1.25f, 0.75f, -1,
                -1.25f, -0.5f, 0.5f, -2, 0.75f, -0.75f, -1], 1, 2, 4, 5), Value.Ints(3, 2))
                .Gives(Tensor.From([0.29166666f, 0.375f, 0.16666667f, -0.5416667f, -0.20833333f, -0.375f, -0.125f, 0.45833334f, 0.5f,
                    0.20833333f, 0.041666668f, -0.625f], 1, 2, 3, 2)),
            OperatorSample.Of(Tensor.From([0.5f, -0.25f, 0.75f, 1.5f, 1, 0.75f, -0.5f, 0.5f, 0.25f, -1.75f, 1.5f, -0.75f, -0.5f, -1.5f,
                -0.25f, -0.5f, 0.25f, -1.25f, 1.25f, 0, 0.5f, -1.75f, -1.5f, 0.75f, -0.5f, 0.75f, 0.75f, 0.5f, 1.5f, 2, 1.25f, 0.75f, -1,
                -1.25f, -0.5f, 0.5f, -2, 0.75f, -0.75f, -1], 1, 2, 4, 5), Value.Ints(1, 1))
                .Gives(Tensor.From([0.05f, -0.0125f], 1, 2, 1, 1)),
        ],
    };
}
