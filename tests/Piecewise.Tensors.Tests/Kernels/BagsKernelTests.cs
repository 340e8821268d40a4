using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors.Tests;

/// <summary>Bags of rows against loops that say what they are, in guarded memory.</summary>
public sealed unsafe class BagsKernelTests
{
    private const int Width = 5;
    private const int Rows = 7;

    public static TheoryData<string, int> Settings() => TestWorkers.Settings();

    [Theory]
    [MemberData(nameof(Settings))]
    public void Bags_are_the_sum_mean_or_maximum_of_their_rows(string tier, int threads)
    {
        var workers = TestWorkers.Of(tier, threads);
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            long[] indices = [.. Enumerable.Range(0, random.Next(12)).Select(_ => (long)random.Next(Rows))];
            var bags = random.Next(1, 5);
            long[] offsets = [0, .. Enumerable.Range(1, bags - 1).Select(_ => (long)random.Next(indices.Length + 1)).Order()];
            var (mode, padding) = (seed % 3, random.Next(2) > 0 ? random.Next(Rows) : -1);
            using var table = Memory<float>.Random(random, Rows * Width);
            using var result = new Memory<float>(bags * Width);
            var (owners, counts) = Run(workers, table, indices, offsets, mode, padding, result);
            for (var bag = 0; bag < bags; bag++)
            {
                var end = bag + 1 < bags ? offsets[bag + 1] : indices.Length;
                var own = indices[(int)offsets[bag]..(int)end];
                Assert.All(owners[(int)offsets[bag]..(int)end], o => Assert.Equal(bag, o));
                long[] counted = [.. own.Where(i => i != padding)];
                Assert.Equal(mode == 0 ? 0 : counted.Length, counts[bag]);
                for (var column = 0; column < Width; column++)
                {
                    double[] values = [.. counted.Select(i => (double)table.Read((int)(i * Width) + column))];
                    var expected = values.Length == 0 ? 0 : mode == 0 ? values.Sum() : mode == 1 ? values.Average() : values.Max();
                    Assert.Equal((float)expected, result.Read((bag * Width) + column));
                }
            }
        }
    }

    [Theory]
    [InlineData(new long[] { 1, 2 }, -1, "offsets begin at 0 and never fall, up to 3 indices; offset 0 is 1.")]
    [InlineData(new long[] { 0, 2, 1 }, -1, "offsets begin at 0 and never fall, up to 3 indices; offset 2 is 1.")]
    [InlineData(new long[] { 0, 4 }, -1, "offsets begin at 0 and never fall, up to 3 indices; offset 1 is 4.")]
    [InlineData(new long[] { 0 }, Rows, "padding_idx 7 is not in the table of 7 rows.")]
    public void Wrong_offsets_and_padding_are_refused(long[] offsets, int padding, string message)
    {
        using var table = Memory<float>.Random(new Random(1), Rows * Width);
        using var result = new Memory<float>(offsets.Length * Width);
        Assert.Equal(message, Assert.Throws<KernelException>(
            () => Run(Workers.Alone, table, [0, 1, 2], offsets, 0, padding, result)).Message);
    }

    [Fact]
    public void An_index_outside_of_the_table_is_refused()
    {
        using var table = Memory<float>.Random(new Random(1), Rows * Width);
        using var result = new Memory<float>(Width);
        Assert.Throws<KernelException>(() => Run(Workers.Alone, table, [0, Rows], [0], 0, -1, result));
    }

    [Fact]
    public void Rows_that_no_span_holds_are_refused_before_the_parts_start()
    {
        using var table = Memory<float>.Random(new Random(1), Rows * Width);
        using var result = new Memory<float>(Width);
        var tooLong = unchecked((nint)(1L + int.MaxValue));
        Assert.Throws<KernelException>(() => Run(Workers.Alone, table, [], [0], 0, -1, result, width: tooLong));
    }

    private static (long[] Owners, long[] Counts) Run(
        Workers workers, Memory<float> table, long[] indices, long[] offsets, int mode, int padding, Memory<float> result,
        nint width = Width)
    {
        using var owners = new Memory<long>(indices.Length);
        using var counts = new Memory<long>(offsets.Length);
        using var chosen = new Memory<long>(offsets.Length * (mode == 2 ? Width : 1));
        fixed (long* named = indices, starts = offsets)
        {
            new BagsCall<float, long>
            {
                Table = table.Pointer,
                TableRow = Width,
                TableColumn = 1,
                Indices = named,
                IndexStride = 1,
                Offsets = starts,
                OffsetStride = 1,
                OffsetCount = offsets.Length,
                Factors = null,
                FactorStride = 0,
                Padding = padding,
                Mode = mode,
                Size = Rows,
                Width = width,
                Count = indices.Length,
                Bags = offsets.Length,
                Result = result.Pointer,
                Owners = owners.Pointer,
                OwnerCount = indices.Length,
                Counts = counts.Pointer,
                Chosen = chosen.Pointer,
            }.Run(workers);
        }
        return ([.. owners.Span], [.. counts.Span]);
    }
}
