namespace Piecewise.Tensors.Tests;

public sealed class FloatRowsTests
{
    [Theory]
    [InlineData(DType.F32)]
    [InlineData(DType.F16)]
    [InlineData(DType.BF16)]
    public void Rows_convert_as_single_elements_do(DType dtype)
    {
        // Any bits: NaN with payloads, infinities, subnormal values, ties.
        var random = new Random(1);
        var bits = new float[7 * 37];
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue) & (i % 3 == 0 ? -1 << 15 : -1));
        }
        bits[5] = float.NaN;
        bits[6] = float.NegativeInfinity;
        var written = Tensor.Zeros(dtype, 7, 37);
        var rows = new FloatRows(written);
        for (var row = 0; row < 7; row++)
        {
            rows.Write(row, bits.AsSpan(row * 37, 37));
        }

        var expected = Cast.To(Tensor.From(bits, 7, 37), dtype);
        Assert.Equal(Cast.To(expected, DType.F32).AsSpan<float>(), Cast.To(written, DType.F32).AsSpan<float>());
        var scratch = new float[37];
        for (var row = 0; row < 7; row++)
        {
            Assert.Equal(Cast.To(expected, DType.F32).AsSpan<float>().Slice(row * 37, 37), rows.Read(row, scratch));
        }
    }

    [Theory]
    [InlineData(DType.F32)]
    [InlineData(DType.F16)]
    [InlineData(DType.BF16)]
    public void Rows_follow_any_strides(DType dtype)
    {
        var memory = Cast.To(Tensor.From([.. Enumerable.Range(0, 120).Select(i => (float)i)], 120), dtype);
        foreach (var strides in new long[][] { [60, 20, 1], [60, 1, 3], [1, 30, 2], [0, 20, 1], [40, 7, 0] })
        {
            var view = memory.AsStrided([2, 3, 10], strides, 0);
            var rows = new FloatRows(view);
            var whole = Cast.To(view, DType.F32).Contiguous().AsSpan<float>();
            Assert.Equal((6, 10), (rows.Count, rows.Width));
            for (var row = 0; row < 6; row++)
            {
                Assert.Equal(whole.Slice(row * 10, 10), rows.Read(row, new float[10]));
            }
        }
    }

    [Fact]
    public void A_vector_is_one_row_and_other_dtypes_have_none()
    {
        Assert.Equal(1, new FloatRows(Tensor.Zeros(DType.F32, 4)).Count);
        Assert.Equal(0, new FloatRows(Tensor.Zeros(DType.F32, 0, 4)).Count);
        Assert.Throws<ArgumentException>(() => new FloatRows(Tensor.Zeros(DType.F64, 4)));
        Assert.Throws<ArgumentException>(() => new FloatRows(Tensor.Scalar(1f)));
    }
}
