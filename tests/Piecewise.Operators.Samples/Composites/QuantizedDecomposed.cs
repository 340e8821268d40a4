using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples.Composites;

internal sealed class QuantizedDecomposed : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["quantized_decomposed::quantize_per_tensor.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([-10f, -1.5f, -0.25f, 0.25f, 0.75f, 1.1f, 100], 7), 0.5, 3L, 0L, 15L,
                Value.FromLiteral(new DTypeArgument(DType.U8)))
                .Gives(Tensor.From(new byte[] { 0, 0, 3, 3, 5, 5, 15 }, 7)),
            OperatorSample.Of(Cast.To(Tensor.From([1f, -2, 0.25f, 0.30078125f, 127, -0.6015625f], 2, 3), DType.BF16), 0.1, 0L, -128L,
                127L, Value.FromLiteral(new DTypeArgument(DType.I8)))
                .Gives(Tensor.From(new sbyte[] { 10, -20, 2, 3, 127, -6 }, 2, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([1f, -2, 0.25f, 0.30004883f, 127, -0.60009766f], 2, 3), DType.F16), 0.1, -5L, -32768L,
                32767L, Value.FromLiteral(new DTypeArgument(DType.I16)))
                .Gives(Tensor.From(new short[] { 5, -25, -3, -2, 1265, -11 }, 2, 3)),
            OperatorSample.Of(Tensor.From([1f, -2, 0.25f, 0.3f, 127, -0.6f], 6).AsStrided([3, 2], [1, 3], 0), 0.07, 0L, -2147483648L,
                2147483647L, Value.FromLiteral(new DTypeArgument(DType.I32)))
                .Gives(Tensor.From([14, -29, 4, 4, 1814, -9], 6).AsStrided([3, 2], [1, 3], 0))
                .WithStrides(1, 3),
        ],
        ["quantized_decomposed::quantize_per_tensor.tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From([-10f, -1.5f, -0.25f, 0.25f, 0.75f, 1.1f, 100], 7), Tensor.From([0.1f], 1), Tensor.From([3L],
                1), 0L, 255L, Value.FromLiteral(new DTypeArgument(DType.U8)))
                .Gives(Tensor.From(new byte[] { 0, 0, 1, 5, 11, 14, 255 }, 7)),
            OperatorSample.Of(Cast.To(Tensor.From([1f, -2, 0.25f, 0.30078125f, 127, -0.6015625f], 2, 3), DType.BF16), Tensor.Scalar(0.1),
                Tensor.Scalar(0), -128L, 127L, Value.FromLiteral(new DTypeArgument(DType.I8)))
                .Gives(Tensor.From(new sbyte[] { 10, -20, 2, 3, 127, -6 }, 2, 3)),
        ],
        ["quantized_decomposed::quantize_per_tensor.tensor2"] = () =>
        [
            OperatorSample.Of(Tensor.From([-10f, -1.5f, -0.25f, 0.25f, 0.75f, 1.1f, 100], 7), Tensor.From([0.1f], 1), Tensor.From([3L],
                1), Tensor.From([0L], 1), Tensor.From([15L], 1), Value.FromLiteral(new DTypeArgument(DType.U8)))
                .Gives(Tensor.From(new byte[] { 0, 0, 1, 5, 11, 14, 15 }, 7)),
        ],
        ["quantized_decomposed::dequantize_per_tensor.default"] = () =>
        [
            OperatorSample.Of(Tensor.From(new byte[] { 0, 3, 255, 17, 4, 5 }, 2, 3), 0.1, 3L, 0L, 255L,
                Value.FromLiteral(new DTypeArgument(DType.U8)))
                .Gives(Tensor.From([-0.3f, 0, 25.2f, 1.4f, 0.1f, 0.2f], 2, 3)),
            OperatorSample.Of(Tensor.From(new sbyte[] { -128, 3, 127, 17, 4, 5 }, 2, 3), 0.1, -4L, -128L, 127L,
                Value.FromLiteral(new DTypeArgument(DType.I8)))
                .With("out_dtype", Value.FromLiteral(new DTypeArgument(DType.BF16)))
                .Gives(Cast.To(Tensor.From([-12.375f, 0.69921875f, 13.125f, 2.09375f, 0.80078125f, 0.8984375f], 2, 3), DType.BF16)),
            OperatorSample.Of(Tensor.From(new sbyte[] { -128, 3, 127, 17, 4, 5 }, 6).AsStrided([3, 2], [1, 3], 0), 0.3, 0L, -128L, 127L,
                Value.FromLiteral(new DTypeArgument(DType.I8)))
                .With("out_dtype", Value.FromLiteral(new DTypeArgument(DType.F64)))
                .Gives(Tensor.From([-38.4, 0.8999999999999999, 38.1, 5.1, 1.2, 1.5], 6).AsStrided([3, 2], [1, 3], 0))
                .WithStrides(1, 3),
        ],
        ["quantized_decomposed::dequantize_per_tensor.tensor"] = () =>
        [
            OperatorSample.Of(Tensor.From(new byte[] { 0, 3, 255, 17, 4, 5 }, 2, 3), Tensor.From([0.1f], 1), Tensor.From([3L], 1), 0L,
                255L, Value.FromLiteral(new DTypeArgument(DType.U8)))
                .Gives(Tensor.From([-0.3f, 0, 25.2f, 1.4f, 0.1f, 0.2f], 2, 3)),
            OperatorSample.Of(Tensor.From(new sbyte[] { -128, 3, 127, 17, 4, 5 }, 2, 3), Tensor.From([0.1], 1), Tensor.From([-4], 1),
                -128L, 127L, Value.FromLiteral(new DTypeArgument(DType.I8)))
                .With("out_dtype", Value.FromLiteral(new DTypeArgument(DType.F16)))
                .Gives(Cast.To(Tensor.From([-12.3984375f, 0.7001953f, 13.1015625f, 2.0996094f, 0.7998047f, 0.89990234f], 2, 3),
                    DType.F16)),
        ],
        ["quantized_decomposed::dequantize_per_tensor.tensor2"] = () =>
        [
            OperatorSample.Of(Tensor.From(new byte[] { 0, 3, 255, 17, 4, 5 }, 2, 3), Tensor.From([0.1], 1), Tensor.From([3L], 1),
                Tensor.From([0L], 1), Tensor.From([255L], 1), Value.FromLiteral(new DTypeArgument(DType.U8)))
                .Gives(Tensor.From([-0.3f, 0, 25.2f, 1.4f, 0.1f, 0.2f], 2, 3)),
        ],
        ["quantized_decomposed::quantize_per_channel.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -2, 0.25f, 0.3f, 127, -0.6f], 2, 3), Tensor.From([0.1f, 0.5f, 2], 3), Tensor.From([0L, 3,
                -2], 3), 1L, -128L, 127L, Value.FromLiteral(new DTypeArgument(DType.I8)))
                .Gives(Tensor.From(new sbyte[] { 10, -1, -2, 3, 127, -2 }, 2, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([1f, -2, 0.25f, 0.30078125f, 127, -0.6015625f], 6), DType.BF16).AsStrided([3, 2], [1,
                3], 0), Tensor.From([0.10000000149011612, 0.5, 2.0], 3), Tensor.From([0, 3, -2], 3), 0L, -8L, 7L,
                Value.FromLiteral(new DTypeArgument(DType.I8)))
                .Gives(Tensor.From(new sbyte[] { 7, -1, -2, 3, 7, -2 }, 6).AsStrided([3, 2], [1, 3], 0))
                .WithStrides(1, 3),
            OperatorSample.Of(Cast.To(Tensor.From([1f, -2, 0.25f, 0.30004883f, 127, -0.60009766f], 2, 3), DType.F16), Tensor.From([0.1f,
                0.5f], 2), Tensor.From([0f, 0], 2), 0L, 0L, 255L, Value.FromLiteral(new DTypeArgument(DType.U8)))
                .Gives(Tensor.From(new byte[] { 10, 0, 2, 1, 254, 0 }, 2, 3)),
        ],
        ["quantized_decomposed::dequantize_per_channel.default"] = () =>
        [
            OperatorSample.Of(Tensor.From(new sbyte[] { -128, 3, 127, 17, 4, 5 }, 2, 3), Tensor.From([0.1f, 0.5f, 2], 3),
                Tensor.From([0L, 3, -2], 3), 1L, -128L, 127L, Value.FromLiteral(new DTypeArgument(DType.I8)))
                .Gives(Tensor.From([-12.8f, 0, 258, 1.7f, 0.5f, 14], 2, 3)),
            OperatorSample.Of(Tensor.From(new sbyte[] { -128, 3, 127, 17, 4, 5 }, 2, 3), Tensor.From([0.10000000149011612, 0.5], 2),
                Value.None, 0L, -128L, 127L, Value.FromLiteral(new DTypeArgument(DType.I8)))
                .With("out_dtype", Value.FromLiteral(new DTypeArgument(DType.BF16)))
                .Gives(Cast.To(Tensor.From([-12.8125f, 0.30078125f, 12.6875f, 8.5f, 2, 2.5f], 2, 3), DType.BF16)),
            OperatorSample.Of(Tensor.From(new byte[] { 0, 3, 255, 17, 4, 5 }, 6).AsStrided([3, 2], [1, 3], 0), Tensor.From([0.1f, 0.5f,
                2], 3), Tensor.From([0, 3, -2], 3), 0L, 0L, 255L, Value.FromLiteral(new DTypeArgument(DType.U8)))
                .Gives(Tensor.From([0f, 0, 514, 1.7f, 0.5f, 14], 6).AsStrided([3, 2], [1, 3], 0))
                .WithStrides(1, 3),
        ],
        ["quantized_decomposed::fake_quant_per_channel.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -2, 0.25f, 0.3f, 127, -0.6f], 2, 3), Tensor.From([0.1f, 0.5f, 2], 3), Tensor.From([0L, 3,
                -2], 3), 1L, -8L, 7L)
                .Gives(Tensor.From([0.7f, -2, 0, 0.3f, 2, 0], 2, 3)),
            OperatorSample.Of(Tensor.From([1f, -2, 0.25f, 0.3f, 127, -0.6f], 2, 3), Tensor.From([0.10000000149011612, 0.5], 2),
                Tensor.From([0, 3], 2), 0L, -128L, 127L)
                .Gives(Tensor.From([1f, -2, 0.2f, 0.5f, 62, -0.5f], 2, 3)),
        ],
        ["quantized_decomposed::quantize_per_token.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -2, 0.25f, 0.3f, 127, -0.6f], 2, 3), Tensor.From([0.1f, 0.5f], 2, 1), Tensor.From([0L, 3],
                2, 1), -128L, 127L, Value.FromLiteral(new DTypeArgument(DType.I8)))
                .Gives(Tensor.From(new sbyte[] { 10, -20, 2, 4, 127, 2 }, 2, 3)),
            OperatorSample.Of(Cast.To(Tensor.From([1f, -2, 0.25f, 0.30078125f, 127, -0.6015625f], 2, 3), DType.BF16),
                Tensor.From([0.10000000149011612, 0.5], 2, 1), Tensor.From([0L, 3], 2, 1), -128L, 127L,
                Value.FromLiteral(new DTypeArgument(DType.I8)))
                .Gives(Tensor.From(new sbyte[] { 10, -20, 2, 4, 127, 2 }, 2, 3)),
        ],
        ["quantized_decomposed::dequantize_per_token.default"] = () =>
        [
            OperatorSample.Of(Tensor.From(new sbyte[] { -128, 3, 127, 17, 4, 5 }, 2, 3), Tensor.From([0.1f, 0.5f], 2, 1),
                Tensor.From([0L, 3], 2, 1), -128L, 127L, Value.FromLiteral(new DTypeArgument(DType.I8)),
                Value.FromLiteral(new DTypeArgument(DType.F32)))
                .Gives(Tensor.From([-12.8f, 0.3f, 12.7f, 7, 0.5f, 1], 2, 3)),
            OperatorSample.Of(Tensor.From(new sbyte[] { -128, 3, 127, 17, 4, 5 }, 2, 3), Tensor.From([0.10000000149011612, 0.5], 2, 1),
                Tensor.From([0L, 3], 2, 1), -128L, 127L, Value.FromLiteral(new DTypeArgument(DType.I8)),
                Value.FromLiteral(new DTypeArgument(DType.BF16)))
                .Gives(Cast.To(Tensor.From([-12.8125f, 0.30078125f, 12.6875f, 7, 0.5f, 1], 2, 3), DType.BF16)),
        ],
        ["quantized_decomposed::quantize_per_channel_group.default"] = () =>
        [
            OperatorSample.Of(Tensor.From([0.75f, -1.25f, -1.5f, -0.25f, 1.5f, 1.25f, 1.25f, -1.25f], 2, 4), Tensor.From([0.1f, 0.2f,
                0.3f, 0.4f], 2, 2), Tensor.From([0, 1, 2, 3], 2, 2), -8L, 7L, Value.FromLiteral(new DTypeArgument(DType.I8)), 2L)
                .Gives(Tensor.From(new sbyte[] { 7, -8, -6, 0, 7, 6, 6, 0 }, 2, 4)),
            OperatorSample.Of(Cast.To(Tensor.From([0.75f, -1.25f, -1.5f, -0.25f, 1.5f, 1.25f, 1.25f, -1.25f], 2, 4), DType.BF16),
                Tensor.From([0.1f, 0.3f], 2, 1), Tensor.From([0L, 2], 2, 1), -8L, 7L, Value.FromLiteral(new DTypeArgument(DType.I8)),
                128L)
                .Gives(Tensor.From(new sbyte[] { 7, -8, -8, -2, 7, 6, 6, -2 }, 2, 4))
                .Showing("a row that is shorter than a group"),
        ],
        ["quantized_decomposed::dequantize_per_channel_group.default"] = () =>
        [
            OperatorSample.Of(Tensor.From(new sbyte[] { -8, 7, 0, 3, 1, 2, -3, 4 }, 2, 4), Tensor.From([0.1f, 0.2f, 0.3f, 0.4f], 2, 2),
                Tensor.From([0, 1, 2, 3], 2, 2), -8L, 7L, Value.FromLiteral(new DTypeArgument(DType.I8)), 2L,
                Value.FromLiteral(new DTypeArgument(DType.F32)))
                .Gives(Tensor.From([-0.8f, 0.7f, -0.2f, 0.4f, -0.3f, 0, -2.4f, 0.4f], 2, 4)),
            OperatorSample.Of(Tensor.From(new sbyte[] { -8, 7, 0, 3, 1, 2, -3, 4 }, 2, 4), Cast.To(Tensor.From([0.100097656f,
                0.30078125f], 2, 1), DType.BF16), Value.None, -8L, 7L, Value.FromLiteral(new DTypeArgument(DType.I8)), 4L,
                Value.FromLiteral(new DTypeArgument(DType.BF16)))
                .Gives(Cast.To(Tensor.From([-0.80078125f, 0.69921875f, 0, 0.30078125f, 0.30078125f, 0.6015625f, -0.90234375f, 1.203125f],
                    2, 4), DType.BF16)),
        ],
        ["quantized_decomposed::convert_element_type.no_fuse"] = () =>
        [
            OperatorSample.Of(Tensor.From([1f, -2, 0.25f, 0.3f, 127, -0.6f], 2, 3), Value.FromLiteral(new DTypeArgument(DType.BF16)))
                .Gives(Cast.To(Tensor.From([1f, -2, 0.25f, 0.30078125f, 127, -0.6015625f], 2, 3), DType.BF16)),
            OperatorSample.Of(Tensor.From([1f, -2, 0.25f, 0.3f, 127, -0.6f], 2, 3), Value.FromLiteral(new DTypeArgument(DType.F32)))
                .Gives(Tensor.From([1f, -2, 0.25f, 0.3f, 127, -0.6f], 2, 3)),
        ],
    };
}
