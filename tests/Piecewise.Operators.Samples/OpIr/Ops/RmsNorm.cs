using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.OpIr;

internal sealed class RmsNorm : ISampleSource, IOpInputSource
{
    public SampleTable Samples => new()
    {
        ["piecewise_ir::rms_norm.default", "piecewise_kernel::rms_norm.default"] = () =>
        [
            OperatorSample.Of(Tensor.From<float>([1.5625f, -0.3125f, -2.1875f, 0.5625f, -1.0625f, -1.375f, 0.375f, 0.8125f, -0.75f,
                -0.375f, -0.625f, 0.1875f], 2, 6), Tensor.From<float>([-0.875f, 1.125f, -1.0625f, 0.125f, -0.5625f, 0.375f], 6), 1e-06,
                0.0, true)
                .Gives(Tensor.From<float>([-1.0257033f, -0.2637523f, 1.7436957f, 0.05275046f, 0.44837892f, -0.3868367f, -0.5785898f,
                    1.6117858f, 1.4051466f, -0.08265568f, 0.61991763f, 0.123983525f], 2, 6))
                .Showing("Llama"),
            OperatorSample.Of(Cast.To(Tensor.From<float>([-0.875f, -1.5f, 0.375f, 1.4375f, 0.9375f, 0.75f, 0.1875f, 1.25f, -1.3125f,
                -0.8125f, -0f, -0.6875f], 2, 6), DType.BF16), Cast.To(Tensor.From<float>([0.5f, -1.3125f, 0.1875f, 0.5625f, -2.25f,
                0.25f], 6), DType.BF16), 1e-05, 0.0, true)
                .Gives(Cast.To(Tensor.From<float>([-0.41601562f, 1.8671875f, 0.06640625f, 0.76953125f, -2f, 0.17773438f, 0.10888672f,
                    -1.90625f, -0.28515625f, -0.53125f, 0f, -0.19921875f], 2, 6), DType.BF16))
                .Showing("Llama in bf16: rounded before the weight"),
            OperatorSample.Of(Cast.To(Tensor.From<float>([-0.875f, -1.5f, 0.375f, 1.4375f, 0.9375f, 0.75f, 0.1875f, 1.25f, -1.3125f,
                -0.8125f, -0f, -0.6875f], 2, 6), DType.BF16), Cast.To(Tensor.From<float>([0.5f, -1.3125f, 0.1875f, 0.5625f, -2.25f,
                0.25f], 6), DType.BF16), 1e-05)
                .Gives(Cast.To(Tensor.From<float>([-0.41601562f, 1.8671875f, 0.06689453f, 0.765625f, -2f, 0.17773438f, 0.10888672f,
                    -1.90625f, -0.28515625f, -0.53125f, 0f, -0.19921875f], 2, 6), DType.BF16))
                .Showing("OLMo in bf16: rounded once"),
            OperatorSample.Of(Cast.To(Tensor.From<float>([-0.875f, -1.5f, 0.375f, 1.4375f, 0.9375f, 0.75f, 0.1875f, 1.25f, -1.3125f,
                -0.8125f, -0f, -0.6875f], 2, 6), DType.BF16), Cast.To(Tensor.From<float>([0.5f, -1.3125f, 0.1875f, 0.5625f, -2.25f,
                0.25f], 6), DType.BF16), 1e-06, 1.0)
                .Gives(Cast.To(Tensor.From<float>([-1.2421875f, 0.4453125f, 0.421875f, 2.125f, -1.109375f, 0.890625f, 0.32617188f,
                    -0.453125f, -1.8125f, -1.4765625f, 0f, -0.99609375f], 2, 6), DType.BF16))
                .Showing("Gemma: 1 is added to the weight"),
            OperatorSample.Of(Cast.To(Tensor.From<float>([-1f, -0.5f, 0.25f, -0.9375f, -0.0625f, 0.3125f, -0f, -0.9375f, -1.0625f, -0.25f,
                0.1875f, -0.25f], 2, 6), DType.F16), Value.None, 1e-06)
                .Gives(Cast.To(Tensor.From<float>([-1.6171875f, -0.80859375f, 0.40429688f, -1.5166016f, -0.10107422f, 0.5053711f, -0f,
                    -1.5595703f, -1.7675781f, -0.41601562f, 0.31201172f, -0.41601562f], 2, 6), DType.F16))
                .Showing("no weight"),
            OperatorSample.Of(Tensor.From<float>([0f, 0f, 0f, 0f, 0f, 0f, 0.375f, 0.8125f, -0.75f, -0.375f, -0.625f, 0.1875f], 2, 6),
                Tensor.From<float>([-0.875f, 1.125f, -1.0625f, 0.125f, -0.5625f, 0.375f], 6), 1e-06)
                .Gives(Tensor.From<float>([-0f, 0f, -0f, 0f, -0f, 0f, -0.5785898f, 1.6117858f, 1.4051466f, -0.08265568f, 0.61991763f,
                    0.123983525f], 2, 6))
                .Showing("a row of zeros"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 6), Tensor.From<float>([-0.875f, 1.125f, -1.0625f, 0.125f, -0.5625f, 0.375f], 6),
                1e-06)
                .Gives(Tensor.Zeros(DType.F32, 0, 6)).Showing("no row"),
        ],
    };

    public Dictionary<string, OpInputs.Generator> Inputs => new(StringComparer.Ordinal)
    {
        ["rms_norm"] = (random, rows, dtype) =>
            [RandomTensors.Normal(random, dtype, rows, 48), RandomTensors.Normal(random, dtype, 48), 1e-6, 0.0, false],
    };
}
