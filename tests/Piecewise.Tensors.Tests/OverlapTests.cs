namespace Piecewise.Tensors.Tests;

/// <summary>Whether two views share elements, compared with what listing them says.</summary>
public sealed class OverlapTests
{
    [Fact]
    public void Views_that_share_an_element_are_never_said_to_be_apart()
    {
        var random = new Random(11);
        var storage = Storage.Allocate(400);
        var (apart, shared) = (0, 0);
        for (var i = 0; i < 20_000; i++)
        {
            var (a, b) = (View(random, storage), View(random, storage));
            var same = Bytes(a).Overlaps(Bytes(b));
            var may = Overlap.May(a, b);
            Assert.True(may || !same, $"{a} at {a.Offset} and {b} at {b.Offset}");
            Assert.Equal(may, Overlap.May(b, a));
            apart += may ? 0 : 1;
            shared += same ? 1 : 0;
        }
        Assert.True(apart > 1000 && shared > 1000, $"{apart} apart, {shared} shared");
    }

    [Theory]
    // Keys and values side by side in each row; columns; halves; rows that alternate.
    [InlineData(new long[] { 4, 3 }, new long[] { 6, 1 }, 0, new long[] { 4, 3 }, new long[] { 6, 1 }, 3)]
    [InlineData(new long[] { 5 }, new long[] { 4 }, 0, new long[] { 5 }, new long[] { 4 }, 3)]
    [InlineData(new long[] { 2, 4 }, new long[] { 4, 1 }, 0, new long[] { 2, 4 }, new long[] { 4, 1 }, 8)]
    [InlineData(new long[] { 3, 4 }, new long[] { 8, 1 }, 0, new long[] { 3, 4 }, new long[] { 8, 1 }, 4)]
    [InlineData(new long[] { 3, 4 }, new long[] { 8, 1 }, 0, new long[] { 4 }, new long[] { 1 }, 12)]
    [InlineData(new long[] { 0 }, new long[] { 1 }, 0, new long[] { 8 }, new long[] { 1 }, 0)]
    public void Views_of_one_matrix_that_share_nothing_are_apart(long[] shape, long[] strides, long offset, long[] otherShape,
        long[] otherStrides, long otherOffset)
    {
        var storage = Storage.Allocate(400);
        var (a, b) = (new Tensor(storage, DType.F32, shape, strides, offset), new Tensor(storage, DType.F32, otherShape, otherStrides,
            otherOffset));
        Assert.False(Overlap.May(a, b));
        Assert.False(Overlap.May(b, a));
    }

    private static Tensor View(Random random, Storage storage)
    {
        while (true)
        {
            var rank = random.Next(4);
            long[] shape = [.. Enumerable.Range(0, rank).Select(_ => (long)random.Next(1, 4))];
            long[] strides = [.. Enumerable.Range(0, rank).Select(_ => (long)random.Next(random.Next(4) == 0 ? -4 : 0, 13))];
            var dtype = random.Next(3) switch { 0 => DType.U8, 1 => DType.F16, _ => DType.F32 };
            try
            {
                return new Tensor(storage, dtype, shape, strides, random.Next((int)storage.ByteLength / dtype.Size()));
            }
            catch (ArgumentException)
            {
                // It does not fit.
            }
        }
    }

    private static HashSet<long> Bytes(Tensor tensor)
    {
        var places = new List<long> { tensor.Offset };
        for (var d = 0; d < tensor.Rank; d++)
        {
            places = [.. Enumerable.Range(0, (int)tensor.Shape[d]).SelectMany(i => places.Select(p => p + (i * tensor.Strides[d])))];
        }
        return [.. places.SelectMany(p => Enumerable.Range(0, tensor.DType.Size()).Select(b => (p * tensor.DType.Size()) + b))];
    }
}
