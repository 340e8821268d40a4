using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.OpIr;

internal sealed class FusedAllReduceNorm : ISampleSource, IOpInputSource
{
    public SampleTable Samples => new()
    {
        ["piecewise_ir::all_reduce_rms_norm.default", "piecewise_kernel::all_reduce_rms_norm.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([3f, 3], 1, 2), Value.None, 1L, 0.0)
                .Gives(Value.List(Tensor.From([1f, 1], 1, 2), Tensor.From([3f, 3], 1, 2))),
        ],
        [
            "piecewise_ir::all_reduce_fused_add_rms_norm.default", "piecewise_kernel::all_reduce_fused_add_rms_norm.default"
        ] = () =>
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

    public Dictionary<string, OpInputs.Generator> Inputs => new(StringComparer.Ordinal)
    {
        ["all_reduce_rms_norm"] = (random, rows, dtype) => [Rows(random, rows, dtype), Weight(random, dtype), 1L, 1e-6, 0.0, false],
        ["all_reduce_fused_add_rms_norm"] = (random, rows, dtype) =>
            [Rows(random, rows, dtype), Rows(random, rows, dtype), Weight(random, dtype), 1L, 1e-6, 0.0, true],
        ["all_reduce_rms_norm_quantize_static"] = (random, rows, dtype) =>
            [Rows(random, rows, dtype), Weight(random, dtype), Tensor.Scalar(0.0125f), DType.I8, 1L, 1e-6, 0.0, false],
        ["all_reduce_fused_add_rms_norm_quantize_static"] = (random, rows, dtype) =>
        [
            Rows(random, rows, dtype), Rows(random, rows, dtype), Weight(random, dtype), Tensor.Scalar(0.0125f), DType.F8E4M3FN, 1L, 1e-6,
            0.0, false,
        ],
    };

    private static Tensor Rows(Random random, long rows, DType dtype) => RandomTensors.Normal(random, dtype, rows, 48);

    private static Tensor Weight(Random random, DType dtype) => RandomTensors.Normal(random, dtype, 48);
}
