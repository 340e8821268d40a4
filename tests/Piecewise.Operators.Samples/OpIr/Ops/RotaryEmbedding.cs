using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.OpIr;

internal sealed class RotaryEmbedding : ISampleSource, IOpInputSource
{
    public SampleTable Samples => new()
    {
        [
            "piecewise_ir::rotary_embedding.default", "piecewise_ir::rotary_embedding.maybe_inplace",
            "piecewise_kernel::rotary_embedding.default", "piecewise_kernel::rotary_embedding_.default"
        ] = () =>
        [
            OperatorSample.Of(Tensor.From<float>([0.4375f, -0f, 1.3125f, -0.25f, -0.5625f, -2.875f, -1.5f, 1f, 0.1875f, -0.75f, 1.6875f,
                0.375f, 1f, 1.4375f, -0.0625f, -0.625f], 2, 2, 4), Tensor.From<float>([1f, 1f, 1f, 1f, 0.5403023f, 0.87758255f,
                0.5403023f, 0.87758255f], 2, 1, 4), Tensor.From<float>([0f, 0f, 0f, 0f, 0.84147096f, 0.47942555f, 0.84147096f,
                0.47942555f], 2, 1, 4))
                .Gives(Tensor.From<float>([0.4375f, 0f, 1.3125f, -0.25f, -0.5625f, -2.875f, -1.5f, 1f, -1.3186755f, -0.8379715f,
                    1.0695359f, -0.030475706f, 0.5928942f, 1.5611658f, 0.80770206f, 0.14068514f], 2, 2, 4)),
            OperatorSample.Of(Cast.To(Tensor.From<float>([-0.625f, 1.75f, -0.9375f, -0.625f, 0.0625f, 0.5625f, 0.5625f, 1.25f, -1.125f,
                -1.6875f, 1.5625f, -0f, -1.625f, 0.0625f, -0.625f, 0.75f], 2, 2, 4), DType.BF16), Cast.To(Tensor.From<float>([1f, 1f, 1f,
                1f, 0.5390625f, 0.87890625f, 0.5390625f, 0.87890625f], 2, 1, 4), DType.BF16), Cast.To(Tensor.From<float>([0f, 0f, 0f, 0f,
                0.83984375f, 0.47851562f, 0.83984375f, 0.47851562f], 2, 1, 4), DType.BF16))
                .Gives(Cast.To(Tensor.From<float>([-0.625f, 1.75f, -0.9375f, -0.625f, 0.0625f, 0.5625f, 0.5625f, 1.25f, -1.921875f,
                    -1.484375f, -0.1015625f, -0.80859375f, -0.3515625f, -0.3046875f, -1.703125f, 0.69140625f], 2, 2, 4), DType.BF16))
                .Showing("bf16: each step is rounded"),
            OperatorSample.Of(Tensor.From<float>([0.4375f, -0f, 1.3125f, -0.25f, -0.5625f, -2.875f, -1.5f, 1f, 0.1875f, -0.75f, 1.6875f,
                0.375f, 1f, 1.4375f, -0.0625f, -0.625f], 2, 2, 4), Tensor.From<float>([1f, 1f, 0.5403023f, 0.5403023f], 2, 1, 2),
                Tensor.From<float>([0f, 0f, 0.84147096f, 0.84147096f], 2, 1, 2))
                .Gives(Tensor.From<float>([0.4375f, 0f, 1.3125f, -0.25f, -0.5625f, -2.875f, -1.5f, 1f, 0.7324099f, -0.2474509f, 1.6875f,
                    0.375f, -0.66931224f, 1.6181555f, -0.0625f, -0.625f], 2, 2, 4))
                .Showing("a part of each row"),
            OperatorSample.Of(Tensor.From<float>([0.4375f, -0f, 1.3125f, -0.25f, -0.5625f, -2.875f, -1.5f, 1f, 0.1875f, -0.75f, 1.6875f,
                0.375f, 1f, 1.4375f, -0.0625f, -0.625f], 2, 2, 4), Tensor.From<float>([1f, 1f, 1f, 1f, 0.5403023f, 0.5403023f,
                0.87758255f, 0.87758255f], 2, 1, 4), Tensor.From<float>([0f, 0f, 0f, 0f, 0.84147096f, 0.84147096f, 0.47942555f,
                0.47942555f], 2, 1, 4), true)
                .Gives(Tensor.From<float>([0.4375f, 0f, 1.3125f, -0.25f, -0.5625f, -2.875f, -1.5f, 1f, 0.7324099f, -0.2474509f, 1.301136f,
                    1.138124f, -0.66931224f, 1.6181555f, 0.24479204f, -0.5784532f], 2, 2, 4))
                .Showing("neighbours are pairs"),
            OperatorSample.Of(Cast.To(Tensor.From<float>([-0.625f, 1.75f, -0.9375f, -0.625f, 0.0625f, 0.5625f, 0.5625f, 1.25f, -1.125f,
                -1.6875f, 1.5625f, -0f, -1.625f, 0.0625f, -0.625f, 0.75f], 2, 2, 4), DType.BF16), Cast.To(Tensor.From<float>([1f, 1f, 1f,
                1f, 0.5390625f, 0.5390625f, 0.87890625f, 0.87890625f], 2, 1, 4), DType.BF16), Cast.To(Tensor.From<float>([0f, 0f, 0f, 0f,
                0.83984375f, 0.83984375f, 0.47851562f, 0.47851562f], 2, 1, 4), DType.BF16), true)
                .Gives(Cast.To(Tensor.From<float>([-0.625f, 1.75f, -0.9375f, -0.625f, 0.0625f, 0.5625f, 0.5625f, 1.25f, 0.80859375f,
                    -1.859375f, 1.375f, 0.74609375f, -0.92578125f, -1.3359375f, -0.91015625f, 0.36132812f], 2, 2, 4), DType.BF16)),
            OperatorSample.Of(Cast.To(Tensor.From<float>([-0.625f, 1.75f, -0.9375f, -0.625f, 0.0625f, 0.5625f, 0.5625f, 1.25f, -1.125f,
                -1.6875f, 1.5625f, -0f, -1.625f, 0.0625f, -0.625f, 0.75f], 2, 2, 4), DType.BF16), Tensor.From<float>([1f, 1f, 1f, 1f,
                0.5403023f, 0.87758255f, 0.5403023f, 0.87758255f], 2, 1, 4), Tensor.From<float>([0f, 0f, 0f, 0f, 0.84147096f, 0.47942555f,
                0.84147096f, 0.47942555f], 2, 1, 4))
                .Gives(Cast.To(Tensor.From<float>([-0.625f, 1.75f, -0.9375f, -0.625f, 0.0625f, 0.5625f, 0.5625f, 1.25f, -1.921875f,
                    -1.484375f, -0.10253906f, -0.80859375f, -0.3515625f, -0.3046875f, -1.703125f, 0.6875f], 2, 2, 4), DType.BF16))
                .Showing("angles in f32: rounded once"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 2, 4), Tensor.Zeros(DType.F32, 0, 1, 4), Tensor.Zeros(DType.F32, 0, 1, 4))
                .Gives(Tensor.Zeros(DType.F32, 0, 2, 4)).Showing("no row"),
        ],
    };

    public Dictionary<string, OpInputs.Generator> Inputs => new(StringComparer.Ordinal)
    {
        ["rotary_embedding"] = (random, rows, dtype) =>
        [
            RandomTensors.Normal(random, dtype, rows, 3, 20), RandomTensors.Normal(random, dtype, rows, 1, 16),
            RandomTensors.Normal(random, dtype, rows, 1, 16), false,
        ],
    };
}
