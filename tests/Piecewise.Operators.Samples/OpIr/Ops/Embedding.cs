using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.OpIr;

internal sealed class Embedding : ISampleSource, IOpInputSource
{
    public SampleTable Samples => new()
    {
        ["piecewise_ir::embedding.default"] = () =>
        [
            OperatorSample.Of(Tensor.From<long>([3, 0, 1, 1], 2, 2), Tensor.From<float>([-0.375f, -0.75f, -0.3125f, 1.375f, 1f, -0.25f,
                -0.3125f, 1.5625f, -0.8125f, -0.6875f, -1.125f, -0.1875f], 4, 3))
                .Gives(Tensor.From<float>([-0.6875f, -1.125f, -0.1875f, -0.375f, -0.75f, -0.3125f, 1.375f, 1f, -0.25f, 1.375f, 1f,
                    -0.25f], 2, 2, 3)),
            OperatorSample.Of(Tensor.From<int>([2], 1), Cast.To(Tensor.From<float>([-0.375f, -0.75f, -0.3125f, 1.375f, 1f, -0.25f,
                -0.3125f, 1.5625f, -0.8125f, -0.6875f, -1.125f, -0.1875f], 4, 3), DType.BF16))
                .Gives(Cast.To(Tensor.From<float>([-0.3125f, 1.5625f, -0.8125f], 1, 3), DType.BF16)),
        ],
    };

    public Dictionary<string, OpInputs.Generator> Inputs => new(StringComparer.Ordinal)
    {
        ["embedding"] = (random, rows, dtype) => [RandomTensors.Indices(random, 11, rows), RandomTensors.Normal(random, dtype, 11, 24)],
    };
}
