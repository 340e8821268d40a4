using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Aten;

internal sealed class MultiDot : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["aten::chain_matmul.default", "aten::linalg_multi_dot.default"] = () =>
        [
            OperatorSample.Of(Value.List(Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3), Tensor.From([-0.25f, -0.5f, 1.75f,
                -0.25f, 1, 1], 3, 2), Tensor.From([-0.25f, 1.25f, 0.75f, -1.25f, -0.5f, 2], 2, 3)))
                .Gives(Tensor.From([-1.453125f, 3.46875f, 3.375f, -3.796875f, 0.421875f, 6.578125f], 2, 3)),
            OperatorSample.Of(Value.List(Tensor.From([-0.25f, 1.25f, 0.5f], 3), Tensor.From([-0.25f, -0.5f, 1.75f, -0.25f, 1, 1], 3, 2),
                Tensor.From([-1.25f, -2], 2)))
                .Gives(Tensor.Scalar(-4.0625f)),
        ],
    };
}
