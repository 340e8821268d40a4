using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.OpIr;

internal sealed class GroupedGemm : ISampleSource, IOpInputSource
{
    private static readonly double[] Shares = [0.25, 0.25, 0.75, 1];

    public SampleTable Samples => new()
    {
        ["piecewise_ir::grouped_gemm.default"] = () =>
        [
            OperatorSample.Of(Tensor.From<float>([1.5625f, 0.5625f, 0.625f, 0.8125f, -0.9375f, 0.0625f, -0.875f, 1.1875f], 4, 2),
                Tensor.From<float>([0.625f, -1.625f, 0.4375f, 1.6875f, -0.875f, -0.5f, -1.1875f, 1.0625f, 0.9375f, 0.5625f, -1.125f,
                -0.125f], 3, 2, 2), Tensor.From<int>([1, 1, 3], 3))
                .Gives(Tensor.From<float>([1.2226562f, -1.5898438f, -0.328125f, 0.25f, -0.94921875f, -0.53515625f, 0f, 0f], 4, 2))
                .Showing("an expert without rows; a row after the last offset"),
            OperatorSample.Of(Cast.To(Tensor.From<float>([1.5625f, 0.5625f, 0.625f, 0.8125f, -0.9375f, 0.0625f, -0.875f, 1.1875f], 4, 2),
                DType.BF16), Cast.To(Tensor.From<float>([0.625f, -1.625f, 0.4375f, 1.6875f, -0.875f, -0.5f, -1.1875f, 1.0625f, 0.9375f,
                0.5625f, -1.125f, -0.125f], 3, 2, 2), DType.BF16), Tensor.From<int>([1, 1, 3], 3))
                .Gives(Cast.To(Tensor.From<float>([1.21875f, -1.59375f, -0.328125f, 0.25f, -0.94921875f, -0.53515625f, 0f, 0f], 4, 2),
                    DType.BF16)),
        ],
    };

    public Dictionary<string, OpInputs.Generator> Inputs => new(StringComparer.Ordinal)
    {
        ["grouped_gemm"] = (random, rows, dtype) =>
        [
            RandomTensors.Normal(random, dtype, rows, 16), RandomTensors.Normal(random, dtype, Shares.Length, 16, 8),
            Tensor.From([.. Shares.Select(s => (int)(s * rows))], Shares.Length),
        ],
    };
}
