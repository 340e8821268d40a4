using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.OpIr;

internal sealed class FusedQkNormRotary : ISampleSource, IOpInputSource
{
    public SampleTable Samples => new()
    {
        ["piecewise_ir::qk_norm_rotary.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3f, 3], 1, 1, 2), Value.None, Tensor.From([1f, 1], 1, 2), Tensor.From([0f, 0], 1, 2), 0.0)
                .Gives(Tensor.From([1f, 1], 1, 1, 2)).Showing("an angle of 0 leaves the normalized head"),
        ],
    };

    public Dictionary<string, OpInputs.Generator> Inputs => new(StringComparer.Ordinal)
    {
        ["qk_norm_rotary"] = (random, rows, dtype) =>
        [
            RandomTensors.Normal(random, dtype, rows, 3, 20), RandomTensors.Normal(random, dtype, 20), RandomTensors.Normal(random,
            dtype, rows, 1, 16),
            RandomTensors.Normal(random, dtype, rows, 1, 16), 1e-6, 0.0, true, false,
        ],
    };
}
