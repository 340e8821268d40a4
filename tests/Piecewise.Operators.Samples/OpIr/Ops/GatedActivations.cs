using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.OpIr;

internal sealed class GatedActivations : ISampleSource, IOpInputSource
{
    public SampleTable Samples => new()
    {
        ["piecewise_ir::silu_and_mul.default", "piecewise_kernel::silu_and_mul.default"] = () =>
        [
            OperatorSample.Of(Tensor.From<float>([1.5625f, -0.3125f, -2.1875f, 0.5625f, -1.0625f, -1.375f, 0.375f, 0.8125f, -0.75f,
                -0.375f, -0.625f, 0.1875f], 2, 6), Tensor.From<float>([-1f, 0.6875f, -0.75f, -0.625f, -0.625f, -0.1875f, -1.75f, 0.875f,
                0.25f, -0.125f, -0.1875f, -0.625f], 2, 6))
                .Gives(Tensor.From<float>([-1.2917372f, -0.09077248f, 0.165504f, -0.22395612f, 0.17055249f, 0.05202997f, -0.38893747f,
                    0.49242517f, -0.06015399f, 0.019093754f, 0.04085685f, -0.06407088f], 2, 6)),
            OperatorSample.Of(Cast.To(Tensor.From<float>([-0.875f, -1.5f, 0.375f, 1.4375f, 0.9375f, 0.75f, 0.1875f, 1.25f, -1.3125f,
                -0.8125f, -0f, -0.6875f], 2, 6), DType.BF16), Cast.To(Tensor.From<float>([0.25f, 0.5625f, -0.6875f, -1.1875f, 1.375f,
                2.375f, -0.5625f, -1.125f, -2.5f, 0.875f, -2.6875f, -0.0625f], 2, 6), DType.BF16))
                .Gives(Cast.To(Tensor.From<float>([-0.064453125f, -0.15429688f, -0.15332031f, -1.3828125f, 0.921875f, 1.203125f,
                    -0.057617188f, -1.09375f, 0.69921875f, -0.21875f, 0f, 0.014404297f], 2, 6), DType.BF16))
                .Showing("the activated gate is rounded before the product"),
            OperatorSample.Of(Tensor.From<float>([100f, -100f], 1, 2), Tensor.From<float>([2f, 2f], 1, 2))
                .Gives(Tensor.From<float>([200f, -0f], 1, 2)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 4), Tensor.Zeros(DType.F32, 0, 4))
                .Gives(Tensor.Zeros(DType.F32, 0, 4)).Showing("no row"),
        ],
        ["piecewise_ir::gelu_and_mul.default", "piecewise_kernel::gelu_and_mul.default"] = () =>
        [
            OperatorSample.Of(Tensor.From<float>([1.5625f, -0.3125f, -2.1875f, 0.5625f, -1.0625f, -1.375f, 0.375f, 0.8125f, -0.75f,
                -0.375f, -0.625f, 0.1875f], 2, 6), Tensor.From<float>([-1f, 0.6875f, -0.75f, -0.625f, -0.625f, -0.1875f, -1.75f, 0.875f,
                0.25f, -0.125f, -0.1875f, -0.625f], 2, 6))
                .Gives(Tensor.From<float>([-1.4701794f, -0.081067055f, 0.023547951f, -0.25070354f, 0.095627904f, 0.021802094f,
                    -0.42404893f, 0.5628831f, -0.042492628f, 0.016585791f, 0.031170178f, -0.06730848f], 2, 6)),
            OperatorSample.Of(Tensor.From<float>([1.5625f, -0.3125f, -2.1875f, 0.5625f, -1.0625f, -1.375f, 0.375f, 0.8125f, -0.75f,
                -0.375f, -0.625f, 0.1875f], 2, 6), Tensor.From<float>([-1f, 0.6875f, -0.75f, -0.625f, -0.625f, -0.1875f, -1.75f, 0.875f,
                0.25f, -0.125f, -0.1875f, -0.625f], 2, 6), "tanh")
                .Gives(Tensor.From<float>([-1.4699806f, -0.08106907f, 0.023355698f, -0.25068712f, 0.09573677f, 0.021845896f, -0.4240386f,
                    0.56280607f, -0.04250986f, 0.01658653f, 0.031177286f, -0.06730823f], 2, 6)),
            OperatorSample.Of(Cast.To(Tensor.From<float>([-0.875f, -1.5f, 0.375f, 1.4375f, 0.9375f, 0.75f, 0.1875f, 1.25f, -1.3125f,
                -0.8125f, -0f, -0.6875f], 2, 6), DType.BF16), Cast.To(Tensor.From<float>([0.25f, 0.5625f, -0.6875f, -1.1875f, 1.375f,
                2.375f, -0.5625f, -1.125f, -2.5f, 0.875f, -2.6875f, -0.0625f], 2, 6), DType.BF16), "tanh")
                .Gives(Cast.To(Tensor.From<float>([-0.041748047f, -0.056640625f, -0.16601562f, -1.578125f, 1.0625f, 1.375f, -0.060791016f,
                    -1.2578125f, 0.31054688f, -0.14746094f, 0f, 0.010559082f], 2, 6), DType.BF16)),
            OperatorSample.Of(Cast.To(Tensor.From<float>([-0.875f, -1.5f, 0.375f, 1.4375f, 0.9375f, 0.75f, 0.1875f, 1.25f, -1.3125f,
                -0.8125f, -0f, -0.6875f], 2, 6), DType.BF16), Cast.To(Tensor.From<float>([0.25f, 0.5625f, -0.6875f, -1.1875f, 1.375f,
                2.375f, -0.5625f, -1.125f, -2.5f, 0.875f, -2.6875f, -0.0625f], 2, 6), DType.BF16), "none")
                .Gives(Cast.To(Tensor.From<float>([-0.041748047f, -0.056396484f, -0.16601562f, -1.578125f, 1.0625f, 1.375f, -0.060791016f,
                    -1.2578125f, 0.31054688f, -0.14746094f, 0f, 0.010559082f], 2, 6), DType.BF16)),
        ],
    };

    public Dictionary<string, OpInputs.Generator> Inputs => new(StringComparer.Ordinal)
    {
        ["silu_and_mul"] = (random, rows, dtype) =>
            [RandomTensors.Normal(random, dtype, rows, 40), RandomTensors.Normal(random, dtype, rows, 40)],
        ["gelu_and_mul"] = (random, rows, dtype) =>
            [RandomTensors.Normal(random, dtype, rows, 40), RandomTensors.Normal(random, dtype, rows, 40), "tanh"],
    };
}
