using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.OpIr;

internal sealed class FusedQkNormRotary : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["piecewise_ir::qk_norm_rotary.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3f, 3], 1, 1, 2), Value.None, Tensor.From([1f, 1], 1, 2), Tensor.From([0f, 0], 1, 2), 0.0)
                .Gives(Tensor.From([1f, 1], 1, 1, 2)).Showing("an angle of 0 leaves the normalized head"),
        ],
    };
}
