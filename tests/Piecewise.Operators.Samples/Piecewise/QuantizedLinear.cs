using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples;

/// <summary>Numbers are such that scales are 1 and every sum can be checked by hand.</summary>
internal sealed class QuantizedLinear : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["piecewise::quantized_linear.default"] = () =>
        [
            OperatorSample.Of(Tensor.From<float>([127f, 1, -2, 0.25f, -127, 0.75f], 2, 3),
                Tensor.From<float>([127f, 2, 0, 3, -127, 1], 2, 3), Value.None, "int8")
                .Gives(Tensor.From<float>([16131f, 252, -254, 16130], 2, 2)).Showing("0.25 becomes 0, 0.75 becomes 1"),
            OperatorSample.Of(Tensor.From<float>([63.5f, 0, -63.5f], 3), Tensor.From<float>([254f, 2, 0, 127, 1, 0], 2, 3),
                Tensor.From<float>([1f, -1], 2), "int8")
                .Gives(Tensor.From<float>([16130f, 8063.5f], 2)).Showing("scales of 1/2 and 2, and a bias"),
            OperatorSample.Of(Tensor.From<float>([127f, 1, -2], 1, 3),
                Tensor.From<float>([127f, 103, 80, -127, 0, 10], 2, 3), Value.None, "int4")
                .Gives(Tensor.From<float>([16072f, -16153], 1, 2)).Showing("10 is no level: it becomes 12"),
            OperatorSample.Of(Cast.To(Tensor.From<float>([127f, 1, -2], 1, 3), DType.BF16),
                Cast.To(Tensor.From<float>([127f, 2, 0, 3, -127, 1], 2, 3), DType.BF16), Value.None, "int8")
                .Gives(Cast.To(Tensor.From<float>([16128f, 252], 1, 2), DType.BF16)),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 0, 3), Tensor.From<float>([127f, 2, 0], 1, 3), Value.None, "int8")
                .Gives(Tensor.Zeros(DType.F32, 0, 1)).Showing("no row"),
            OperatorSample.Of(Tensor.Zeros(DType.F32, 2, 3), Tensor.Zeros(DType.F32, 1, 3), Tensor.From<float>([5f], 1), "int4")
                .Gives(Tensor.From<float>([5f, 5], 2, 1)).Showing("zeros have the scale 1"),
        ],
        ["piecewise_kernel::quantize_weight.default"] = () =>
        [
            OperatorSample.Of(Tensor.From<float>([254f, 2, -5], 1, 3), "int8")
                .Gives(Bytes([127, 1, unchecked((byte)-2)], 2, 128 * 126)).Showing("-2.5 becomes -2"),
            OperatorSample.Of(Tensor.From<float>([-127f, 107, 0], 1, 3), "int4")
                .Gives(Four()).Showing("two codes in a byte, then a multiplier for each 32; what follows the row counts as nothing"),
        ],
        ["piecewise_kernel::quantized_linear.default"] = () =>
        [
            OperatorSample.Of(
                Tensor.From<float>([127f, 1, -2], 1, 3), Bytes([127, 1, unchecked((byte)-2)], 2, 128 * 126), Value.None, 1L, 3L, "int8")
                .Gives(Tensor.From<float>([2 * (16129f + 1 + 4)], 1, 1)),
            OperatorSample.Of(Tensor.From<float>([127f, 1, -2], 1, 3), Four(), Tensor.From<float>([1f], 1), 1L, 3L, "int4")
                .Gives(Tensor.From<float>([-16129f + 107 + 1], 1, 1)),
        ],
    };

    // Of one row of up to 64 elements: the row, its scale, and 128 times its sum, 64 bytes each.
    private static Tensor Bytes(byte[] row, float scale, int correction)
    {
        var bytes = new byte[192];
        row.CopyTo(bytes, 0);
        BitConverter.TryWriteBytes(bytes.AsSpan(64), scale);
        BitConverter.TryWriteBytes(bytes.AsSpan(128), correction);
        return Tensor.From(bytes, bytes.Length);
    }

    // -127, 107 and 0 are codes 0, 15 and 8 of multiplier 32, kept as 31; the zeros that follow are code 8, and code 9 of multiplier 1.
    private static Tensor Four()
    {
        var row = Enumerable.Repeat((byte)(8 | (9 << 4)), 34).ToArray();
        (row[0], row[1], row[32], row[33]) = (0 | (9 << 4), 15 | (9 << 4), 31, 0);
        return Bytes(row, 1, 128 * -20);
    }
}
