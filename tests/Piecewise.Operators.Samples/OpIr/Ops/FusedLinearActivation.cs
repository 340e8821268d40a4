using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.OpIr;

internal sealed class FusedLinearActivation : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["piecewise_ir::linear_activation.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2], 1, 2), Tensor.From([1f, 0, 0, -1], 2, 2), Tensor.From([0.5f, 0], 2), "relu")
                .Gives(Tensor.From([1.5f, 0], 1, 2)),
            OperatorSample.Of(Tensor.From([0f, 0], 1, 2), Tensor.From([1f, 0, 0, -1], 2, 2), Value.None, "gelu_tanh")
                .Gives(Tensor.From([0f, 0], 1, 2)),
        ],
    };
}
