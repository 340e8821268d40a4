using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors.Tests;

public sealed unsafe class IndexKernelTests
{
    public static TheoryData<string, int> Settings() => TestWorkers.Settings();

    [Theory]
    [MemberData(nameof(Settings))]
    public void Slices_are_read_and_written_whatever_the_strides(string tier, int threads)
    {
        var workers = TestWorkers.Of(tier, threads);
        var random = new Random(6);
        foreach (var (outer, size, inner, count) in new[] { (1, 7, 5, 4), (3, 4, 1, 6), (2, 5, 33, 0), (0, 3, 2, 2), (5, 9, 16, 11) })
        {
            // The indexed dim outermost in memory, then a gap.
            var (xOuter, xStride) = (inner + 2, outer * (inner + 2));
            using var x = Memory<float>.Random(random, Math.Max(1, size * xStride));
            using var indices = new Memory<long>(Math.Max(1, 2 * count));
            for (var i = 0; i < count; i++)
            {
                indices.Span[2 * i] = random.Next(-size, size);
            }
            using var taken = new Memory<float>(outer * count * inner);
            new TakeSlicesCall<float, long>
            {
                X = x.Pointer,
                XOuter = xOuter,
                XStride = xStride,
                Indices = indices.Pointer,
                IndexStride = 2,
                FromEnd = true,
                Result = taken.Pointer,
                Outer = outer,
                Size = size,
                Count = count,
                Inner = inner,
            }.Run(workers);
            var before = x.Span.ToArray();
            using var values = Memory<float>.Random(random, Math.Max(1, outer * inner));
            new PutSlicesCall<float, long>
            {
                Original = null,
                X = x.Pointer,
                XOuter = xOuter,
                XStride = xStride,
                Indices = indices.Pointer,
                IndexStride = 2,
                FromEnd =
                    true,
                Values = values.Pointer,
                ValueOuter = 1,
                ValueStride = 0,
                ValueInner = outer,
                Outer = outer,
                Size = size,
                Count =
                    count,
                Inner = inner,
            }.Run(workers);
            var after = before.ToArray();
            for (var o = 0; o < outer; o++)
            {
                for (var c = 0; c < count; c++)
                {
                    var position = (int)((indices.Span[2 * c] + size) % size);
                    for (var i = 0; i < inner; i++)
                    {
                        var at = (o * xOuter) + (position * xStride) + i;
                        Assert.Equal(before[at], taken.Span[(((o * count) + c) * inner) + i]);
                        after[at] = values.Span[o + (i * outer)];
                    }
                }
            }
            Assert.Equal(after, x.Span.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void The_last_of_two_writes_to_a_slice_stays_in_a_copy_too(string tier, int threads)
    {
        using var x = Memory<BFloat16>.Random(new Random(1), 3 * 4 * 5);
        using var values = Memory<BFloat16>.Random(new Random(2), 3 * 2 * 5);
        using var indices = new Memory<int>(2);
        using var result = new Memory<BFloat16>(3 * 4 * 5);
        indices.Span.Fill(2);
        new PutSlicesCall<BFloat16, int>
        {
            Original = x.Pointer,
            X = result.Pointer,
            XOuter = 20,
            XStride = 5,
            Indices = indices.Pointer,
            IndexStride = 1,
            FromEnd = false,
            Values = values.Pointer,
            ValueOuter = 10,
            ValueStride = 5,
            ValueInner = 1,
            Outer = 3,
            Size = 4,
            Count = 2,
            Inner = 5,
        }.Run(TestWorkers.Of(tier, threads));
        for (var i = 0; i < 60; i++)
        {
            Assert.Equal(i / 5 % 4 == 2 ? values.Span[(i / 20 * 10) + 5 + (i % 5)] : x.Span[i], result.Span[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Elements_are_gathered_along_any_dim(string tier, int threads)
    {
        var random = new Random(3);
        foreach (var (outer, size, inner, count) in new[] { (2, 5, 3, 7), (4, 6, 1, 2), (1, 3, 9, 1), (0, 3, 9, 1) })
        {
            using var x = Memory<float>.Random(random, Math.Max(1, outer * size * inner));
            using var indices = new Memory<int>(Math.Max(1, outer * count * inner));
            foreach (ref var index in indices.Span)
            {
                index = random.Next(size);
            }
            using var result = new Memory<float>(outer * count * inner);
            // Both with inner outermost in memory.
            new GatherCall<float, int>
            {
                X = x.Pointer,
                XOuter = size,
                XStride = 1,
                XInner = outer * size,
                Indices = indices.Pointer,
                IndexOuter = count,
                IndexStride = 1,
                IndexInner = outer * count,
                Result = result.Pointer,
                Outer = outer,
                Size = size,
                Count = count,
                Inner = inner,
            }.Run(TestWorkers.Of(tier, threads));
            for (var at = 0; at < result.Span.Length; at++)
            {
                var (o, c, i) = (at / inner / count, at / inner % count, at % inner);
                Assert.Equal(x.Span[(i * outer * size) + (o * size) + indices.Span[(i * outer * count) + (o * count) + c]],
                    result.Span[at]);
            }
        }
    }

    [Theory]
    [InlineData(4, true, 4)]
    [InlineData(4, true, -5)]
    [InlineData(4, false, -1)]
    [InlineData(0, true, 0)]
    [InlineData(4, true, long.MinValue)]
    public void Indices_outside_are_refused_before_anything_is_written(int size, bool fromEnd, long index)
    {
        using var x = Memory<float>.Random(new Random(1), Math.Max(1, size * 3));
        using var indices = new Memory<long>(2);
        using var result = new Memory<float>(6);
        (indices.Span[0], indices.Span[1]) = (0, index);
        var (before, target) = (result.Span.ToArray(), x.Span.ToArray());
        var take = Assert.Throws<KernelException>(
            () => new TakeSlicesCall<float, long>
            {
                X = x.Pointer,
                XOuter = 0,
                XStride = 3,
                Indices = indices.Pointer,
                IndexStride = 1,
                FromEnd = fromEnd,
                Result = result.Pointer,
                Outer = 1,
                Size = size,
                Count = 2,
                Inner = 3,
            }.Run(Workers.Alone));
        Assert.Throws<KernelException>(
            () => new PutSlicesCall<float, long>
            {
                Original = null,
                X = x.Pointer,
                XOuter = 0,
                XStride = 3,
                Indices = indices.Pointer,
                IndexStride = 1,
                FromEnd = fromEnd,
                Values = result.Pointer,
                ValueOuter = 0,
                ValueStride = 3,
                ValueInner = 1,
                Outer = 1,
                Size = size,
                Count = 2,
                Inner = 3,
            }.Run(Workers.Alone));
        Assert.Equal(size == 0 ? "index 0 is out of range for size 0." : $"index {index} is out of range for size {size}.", take.Message);
        Assert.Equal(before, result.Span.ToArray());
        Assert.Equal(target, x.Span.ToArray());
    }
}
