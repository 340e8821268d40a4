using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.OpIr;

internal sealed class TopKGating : ISampleSource, IOpInputSource
{
    public SampleTable Samples => new()
    {
        ["piecewise_ir::topk_gating.default", "piecewise_kernel::topk_gating.default"] = () =>
        [
            OperatorSample.Of(Tensor.From<float>([-1f, -2.1875f, -0.25f, -0.5f, -0.75f, 1.0625f, -1.375f, -1.1875f, 1.625f, -1.1875f,
                -2.8125f, 0f, 0.1875f, -0.4375f, 0f], 3, 5), 2L)
                .Gives(Value.List(Tensor.From<float>([0.56217647f, 0.4378235f, 0.6370308f, 0.36296922f, 0.54673815f, 0.45326188f], 3, 2),
                    Tensor.From<long>([2, 3, 3, 0, 2, 4], 3, 2))),
            OperatorSample.Of(Cast.To(Tensor.From<float>([-0.3125f, 1.3125f, 1.0625f, -0.5f, -0.6875f, -0.4375f, -0.375f, -1.375f, 0.25f,
                0.8125f, 0.125f, -0.5625f, 0.25f, 0.75f, -2.25f], 3, 5), DType.BF16), 3L, "softmax", false)
                .Gives(Value.List(Tensor.From<float>([0.43969706f, 0.3424364f, 0.08658148f, 0.43985677f, 0.25062284f, 0.13414875f,
                    0.4063842f, 0.24648447f, 0.2175218f], 3, 3), Tensor.From<long>([1, 2, 0, 4, 3, 1, 3, 2, 0], 3, 3))),
            OperatorSample.Of(Tensor.From<float>([-1f, -2.1875f, -0.25f, -0.5f, -0.75f, 1.0625f, -1.375f, -1.1875f, 1.625f, -1.1875f,
                -2.8125f, 0f, 0.1875f, -0.4375f, 0f], 3, 5), 2L, "sigmoid", true)
                .Gives(Value.List(Tensor.From<float>([0.5369668f, 0.4630332f, 0.5292387f, 0.47076127f, 0.52232563f, 0.4776744f], 3, 2),
                    Tensor.From<long>([2, 3, 3, 0, 2, 4], 3, 2))),
            OperatorSample.Of(Tensor.From<float>([-200f, -200f, -200f, -200f], 1, 4), 2L, "sigmoid", true)
                .Gives(Value.List(Tensor.From<float>([0f, 0f], 1, 2), Tensor.From<long>([2, 3], 1, 2)))
                .Showing("scores that round to 0 do not divide by 0"),
            OperatorSample.Of(Tensor.From<float>([0f, 0f, 0f, 0f, 0f], 1, 5), 2L)
                .Gives(Value.List(Tensor.From<float>([0.5f, 0.5f], 1, 2), Tensor.From<long>([2, 4], 1, 2))).Showing("equal scores"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 5), 2L)
                .Gives(Value.List(Tensor.Zeros(DType.F32, 0, 2), Tensor.Zeros(DType.I64, 0, 2))).Showing("no token"),
        ],
    };

    public Dictionary<string, OpInputs.Generator> Inputs => new(StringComparer.Ordinal)
    {
        ["topk_gating"] = (random, rows, dtype) => [RandomTensors.Distinct(random, dtype, rows, 16), 3, "softmax", true],
    };
}
