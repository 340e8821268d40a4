using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.OpIr;

internal sealed class FusedAttentionQuantize : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["piecewise_ir::attention_quantize_static.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 2], 1, 1, 2), Tensor.From([1f, 2], 1, 1, 2), Tensor.From([3f, -4], 1, 1, 2), Value.None,
                Tensor.Scalar(0.5f), DType.I8, 0L, 1.0)
                .Gives(Tensor.From<sbyte>([6, -8], 1, 1, 2)).Showing("one token sees itself"),
        ],
    };
}
