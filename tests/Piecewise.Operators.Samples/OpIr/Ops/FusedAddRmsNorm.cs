using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.OpIr;

internal sealed class FusedAddRmsNorm : ISampleSource, IOpInputSource
{
    public SampleTable Samples => new()
    {
        [
            "piecewise_ir::fused_add_rms_norm.default", "piecewise_ir::fused_add_rms_norm.maybe_inplace",
            "piecewise_kernel::fused_add_rms_norm.default", "piecewise_kernel::fused_add_rms_norm_.default"
        ] = () =>
        [
            OperatorSample.Of(Tensor.From<float>([1.5625f, -0.3125f, -2.1875f, 0.5625f, -1.0625f, -1.375f, 0.375f, 0.8125f, -0.75f,
                -0.375f, -0.625f, 0.1875f], 2, 6), Tensor.From<float>([2.0625f, -0.0625f, 0.0625f, -0.75f, 1.125f, 2.75f, 0.1875f,
                -0.9375f, -1.5f, -0.6875f, 1.3125f, 0.0625f], 2, 6), Tensor.From<float>([-0.875f, 1.125f, -1.0625f, 0.125f, -0.5625f,
                0.375f], 6), 1e-06)
                .Gives(Value.List(Tensor.From<float>([-1.7493066f, -0.23266637f, 1.245196f, -0.01292591f, -0.019388866f, 0.28437003f,
                    -0.45378166f, -0.1296519f, 2.2040825f, -0.122449026f, -0.35654277f, 0.0864346f], 2, 6), Tensor.From<float>([3.625f,
                    -0.375f, -2.125f, -0.1875f, 0.0625f, 1.375f, 0.5625f, -0.125f, -2.25f, -1.0625f, 0.6875f, 0.25f], 2, 6))),
            OperatorSample.Of(Cast.To(Tensor.From<float>([-0.875f, -1.5f, 0.375f, 1.4375f, 0.9375f, 0.75f, 0.1875f, 1.25f, -1.3125f,
                -0.8125f, -0f, -0.6875f], 2, 6), DType.BF16), Cast.To(Tensor.From<float>([-0.3125f, -0.125f, 1.875f, 3.125f, -0.4375f,
                -0.3125f, -1.5625f, 1.25f, 1.375f, 1.1875f, 0.4375f, -1.75f], 2, 6), DType.BF16), Cast.To(Tensor.From<float>([0.5f,
                -1.3125f, 0.1875f, 0.5625f, -2.25f, 0.25f], 6), DType.BF16), 1e-05, 0.0, true)
                .Gives(Value.List(Cast.To(Tensor.From<float>([-0.26367188f, 0.94921875f, 0.1875f, 1.140625f, -0.5f, 0.048583984f,
                    -0.44335938f, -2.109375f, 0.0075683594f, 0.13671875f, -0.63671875f, -0.39257812f], 2, 6), DType.BF16),
                    Cast.To(Tensor.From<float>([-1.1875f, -1.625f, 2.25f, 4.5625f, 0.5f, 0.4375f, -1.375f, 2.5f, 0.0625f, 0.375f, 0.4375f,
                    -2.4375f], 2, 6), DType.BF16)))
                .Showing("Llama in bf16: the sum is rounded first"),
            OperatorSample.Of(Cast.To(Tensor.From<float>([-0.875f, -1.5f, 0.375f, 1.4375f, 0.9375f, 0.75f, 0.1875f, 1.25f, -1.3125f,
                -0.8125f, -0f, -0.6875f], 2, 6), DType.BF16), Cast.To(Tensor.From<float>([-0.3125f, -0.125f, 1.875f, 3.125f, -0.4375f,
                -0.3125f, -1.5625f, 1.25f, 1.375f, 1.1875f, 0.4375f, -1.75f], 2, 6), DType.BF16), Value.None, 1e-05)
                .Gives(Value.List(Cast.To(Tensor.From<float>([-0.52734375f, -0.72265625f, 1f, 2.03125f, 0.22265625f, 0.19433594f,
                    -0.88671875f, 1.609375f, 0.040283203f, 0.2421875f, 0.28320312f, -1.5703125f], 2, 6), DType.BF16),
                    Cast.To(Tensor.From<float>([-1.1875f, -1.625f, 2.25f, 4.5625f, 0.5f, 0.4375f, -1.375f, 2.5f, 0.0625f, 0.375f, 0.4375f,
                    -2.4375f], 2, 6), DType.BF16)))
                .Showing("no weight"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 6), Tensor.Zeros(DType.F32, 0, 6), Tensor.From<float>([-0.875f, 1.125f, -1.0625f,
                0.125f, -0.5625f, 0.375f], 6), 1e-06)
                .Gives(Value.List(Tensor.Zeros(DType.F32, 0, 6), Tensor.Zeros(DType.F32, 0, 6))).Showing("no row"),
        ],
    };

    public Dictionary<string, OpInputs.Generator> Inputs => new(StringComparer.Ordinal)
    {
        ["fused_add_rms_norm"] = (random, rows, dtype) =>
        [
            RandomTensors.Normal(random, dtype, rows, 48), RandomTensors.Normal(random, dtype, rows, 48),
            RandomTensors.Normal(random, dtype, 48), 1e-6, 0.0, false,
        ],
    };
}
