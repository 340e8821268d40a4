using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.OpIr;

internal sealed class FusedAllReduceNorm : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["piecewise_ir::all_reduce_rms_norm.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3f, 3], 1, 2), Value.None, 1L, 0.0)
                .Gives(Value.List(Tensor.From([1f, 1], 1, 2), Tensor.From([3f, 3], 1, 2))),
        ],
        ["piecewise_ir::all_reduce_fused_add_rms_norm.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3f, 3], 1, 2), Tensor.From([1f, 1], 1, 2), Value.None, 1L, 0.0)
                .Gives(Value.List(Tensor.From([1f, 1], 1, 2), Tensor.From([4f, 4], 1, 2))),
        ],
        ["piecewise_ir::all_reduce_rms_norm_quantize_static.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3f, 3], 1, 2), Value.None, Tensor.Scalar(0.5f), DType.I8, 1L, 0.0)
                .Gives(Value.List(Tensor.From<sbyte>([2, 2], 1, 2), Tensor.From([3f, 3], 1, 2))),
        ],
        ["piecewise_ir::all_reduce_fused_add_rms_norm_quantize_static.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3f, 3], 1, 2), Tensor.From([1f, 1], 1, 2), Value.None, Tensor.Scalar(0.5f), DType.I8, 1L, 0.0)
                .Gives(Value.List(Tensor.From<sbyte>([2, 2], 1, 2), Tensor.From([4f, 4], 1, 2))),
        ],
    };
}
