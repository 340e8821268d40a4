using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.OpIr;

internal sealed class FusedActivationQuantize : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["piecewise_ir::silu_and_mul_quantize_static.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 0], 1, 2), Tensor.From([2f, 1], 1, 2), Tensor.Scalar(0.5f), DType.I8)
                .Gives(Tensor.From<sbyte>([0, 0], 1, 2)),
        ],
        ["piecewise_ir::silu_and_mul_quantize_per_token.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 3], 1, 2), Tensor.From([2f, 1], 1, 2), DType.I8),
        ],
        ["piecewise_ir::silu_and_mul_quantize_per_group.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 3], 1, 2), Tensor.From([2f, 1], 1, 2), 1L, DType.I8),
        ],
    };
}
