using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.OpIr;

internal sealed class Linear : ISampleSource, IOpInputSource
{
    public SampleTable Samples => new()
    {
        ["piecewise_ir::linear.default"] = () =>
        [
            OperatorSample.Of(Tensor.From<float>([1.5625f, -0.3125f, -2.1875f, 0.5625f, -1.0625f, -1.375f, 0.375f, 0.8125f, -0.75f,
                -0.375f, -0.625f, 0.1875f], 2, 6), Tensor.From<float>([1.1875f, -0.1875f, 0.1875f, 1.375f, 2.0625f, 0.625f, -0.75f, -0.5f,
                -0.25f, 0.6875f, 0.9375f, 0.5f, -0.8125f, 1.25f, 0.25f, -0.625f, -0f, 1.1875f], 3, 6), Tensor.From<float>([0.125f,
                -1.4375f, -0.25f], 3))
                .Gives(Tensor.From<float>([-0.6484375f, -3.203125f, -4.4414062f, -1.4101562f, -2.6875f, 0.73046875f], 2, 3)),
            OperatorSample.Of(Cast.To(Tensor.From<float>([-0.875f, -1.5f, 0.375f, 1.4375f, 0.9375f, 0.75f, 0.1875f, 1.25f, -1.3125f,
                -0.8125f, -0f, -0.6875f], 2, 6), DType.BF16), Cast.To(Tensor.From<float>([1.1875f, -0.1875f, 0.1875f, 1.375f, 2.0625f,
                0.625f, -0.75f, -0.5f, -0.25f, 0.6875f, 0.9375f, 0.5f, -0.8125f, 1.25f, 0.25f, -0.625f, -0f, 1.1875f], 3, 6), DType.BF16),
                Value.None)
                .Gives(Cast.To(Tensor.From<float>([3.6875f, 3.5625f, -1.078125f, -1.8046875f, -1.34375f, 0.7734375f], 2, 3), DType.BF16))
                .Showing("no bias"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 6), Tensor.From<float>([1.1875f, -0.1875f, 0.1875f, 1.375f, 2.0625f, 0.625f,
                -0.75f, -0.5f, -0.25f, 0.6875f, 0.9375f, 0.5f, -0.8125f, 1.25f, 0.25f, -0.625f, -0f, 1.1875f], 3, 6),
                Tensor.From<float>([0.125f, -1.4375f, -0.25f], 3))
                .Gives(Tensor.Zeros(DType.F32, 0, 3)).Showing("no row"),
        ],
    };

    public Dictionary<string, OpInputs.Generator> Inputs => new(StringComparer.Ordinal)
    {
        ["linear"] = (random, rows, dtype) =>
        [
            RandomTensors.Normal(random, dtype, rows, 24), RandomTensors.Normal(random, dtype, 10, 24),
            RandomTensors.Normal(random, dtype, 10),
        ],
    };
}
