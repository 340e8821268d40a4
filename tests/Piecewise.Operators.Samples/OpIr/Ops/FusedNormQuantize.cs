using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.OpIr;

internal sealed class FusedNormQuantize : ISampleSource, IOpInputSource
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

    public Dictionary<string, OpInputs.Generator> Inputs => new(StringComparer.Ordinal)
    {
        ["rms_norm_quantize_static"] = (random, rows, dtype) =>
            [Rows(random, rows, dtype), Weight(random, dtype), Tensor.Scalar(0.0125f), DType.I8, 1e-6, 0.0, false],
        ["rms_norm_quantize_per_token"] = (random, rows, dtype) =>
            [Rows(random, rows, dtype), Weight(random, dtype), DType.F8E4M3FN, 1e-6, 0.0, true],
        ["rms_norm_quantize_per_group"] = (random, rows, dtype) =>
            [Rows(random, rows, dtype), Weight(random, dtype), 16, DType.I8, 1e-6, 1.0, false],
        ["fused_add_rms_norm_quantize_static"] = (random, rows, dtype) =>
        [
            Rows(random, rows, dtype), Rows(random, rows, dtype), Weight(random, dtype), Tensor.Scalar(0.0125f), DType.F8E4M3FN, 1e-6, 0.0,
            false,
        ],
        ["fused_add_rms_norm_quantize_per_token"] = (random, rows, dtype) =>
            [Rows(random, rows, dtype), Rows(random, rows, dtype), Weight(random, dtype), DType.I8, 1e-6, 0.0, true],
        ["fused_add_rms_norm_quantize_per_group"] = (random, rows, dtype) =>
            [Rows(random, rows, dtype), Rows(random, rows, dtype), Weight(random, dtype), 16, DType.F8E4M3FN, 1e-6, 0.0, false],
    };

    private static Tensor Rows(Random random, long rows, DType dtype) => RandomTensors.Normal(random, dtype, rows, 48);

    private static Tensor Weight(Random random, DType dtype) => RandomTensors.Normal(random, dtype, 48);
}
