using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.OpIr;

internal sealed class FusedLinearActivation : ISampleSource, IOpInputSource
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

    public Dictionary<string, OpInputs.Generator> Inputs => new(StringComparer.Ordinal)
    {
        ["linear_activation"] = (random, rows, dtype) =>
        [
            RandomTensors.Normal(random, dtype, rows, 24), RandomTensors.Normal(random, dtype, 10, 24), RandomTensors.Normal(random,
            dtype, 10), "silu",
        ],
    };
}
