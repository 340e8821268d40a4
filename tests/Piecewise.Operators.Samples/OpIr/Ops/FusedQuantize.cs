using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.OpIr;

internal sealed class FusedQuantize : ISampleSource, IOpInputSource
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
        ["piecewise_ir::gelu_and_mul_quantize_static.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0f, 100], 1, 2), Tensor.From([2f, 0.25f], 1, 2), Tensor.Scalar(0.5f), DType.I8)
                .Gives(Tensor.From<sbyte>([0, 50], 1, 2)),
            OperatorSample.Of(Tensor.From([-2f], 1, 1), Tensor.From([1f], 1, 1), Tensor.Scalar(1 / 2190f), DType.I8)
                .Gives(Tensor.From<sbyte>([-100], 1, 1)),
            OperatorSample.Of(Tensor.From([-2f], 1, 1), Tensor.From([1f], 1, 1), Tensor.Scalar(1 / 2190f), DType.I8, "tanh")
                .Gives(Tensor.From<sbyte>([-99], 1, 1)).Showing("the approximation"),
        ],
        ["piecewise_ir::gelu_and_mul_quantize_per_token.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 3], 1, 2), Tensor.From([2f, 1], 1, 2), DType.I8),
            OperatorSample.Of(Tensor.From([1f, 3], 1, 2), Tensor.From([2f, 1], 1, 2), DType.I8, "tanh"),
        ],
        ["piecewise_ir::gelu_and_mul_quantize_per_group.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, 3], 1, 2), Tensor.From([2f, 1], 1, 2), 1L, DType.I8),
            OperatorSample.Of(Tensor.From([1f, 3], 1, 2), Tensor.From([2f, 1], 1, 2), 1L, DType.I8, "tanh"),
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
        ["silu_and_mul_quantize_static"] = (random, rows, dtype) =>
            [Halves(random, rows, dtype), Halves(random, rows, dtype), Tensor.Scalar(0.0125f), DType.F8E4M3FN],
        ["silu_and_mul_quantize_per_token"] = (random, rows, dtype) => [Halves(random, rows, dtype), Halves(random, rows, dtype), DType.I8],
        ["silu_and_mul_quantize_per_group"] = (random, rows, dtype) =>
            [Halves(random, rows, dtype), Halves(random, rows, dtype), 8, DType.F8E4M3FN],
        ["gelu_and_mul_quantize_static"] = (random, rows, dtype) =>
            [Halves(random, rows, dtype), Halves(random, rows, dtype), Tensor.Scalar(0.0125f), DType.I8, "tanh"],
        ["gelu_and_mul_quantize_per_token"] = (random, rows, dtype) =>
            [Halves(random, rows, dtype), Halves(random, rows, dtype), DType.I8, "none"],
        ["gelu_and_mul_quantize_per_group"] = (random, rows, dtype) =>
            [Halves(random, rows, dtype), Halves(random, rows, dtype), 8, DType.F8E4M3FN, "tanh"],
    };

    private static Tensor Rows(Random random, long rows, DType dtype) => RandomTensors.Normal(random, dtype, rows, 48);

    private static Tensor Halves(Random random, long rows, DType dtype) => RandomTensors.Normal(random, dtype, rows, 40);

    private static Tensor Weight(Random random, DType dtype) => RandomTensors.Normal(random, dtype, 48);
}
