using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.OpIr;

internal sealed class Softmax : ISampleSource, IOpInputSource
{
    public SampleTable Samples => new()
    {
        ["piecewise_ir::softmax.default"] = () =>
        [
            OperatorSample.Of(Tensor.From<float>([1.5625f, -0.3125f, -2.1875f, 0.5625f, -1.0625f, -1.375f, 0.375f, 0.8125f, -0.75f,
                -0.375f, -0.625f, 0.1875f], 2, 6), -1L, Value.None)
                .Gives(Tensor.From<float>([0.59873426f, 0.09181888f, 0.01408088f, 0.22026204f, 0.043372165f, 0.031731755f, 0.22013062f,
                    0.34094498f, 0.07146595f, 0.103982344f, 0.08098153f, 0.1824947f], 2, 6)),
            OperatorSample.Of(Cast.To(Tensor.From<float>([-0.875f, -1.5f, 0.375f, 1.4375f, 0.9375f, 0.75f, 0.1875f, 1.25f, -1.3125f,
                -0.8125f, -0f, -0.6875f], 2, 6), DType.BF16), -1L, DType.F32)
                .Gives(Tensor.From<float>([0.037980344f, 0.020329412f, 0.13256441f, 0.38358787f, 0.2326578f, 0.1928801f, 0.17450492f,
                    0.50494677f, 0.038937315f, 0.06419678f, 0.14466968f, 0.07274448f], 2, 6))
                .Showing("widened first"),
            OperatorSample.Of(Cast.To(Tensor.From<float>([-0.875f, -1.5f, 0.375f, 1.4375f, 0.9375f, 0.75f, 0.1875f, 1.25f, -1.3125f,
                -0.8125f, -0f, -0.6875f], 2, 6), DType.BF16), 0L, Value.None)
                .Gives(Cast.To(Tensor.From<float>([0.2578125f, 0.060058594f, 0.84375f, 0.90625f, 0.71875f, 0.80859375f, 0.7421875f,
                    0.94140625f, 0.15527344f, 0.095214844f, 0.28125f, 0.19140625f], 2, 6), DType.BF16)),
            OperatorSample.Of(Tensor.From<float>([10000f, 0f, -10000f], 1, 3), 1L, Value.None)
                .Gives(Tensor.From<float>([1f, 0f, 0f], 1, 3)).Showing("no overflow"),
        ],
    };

    public Dictionary<string, OpInputs.Generator> Inputs => new(StringComparer.Ordinal)
    {
        ["softmax"] = (random, rows, dtype) => [RandomTensors.Normal(random, dtype, rows, 33), -1, DType.F32],
    };
}
