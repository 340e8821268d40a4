using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.OpIr;

internal sealed class LayerNorm : ISampleSource, IOpInputSource
{
    public SampleTable Samples => new()
    {
        ["piecewise_ir::layer_norm.default", "piecewise_kernel::layer_norm.default"] = () =>
        [
            OperatorSample.Of(Tensor.From<float>([1.5625f, -0.3125f, -2.1875f, 0.5625f, -1.0625f, -1.375f, 0.375f, 0.8125f, -0.75f,
                -0.375f, -0.625f, 0.1875f], 2, 6), Tensor.From<float>([-0.875f, 1.125f, -1.0625f, 0.125f, -0.5625f, 0.375f], 6),
                Tensor.From<float>([-1.3125f, 0.875f, 0.75f, 0.0625f, 0.25f, 0.5625f], 6), 1e-05)
                .Gives(Tensor.From<float>([-2.736895f, 1.0158743f, 2.2135267f, 0.16580777f, 0.51766104f, 0.29014316f, -1.9916489f,
                    2.6213827f, 2.045927f, -0.006800905f, 0.81133735f, 0.7288222f], 2, 6)),
            OperatorSample.Of(Tensor.From<float>([1.5625f, -0.3125f, -2.1875f, 0.5625f, -1.0625f, -1.375f, 0.375f, 0.8125f, -0.75f,
                -0.375f, -0.625f, 0.1875f], 2, 6), Tensor.From<float>([-0.875f, 1.125f, -1.0625f, 0.125f, -0.5625f, 0.375f], 6),
                Value.None, 1e-05)
                .Gives(Tensor.From<float>([-1.424395f, 0.14087422f, 1.4635267f, 0.10330777f, 0.26766104f, -0.27235684f, -0.67914885f,
                    1.7463828f, 1.2959269f, -0.069300905f, 0.56133735f, 0.16632217f], 2, 6))
                .Showing("no bias"),
            OperatorSample.Of(Cast.To(Tensor.From<float>([-0.875f, -1.5f, 0.375f, 1.4375f, 0.9375f, 0.75f, 0.1875f, 1.25f, -1.3125f,
                -0.8125f, -0f, -0.6875f], 2, 6), DType.BF16), Cast.To(Tensor.From<float>([0.5f, -1.3125f, 0.1875f, 0.5625f, -2.25f,
                0.25f], 6), DType.BF16), Cast.To(Tensor.From<float>([-0.5625f, 0f, 0.125f, 1f, -0.4375f, 0.4375f], 6), DType.BF16), 1e-05)
                .Gives(Cast.To(Tensor.From<float>([-1.078125f, 2.140625f, 0.15917969f, 1.6796875f, -2.0625f, 0.57421875f, -0.3125f,
                    -2.34375f, -0.119628906f, 0.60546875f, -1.0546875f, 0.29882812f], 2, 6), DType.BF16)),
            OperatorSample.Of(Cast.To(Tensor.From<float>([-1f, -0.5f, 0.25f, -0.9375f, -0.0625f, 0.3125f, -0f, -0.9375f, -1.0625f, -0.25f,
                0.1875f, -0.25f], 2, 6), DType.F16), Value.None, Value.None, 1e-05)
                .Gives(Cast.To(Tensor.From<float>([-1.2841797f, -0.3359375f, 1.0869141f, -1.1660156f, 0.49389648f, 1.2050781f, 0.8354492f,
                    -1.1972656f, -1.4677734f, 0.29345703f, 1.2421875f, 0.29345703f], 2, 6), DType.F16))
                .Showing("neither weight nor bias"),
            OperatorSample.Of(Tensor.From<float>([3f, 3f, 3f, 3f, 3f, 3f], 1, 6), Tensor.From<float>([-0.875f, 1.125f, -1.0625f, 0.125f,
                -0.5625f, 0.375f], 6), Tensor.From<float>([-1.3125f, 0.875f, 0.75f, 0.0625f, 0.25f, 0.5625f], 6), 1e-05)
                .Gives(Tensor.From<float>([-1.3125f, 0.875f, 0.75f, 0.0625f, 0.25f, 0.5625f], 1, 6))
                .Showing("equal elements give the bias"),
        ],
    };

    public Dictionary<string, OpInputs.Generator> Inputs => new(StringComparer.Ordinal)
    {
        ["layer_norm"] = (random, rows, dtype) =>
        [
            RandomTensors.Normal(random, dtype, rows, 48), RandomTensors.Normal(random, dtype, 48),
            RandomTensors.Normal(random, dtype, 48), 1e-5,
        ],
    };
}
