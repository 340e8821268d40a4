using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.OpIr;

internal sealed class FusedAttentionQuantize : ISampleSource, IOpInputSource
{
    public SampleTable Samples => new()
    {
        ["piecewise_ir::attention_quantize_static.default"] = () =>
        [
            OperatorSample.Of(Tensor.Scalar(0.5f), DType.I8,
                Tensor.From([1f, 2], 1, 1, 2), Tensor.From([1f, 2], 1, 1, 2), Tensor.From([3f, -4], 1, 1, 2), 0L, 1.0)
                .Gives(Tensor.From<sbyte>([6, -8], 1, 1, 2)).Showing("one token sees itself"),
        ],
    };

    public Dictionary<string, OpInputs.Generator> Inputs => new(StringComparer.Ordinal)
    {
        ["attention_quantize_static"] = (random, rows, dtype) =>
        [
            Tensor.Scalar(0.0125f), DType.I8, RandomTensors.Normal(random, dtype, rows, 4, 8),
            RandomTensors.Normal(random, dtype, rows, 2, 8), RandomTensors.Normal(random, dtype, rows, 2, 8), 0L, 0.5,
        ],
    };
}
