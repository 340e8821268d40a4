using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.OpIr;

internal sealed class FusedNormQuantize : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["piecewise_ir::rms_norm_quantize_static.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3f, 4], 1, 2), Value.None, Tensor.Scalar(0.5f), DType.I8, 0.0)
                .Gives(Tensor.From<sbyte>([2, 2], 1, 2)),
        ],
        ["piecewise_ir::rms_norm_quantize_per_token.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3f, 4], 1, 2), Value.None, DType.I8, 0.0),
        ],
        ["piecewise_ir::rms_norm_quantize_per_group.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3f, 4], 1, 2), Value.None, 1L, DType.I8, 0.0),
        ],
        ["piecewise_ir::fused_add_rms_norm_quantize_static.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 3], 1, 2), Tensor.From([2f, 1], 1, 2), Value.None, Tensor.Scalar(0.5f), DType.I8, 0.0),
        ],
        ["piecewise_ir::fused_add_rms_norm_quantize_per_token.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 3], 1, 2), Tensor.From([2f, 1], 1, 2), Value.None, DType.I8, 0.0),
        ],
        ["piecewise_ir::fused_add_rms_norm_quantize_per_group.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 3], 1, 2), Tensor.From([2f, 1], 1, 2), Value.None, 1L, DType.I8, 0.0),
        ],
    };
}
