using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors.Tests;

public sealed unsafe class ProductKernelTests
{
    public static TheoryData<string, int> Settings() => TestWorkers.Settings();

    [Theory]
    [MemberData(nameof(Settings))]
    public void Linear_is_the_definition_with_and_without_bias(string tier, int threads)
    {
        var random = new Random(11);
        foreach (var (m, n, k) in new[] { (0, 3, 2), (2, 0, 3), (1, 1, 1), (1, 130, 67), (3, 17, 16), (8, 33, 40), (65, 20, 33),
            (200, 37, 19) })
        {
            Linear<float>(tier, threads, random, m, n, k);
            Linear<BFloat16>(tier, threads, random, m, n, k);
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void What_follows_a_linear_sees_each_of_its_columns_once_with_the_same_bits(string tier, int threads)
    {
        var random = new Random(12);
        var workers = TestWorkers.Of(tier, threads);
        foreach (var (m, n, k) in new[] { (0, 3, 16), (2, 0, 16), (1, 1, 16), (1, 130, 67), (3, 17, 16), (8, 65, 40), (70, 20, 33),
            (200, 200, 19) })
        {
            using var x = Memory<BFloat16>.Random(random, m * k);
            using var weight = Memory<BFloat16>.Random(random, n * k);
            using var bias = Memory<BFloat16>.Random(random, n);
            using var plain = new Memory<BFloat16>(m * n);
            using var result = new Memory<BFloat16>(m * n);
            using var doubled = new Memory<float>(m * n);
            doubled.Span.Clear();
            var linear = new LinearCall<BFloat16>
            {
                X = x.Pointer,
                XRow = k,
                Weight = weight.Pointer,
                WeightRow = k,
                Bias = bias.Pointer,
                Result = plain.Pointer,
                ResultRow =
                    n,
                M = m,
                N = n,
                K = k,
            };
            linear.Run(workers);
            var state = new Doubling { From = result.Pointer, To = doubled.Pointer, Columns = n };
            (linear with { Result = result.Pointer, Next = &Double, NextState = &state }).Run(workers);
            Assert.Equal(plain.Span.ToArray(), result.Span.ToArray());
            Assert.Equal(plain.Span.ToArray().Select(v => 2 * (float)v), doubled.Span.ToArray());
        }
    }

    private struct Doubling
    {
        public BFloat16* From;
        public float* To;
        public int Columns;
    }

    // Adds, so that an element that comes twice shows.
    private static void Double(void* state, nint firstRow, nint lastRow, nint start, nint end)
    {
        var s = (Doubling*)state;
        for (var row = firstRow; row < lastRow; row++)
        {
            for (var column = start; column < end; column++)
            {
                s->To[(row * s->Columns) + column] += 2 * (float)s->From[(row * s->Columns) + column];
            }
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Rows_have_the_same_bits_alone_and_together_up_to_many(string tier, int threads)
    {
        const int m = 50, n = 70, k = 90;
        var random = new Random(2);
        var workers = TestWorkers.Of(tier, threads);
        using var x = Memory<BFloat16>.Random(random, m * k);
        using var weight = Memory<BFloat16>.Random(random, n * k);
        using var together = new Memory<BFloat16>(m * n);
        var linear = new LinearCall<BFloat16>
        {
            X = x.Pointer,
            XRow = k,
            Weight = weight.Pointer,
            WeightRow = k,
            Bias = null,
            Result = together.Pointer,
            ResultRow = n,
            M =
                m,
            N = n,
            K = k,
        };
        linear.Run(workers);
        for (var i = 0; i < m; i++)
        {
            using var alone = new Memory<BFloat16>(n);
            (linear with { X = x.Pointer + (i * k), M = 1, Result = alone.Pointer }).Run(workers);
            Assert.Equal(together.Span.Slice(i * n, n).ToArray(), alone.Span.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Batches_of_any_strides(string tier, int threads)
    {
        var random = new Random(5);
        foreach (var (outer, inner, m, n, k) in new[] { (1, 1, 3, 5, 7), (2, 3, 4, 33, 18), (2, 1, 1, 40, 1), (1, 4, 40, 9, 30),
            (2, 2, 100, 3, 5), (3, 2, 5, 70, 0), (0, 2, 3, 4, 5) })
        {
            foreach (var order in new[] { "obmk", "obkm", "mobk", "bmko", "kmbo", "0bmk", "00mk", "00km" })
            {
                foreach (var other in new[] { "obkn", "obnk", "kobn", "00kn", "00nk", "nkob" })
                {
                    Batch<float>(tier, threads, random, outer, inner, m, n, k, order, other);
                    Batch<BFloat16>(tier, threads, random, outer, inner, m, n, k, order, other);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Groups_of_rows_have_their_own_matrices_and_the_rest_is_zero(string tier, int threads)
    {
        const int m = 90, n = 21, k = 34, groups = 5;
        var random = new Random(8);
        using var x = Memory<float>.Random(random, m * k);
        using var y = Memory<float>.Random(random, groups * n * k);
        using var ends = new Memory<int>(groups);
        using var result = new Memory<float>(m * n);
        int[] given = [0, 3, 3, 80, 85];
        given.CopyTo(ends.Span);
        var product = new GroupedProductCall<float, int>
        {
            X = x.Pointer,
            XRow = k,
            XColumn = 1,
            Y = y.Pointer,
            YGroup = n * k,
            YRow = 1,
            YColumn = k,
            Ends = ends.Pointer,
            EndStride = 1,
            Result = result.Pointer,
            Groups = groups,
            M = m,
            N = n,
            K = k,
        };
        product.Run(TestWorkers.Of(tier, threads));
        for (var i = 0; i < m; i++)
        {
            var group = Array.FindIndex(given, e => i < e);
            for (var j = 0; j < n; j++)
            {
                var expected = group < 0 ? 0
                    : Enumerable.Range(0, k).Sum(p => (double)x.Read((i * k) + p) * y.Read((group * n * k) + (j * k) + p));
                Assert.Equal(expected, result.Read((i * n) + j), 1e-5);
            }
        }
        ends.Span[4] = m + 1;
        Assert.Throws<KernelException>(() => product.Run(TestWorkers.Of(tier, threads)));
    }

    private static void Linear<T>(string tier, int threads, Random random, int m, int n, int k) where T : unmanaged
    {
        var (xStride, weightStride, resultStride) = (k + 3, k + 1, n + 2);
        using var x = Memory<T>.Random(random, Math.Max(1, m * xStride), 1);
        using var weight = Memory<T>.Random(random, Math.Max(1, n * weightStride));
        using var bias = Memory<T>.Random(random, Math.Max(1, n), 1);
        foreach (var withBias in new[] { false, true })
        {
            using var result = Memory<T>.Random(random, Math.Max(1, m * resultStride));
            var before = result.Span.ToArray();
            new LinearCall<T>
            {
                X = x.Pointer,
                XRow = xStride,
                Weight = weight.Pointer,
                WeightRow = weightStride,
                Bias = withBias ? bias.Pointer : null,
                Result = result.Pointer,
                ResultRow = resultStride,
                M = m,
                N = n,
                K = k,
            }.Run(TestWorkers.Of(tier, threads));
            for (var i = 0; i < m * resultStride; i++)
            {
                var (row, column) = (i / resultStride, i % resultStride);
                if (column >= n)
                {
                    Assert.Equal(before[i], result.Span[i]);
                    continue;
                }
                var sum = withBias ? (double)bias.Read(column) : 0;
                for (var p = 0; p < k; p++)
                {
                    sum += (double)x.Read((row * xStride) + p) * weight.Read((column * weightStride) + p);
                }
                Near<T>(sum, result.Read(i), $"[{m}, {n}, {k}] at {row}, {column}");
            }
        }
    }

    private static void Batch<T>(string tier, int threads, Random random, int outer, int inner, int m, int n, int k, string xOrder,
        string yOrder)
        where T : unmanaged
    {
        var xs = Strides(xOrder, "obmk", outer, inner, m, k);
        var ys = Strides(yOrder, "obkn", outer, inner, k, n);
        using var x = Memory<T>.Random(random, Math.Max(1, outer * inner * m * k), 1);
        using var y = Memory<T>.Random(random, Math.Max(1, outer * inner * k * n));
        using var addend = Memory<T>.Random(random, Math.Max(1, outer * n));
        using var plain = new Memory<T>(outer * inner * m * n);
        using var added = new Memory<T>(outer * inner * m * n);
        var workers = TestWorkers.Of(tier, threads);
        var product = new ProductCall<T>
        {
            X = x.Pointer,
            XOuter = xs[0],
            XInner = xs[1],
            XRow = xs[2],
            XColumn = xs[3],
            Y = y.Pointer,
            YOuter = ys[0],
            YInner = ys[1],
            YRow = ys[2],
            YColumn = ys[3],
            Addend = null,
            Result = plain.Pointer,
            Outer = outer,
            Inner = inner,
            M = m,
            N = n,
            K = k,
        };
        product.Run(workers);
        (product with
        {
            Addend = addend.Pointer,
            AddendOuter = 1,
            AddendColumn = outer,
            Alpha = 0.5,
            Beta = 2,
            Result =
            added.Pointer
        }).Run(workers);
        for (var at = 0; at < plain.Span.Length; at++)
        {
            var (o, b, i, j) = (at / n / m / inner, at / n / m % inner, at / n % m, at % n);
            double sum = 0;
            for (var p = 0; p < k; p++)
            {
                sum += (double)x.Read((o * xs[0]) + (b * xs[1]) + (i * xs[2]) + (p * xs[3]))
                    * y.Read((o * ys[0]) + (b * ys[1]) + (p * ys[2]) + (j * ys[3]));
            }
            Near<T>(sum, plain.Read(at), $"{xOrder} {yOrder} [{outer}, {inner}, {m}, {n}, {k}] at {at}");
            Near<T>((0.5 * sum) + (2 * addend.Read(o + (j * outer))), added.Read(at),
                $"{xOrder} {yOrder} [{outer}, {inner}, {m}, {n}, {k}] at {at}, added");
        }
    }

    // Dims by name, outermost first in memory; 0 stands for a batch dim that is repeated.
    private static int[] Strides(string order, string dims, params int[] sizes)
    {
        var result = new int[4];
        var next = 1;
        foreach (var dim in order.Reverse())
        {
            if (dim != '0')
            {
                result[dims.IndexOf(dim, StringComparison.Ordinal)] = next;
                next *= sizes[dims.IndexOf(dim, StringComparison.Ordinal)];
            }
        }
        return result;
    }

    private static void Near<T>(double expected, float actual, string where) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-5 + (typeof(T) == typeof(float) ? 0 : Math.Abs(expected) / 250),
            $"{where}: {actual} for {expected}");
}
