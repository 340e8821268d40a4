using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Operators.Samples;

/// <summary>One output of two channels and three taps, [1, 2, 3] and [-1, 0, 1]; and filters of one channel.</summary>
internal sealed class IntegerConvolution : ISampleSource
{
    public SampleTable Samples => new()
    {
        ["piecewise::pack_integer_filters.default"] = () =>
        [
            OperatorSample.Of(Tensor.From<sbyte>([1, 2, 3, -1, 0, 1], 1, 2, 3), Tensor.From<float>([0.5f], 1), 1.0, 1L).Gives(Packed())
                .Showing("channels of a tap are neighbours, filled up to four"),
            OperatorSample.Of(Tensor.From<sbyte>([1, 2, 3], 1, 1, 3), Value.None, 2.0, 1L).Gives(Filter())
                .Showing("floats, where there is one channel"),
        ],
        ["piecewise::integer_convolution.default"] = () =>
        [
            OperatorSample.Of(
                Tensor.From<byte>([5, 6, 7, 8, 5, 5, 6, 5], 1, 2, 4), Packed(), Tensor.From<float>([1f], 1), 0.5, 5L, 1L, Ints(3), Ints(1),
                Ints(1), Ints(1), 1L, 1.0, 0L, 0L, 0L, (Value)DType.F32)
                .Gives(Tensor.From<float>([1.75f, 3.25f, 4.5f, 2.75f], 1, 1, 4)).Showing("sums 3, 9, 14 and 7: zeros are 5"),
            OperatorSample.Of(
                Tensor.From<sbyte>([1, 2, 3, 4, 5], 1, 1, 5), Filter(), Value.None, 1.0, 0L, 1L, Ints(3), Ints(2), Ints(0), Ints(1), 1L,
                4.0, 1L, -128L, 15L, (Value)DType.I8)
                .Gives(Tensor.From<sbyte>([8, 14], 1, 1, 2)).Showing("28 / 4 + 1 and 52 / 4 + 1"),
        ],
    };

    private static Value Ints(long value) => Value.Ints(value);

    private static Tensor Packed() => Bytes([1, 255, 0, 0, 2, 0, 0, 0, 3, 1, 0, 0], 0.5f, 6);

    private static Tensor Filter() =>
        Bytes([.. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f), .. BitConverter.GetBytes(3f)], 2, 6);

    private static Tensor Bytes(byte[] elements, float scale, int sum)
    {
        var bytes = new byte[192];
        elements.CopyTo(bytes, 0);
        BitConverter.TryWriteBytes(bytes.AsSpan(64), scale);
        BitConverter.TryWriteBytes(bytes.AsSpan(128), sum);
        return Tensor.From(bytes, bytes.Length);
    }
}
