using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.OpIr;

internal sealed class Quantization : ISampleSource, IOpInputSource
{
    public SampleTable Samples => new()
    {
        ["piecewise_ir::quantize_static.default", "piecewise_kernel::quantize_static.default"] = () =>
        [
            OperatorSample.Of(Tensor.From<float>([0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, 1000f, -1000f], 1, 8), Tensor.Scalar(1f),
                DType.I8)
                .Gives(Tensor.From<sbyte>([0, 2, 2, 0, -2, -2, 127, -128], 1, 8)).Showing("halves go to even, what is too large saturates"),
            OperatorSample.Of(Tensor.From<float>([0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, 1000f, -1000f], 1, 8), Tensor.Scalar(1f),
                DType.F8E4M3FN)
                .Gives(Cast.To(Tensor.From<float>([0.5f, 1.5f, 2.5f, -0.5f, -1.5f, -2.5f, 448f, -448f], 1, 8), DType.F8E4M3FN))
                .Showing("saturates at 448"),
            OperatorSample.Of(Tensor.From<float>([0.001f, 0.002f, 0.0009765625f, 0.0029296875f, 0.015f, 0.0625f, 17f, 19f], 1, 8),
                Tensor.Scalar(1f), DType.F8E4M3FN)
                .Gives(Cast.To(Tensor.From<float>([0.001953125f, 0.001953125f, 0f, 0.00390625f, 0.015625f, 0.0625f, 16f, 20f], 1, 8),
                    DType.F8E4M3FN))
                .Showing("subnormal values; ties"),
            OperatorSample.Of(Tensor.From<float>([float.NaN, 1f, -2f, 0f], 1, 4), Tensor.Scalar(1f), DType.I8)
                .Gives(Tensor.From<sbyte>([0, 1, -2, 0], 1, 4)).Showing("NaN is 0 in i8"),
            OperatorSample.Of(Tensor.From<float>([float.NaN, 1f, -2f, 0f], 1, 4), Tensor.Scalar(1f), DType.F8E4M3FN)
                .Gives(Cast.To(Tensor.From<float>([float.NaN, 1f, -2f, 0f], 1, 4), DType.F8E4M3FN)).Showing("NaN stays NaN in f8"),
            OperatorSample.Of(Cast.To(Tensor.From<float>([-0.875f, -1.5f, 0.375f, 1.4375f, 0.9375f, 0.75f, 0.1875f, 1.25f, -1.3125f,
                -0.8125f, -0f, -0.6875f], 2, 6), DType.BF16), Tensor.From<float>([0.02f, 0.5f], 2, 1), DType.I8)
                .Gives(Tensor.From<sbyte>([-44, -75, 19, 72, 47, 38, 0, 2, -3, -2, 0, -1], 2, 6)).Showing("a scale per row"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 4), Tensor.Scalar(1f), DType.I8)
                .Gives(Tensor.Zeros(DType.I8, 0, 4)).Showing("no row"),
        ],
        ["piecewise_ir::quantize_per_token.default", "piecewise_kernel::quantize_per_token.default"] = () =>
        [
            OperatorSample.Of(Tensor.From<float>([-0.5625f, -0.0625f, -0f, 1f, -1.0625f, 1.75f, -0.25f, -0.25f, -0.0625f, -0.875f,
                -0.9375f, 0.25f, 0.6875f, 1.875f, 1.1875f, -0.5625f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f], 3, 8), DType.I8)
                .Gives(Value.List(Tensor.From<sbyte>([-41, -5, 0, 73, -77, 127, -18, -18, -4, -59, -64, 17, 47, 127, 80, -38, 0, 0, 0, 0,
                    0, 0, 0, 0], 3, 8), Tensor.From<float>([0.0137795275f, 0.01476378f, 1f], 3, 1)))
                .Showing("a row of zeros has the scale 1"),
            OperatorSample.Of(Cast.To(Tensor.From<float>([-0.5625f, -0.0625f, -0f, 1f, -1.0625f, 1.75f, -0.25f, -0.25f, -0.0625f, -0.875f,
                -0.9375f, 0.25f, 0.6875f, 1.875f, 1.1875f, -0.5625f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f], 3, 8), DType.BF16), DType.F8E4M3FN)
                .Gives(Value.List(Cast.To(Tensor.From<float>([-144f, -16f, -0f, 256f, -256f, 448f, -64f, -64f, -15f, -208f, -224f, 60f,
                    160f, 448f, 288f, -128f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f], 3, 8), DType.F8E4M3FN), Tensor.From<float>([0.00390625f,
                    0.0041852677f, 1f], 3, 1))),
            OperatorSample.Of(Tensor.From<float>([float.NaN, 1f, -2f, 0f], 1, 4), DType.F8E4M3FN)
                .Gives(Value.List(Cast.To(Tensor.From<float>([float.NaN, float.NaN, float.NaN, float.NaN], 1, 4), DType.F8E4M3FN),
                    Tensor.From<float>([float.NaN], 1, 1)))
                .Showing("NaN shows in the scale"),
            OperatorSample.Of(Tensor.From<float>([float.NaN, 1f, -2f, 0f], 1, 4), DType.I8)
                .Gives(Value.List(Tensor.From<sbyte>([0, 0, 0, 0], 1, 4), Tensor.From<float>([float.NaN], 1, 1))),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 4), DType.I8)
                .Gives(Value.List(Tensor.Zeros(DType.I8, 0, 4), Tensor.Zeros(DType.F32, 0, 1))).Showing("no row"),
        ],
        ["piecewise_ir::quantize_per_group.default", "piecewise_kernel::quantize_per_group.default"] = () =>
        [
            OperatorSample.Of(Tensor.From<float>([-0.5625f, -0.0625f, -0f, 1f, -1.0625f, 1.75f, -0.25f, -0.25f, -0.0625f, -0.875f,
                -0.9375f, 0.25f, 0.6875f, 1.875f, 1.1875f, -0.5625f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f], 3, 8), 4L, DType.I8)
                .Gives(Value.List(Tensor.From<sbyte>([-71, -8, 0, 127, -77, 127, -18, -18, -8, -119, -127, 34, 47, 127, 80, -38, 0, 0, 0,
                    0, 0, 0, 0, 0], 3, 8), Tensor.From<float>([0.007874016f, 0.0137795275f, 0.00738189f, 0.01476378f, 1f, 1f], 3, 2))),
            OperatorSample.Of(Cast.To(Tensor.From<float>([-0.5625f, -0.0625f, -0f, 1f, -1.0625f, 1.75f, -0.25f, -0.25f, -0.0625f, -0.875f,
                -0.9375f, 0.25f, 0.6875f, 1.875f, 1.1875f, -0.5625f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f], 3, 8), DType.F16), 2L,
                DType.F8E4M3FN)
                .Gives(Value.List(Cast.To(Tensor.From<float>([-448f, -48f, -0f, 448f, -256f, 448f, -448f, -448f, -32f, -448f, -448f, 120f,
                    160f, 448f, 448f, -208f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f], 3, 8), DType.F8E4M3FN), Tensor.From<float>([0.0012555803f,
                    0.002232143f, 0.00390625f, 0.00055803574f, 0.001953125f, 0.0020926339f, 0.0041852677f, 0.0026506695f, 1f, 1f, 1f, 1f],
                    3, 4))),
        ],
        ["piecewise_ir::dequantize.default", "piecewise_kernel::dequantize.default"] = () =>
        [
            OperatorSample.Of(Tensor.From<sbyte>([-11, -1, 0, 20, -21, 35, -5, -5, -1, -18, -19, 5, 14, 38, 24, -11, 0, 0, 0, 0, 0, 0, 0,
                0], 3, 8), Tensor.Scalar(0.05f), DType.F32)
                .Gives(Tensor.From<float>([-0.55f, -0.05f, 0f, 1f, -1.0500001f, 1.75f, -0.25f, -0.25f, -0.05f, -0.90000004f, -0.95f,
                    0.25f, 0.7f, 1.9f, 1.2f, -0.55f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f], 3, 8)),
            OperatorSample.Of(Cast.To(Tensor.From<float>([-144f, -16f, -0f, 256f, -256f, 448f, -64f, -64f, -15f, -208f, -224f, 60f, 160f,
                448f, 288f, -128f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f], 3, 8), DType.F8E4M3FN), Tensor.From<float>([0.00390625f,
                0.0041852677f, 1f], 3, 1), DType.BF16)
                .Gives(Cast.To(Tensor.From<float>([-0.5625f, -0.0625f, -0f, 1f, -1f, 1.75f, -0.25f, -0.25f, -0.06298828f, -0.87109375f,
                    -0.9375f, 0.25195312f, 0.66796875f, 1.875f, 1.203125f, -0.53515625f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f], 3, 8),
                    DType.BF16))
                .Showing("a scale per row"),
            OperatorSample.Of(Tensor.From<sbyte>([-71, -8, 0, 127, -77, 127, -18, -18, -8, -119, -127, 34, 47, 127, 80, -38, 0, 0, 0, 0,
                0, 0, 0, 0], 3, 8), Tensor.From<float>([0.007874016f, 0.0137795275f, 0.00738189f, 0.01476378f, 1f, 1f], 3, 2), DType.F32,
                4L)
                .Gives(Tensor.From<float>([-0.5590551f, -0.062992126f, 0f, 1f, -1.0610236f, 1.75f, -0.2480315f, -0.2480315f, -0.05905512f,
                    -0.8784449f, -0.9375f, 0.25098425f, 0.69389766f, 1.875f, 1.1811024f, -0.56102365f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f], 3,
                    8))
                .Showing("a scale per group"),
        ],
    };

    public Dictionary<string, OpInputs.Generator> Inputs => new(StringComparer.Ordinal)
    {
        ["quantize_static"] = (random, rows, dtype) => [RandomTensors.Normal(random, dtype, rows, 40), Tensor.Scalar(0.0125f), DType.I8],
        ["quantize_per_token"] = (random, rows, dtype) => [RandomTensors.Normal(random, dtype, rows, 40), DType.F8E4M3FN],
        ["quantize_per_group"] = (random, rows, dtype) => [RandomTensors.Normal(random, dtype, rows, 40), 8, DType.I8],
        ["dequantize"] = (random, rows, dtype) =>
        [
            Cast.To(RandomTensors.Normal(random, DType.F32, rows, 40), DType.F8E4M3FN), RandomTensors.Normal(random, DType.F32, rows, 5),
            dtype, 8,
        ],
    };
}
