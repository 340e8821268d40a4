using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples;

/// <summary>Rows [1, 2, -3] and [4, 0, 5] of a weight; scales 1/2 and 2.</summary>
internal sealed class IntegerLinear : ISampleSource
{
    private static readonly Value F32 = DType.F32;

    public SampleTable Samples => new()
    {
        ["piecewise::pack_integer_matrix.default"] = () =>
        [
            OperatorSample.Of(Weight(), Tensor.From<float>([0.5f, 2], 2), 1.0).Gives(Packed(0.5f, 2))
                .Showing("rows, scales, 128 times sums"),
            OperatorSample.Of(Weight(), Value.None, 0.25).Gives(Packed(0.25f, 0.25f)).Showing("one scale for all"),
        ],
        ["piecewise::integer_linear.default"] = () =>
        [
            Of(Tensor.From<byte>([10, 12, 9], 1, 3), Tensor.From<float>([1f, -1], 2), Value.None, Value.None,
                0.5, 10L, 1.0, 0L, 0L, 0L, F32)
                .Gives(Tensor.From<float>([2.75f, -6], 1, 2)).Showing("sums 7 and -5"),
            Of(Tensor.From<sbyte>([-128, 127, 0], 3), Value.None, Value.None, Value.None, 1.0, 0L, 1.0, 0L, 0L, 0L, (Value)DType.I32)
                .Gives(Tensor.From<int>([126, -512], 2)).Showing("sums as they are, of one row"),
            Of(Tensor.From<byte>([10, 12, 9], 1, 3), Value.None, Value.None, Value.None, 0.5, 10L, 0.1, 100L, 100L, 117L, (Value)DType.U8)
                .Gives(Tensor.From<byte>([117, 100], 1, 2)).Showing("17.5 and -50 steps from 100, bounded"),
            Of(Tensor.From<sbyte>([1, 0, 0, 0, 1, 0], 2, 3), Value.None, Tensor.From<float>([1f, 10], 2, 1), Tensor.From<int>([0, 1], 2, 1),
                1.0, 0L, 1.0, 0L, 0L, 0L, F32)
                .Gives(Tensor.From<float>([0.5f, 8, 10, -180], 2, 2)).Showing("a scale and a zero for each row"),
            Of(Tensor.Zeros(DType.U8, 0, 3), Value.None, Tensor.From<float>([1f], 1), Tensor.From<int>([0], 1),
                1.0, 0L, 1.0, 0L, 0L, 0L, F32)
                .Gives(Tensor.Zeros(DType.F32, 0, 2)).Showing("no row"),
        ],
    };

    private static OperatorSample Of(
        Tensor x, Value bias, Value scales, Value zeros, double scale, long zero, double step, long yZero, long min, long max,
        Value dtype) =>
        OperatorSample.Of(x, Packed(0.5f, 2), bias, scales, zeros, scale, zero, 2L, 3L, step, yZero, min, max, dtype);

    private static Tensor Weight() => Tensor.From<sbyte>([1, 2, -3, 4, 0, 5], 2, 3);

    private static Tensor Packed(params float[] scales)
    {
        var bytes = new byte[256];
        new byte[] { 1, 2, unchecked((byte)-3) }.CopyTo(bytes, 0);
        new byte[] { 4, 0, 5 }.CopyTo(bytes, 64);
        for (var i = 0; i < 2; i++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(128 + (4 * i)), scales[i]);
            BitConverter.TryWriteBytes(bytes.AsSpan(192 + (4 * i)), 128 * (9 * i));
        }
        return Tensor.From(bytes, bytes.Length);
    }
}
