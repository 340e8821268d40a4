using Piecewise.Assembly;
using Piecewise.Tensors.Kernels;
using Piecewise.Tensors.Kernels.Assembled;

namespace Piecewise.Tensors.Tests;

public sealed unsafe class TileProductTests
{
    /// <summary>Tiers with assembled products. Where this machine has none, the managed twin passes the same tests.</summary>
    public static TheoryData<string, int> Settings()
    {
        var data = new TheoryData<string, int>();
        foreach (var tier in InstructionTier.Supported.Where(t => t.Includes(InstructionTier.Avx512Vnni)).DefaultIfEmpty(default))
        {
            data.Add(tier.ToString(), 1);
            data.Add(tier.ToString(), 3);
        }
        return data;
    }

    [Fact]
    public void The_library_carries_what_the_assembler_makes() =>
        Assert.True(
            KernelFile.Assemble().AsSpan().SequenceEqual(AssembledCode.Bytes()), "Run src/Piecewise.Assembly, which writes the file anew.");

    [Theory]
    [MemberData(nameof(Settings))]
    public void Products_agree_with_double_precision_and_touch_only_their_operands(string tier, int threads)
    {
        var random = new Random(17);
        (int M, int N, int K)[] shapes =
        [
            (1, 1, 0), (1, 1, 1), (12, 1, 16), (13, 3, 32), (1, 500, 70), (12, 130, 33), (40, 150, 17), (9, 21, 2500), (14, 37, 5000),
            (200, 3, 40), .. Enumerable.Range(0, 40).Select(_ => (random.Next(1, 30), random.Next(1, 140), random.Next(1, 300))),
        ];
        foreach (var (m, n, k) in shapes)
        {
            foreach (var endsAtGuard in new[] { true, false })
            {
                Compare<float>(TestWorkers.Of(tier, threads), random, m, n, k, endsAtGuard);
                Compare<BFloat16>(TestWorkers.Of(tier, threads), random, m, n, k, endsAtGuard);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_row_has_the_same_bits_however_many_rows_and_parts_there_are(string tier, int threads)
    {
        var random = new Random(18);
        foreach (var (n, k) in new[] { (70, 61), (131, 2100), (5, 12), (300, 40) })
        {
            SameBits<float>(tier, threads, random, n, k);
            SameBits<BFloat16>(tier, threads, random, n, k);
        }
    }

    private static void SameBits<T>(string tier, int threads, Random random, int n, int k) where T : unmanaged
    {
        const int m = 50;
        using var x = Memory<T>.Random(random, m * k);
        using var weight = Memory<T>.Random(random, n * k);
        using var whole = new Memory<float>(m * n);
        Multiply(TestWorkers.Of(tier, 1), x.Pointer, k, m, weight.Pointer, k, n, k, whole.Pointer);
        foreach (var rows in new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 18, 29, 50 })
        {
            using var result = new Memory<float>(rows * n);
            Multiply(TestWorkers.Of(tier, threads), x.Pointer, k, rows, weight.Pointer, k, n, k, result.Pointer);
            Assert.Equal(whole.Span[..(rows * n)], result.Span);
        }
    }

    private static void Compare<T>(Workers workers, Random random, int m, int n, int k, bool endsAtGuard) where T : unmanaged
    {
        int xStride = k + random.Next(3), weightStride = k + random.Next(3), resultStride = n + random.Next(3);
        using var x = new Guarded<T>(((m - 1) * xStride) + k, endsAtGuard);
        using var weight = new Guarded<T>(((n - 1) * weightStride) + k, endsAtGuard);
        using var result = new Guarded<float>(((m - 1) * resultStride) + n, endsAtGuard);
        x.Fill(random);
        weight.Fill(random);
        Multiply(workers, x.Pointer, xStride, m, weight.Pointer, weightStride, n, k, result.Pointer, resultStride);
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
            {
                double sum = 0, magnitude = 0;
                for (var p = 0; p < k; p++)
                {
                    var product = (double)x.Read((i * xStride) + p) * weight.Read((j * weightStride) + p);
                    (sum, magnitude) = (sum + product, magnitude + Math.Abs(product));
                }
                var value = result.Pointer[(i * resultStride) + j];
                Assert.True(Math.Abs(value - sum) <= magnitude * 6e-7, $"{typeof(T).Name} [{m}, {n}, {k}] at {i}, {j}: {value} for {sum}");
            }
        }
    }

    // A tier without these kernels (the only one in the list then) takes the way that products go there.
    private static void Multiply<T>(
        Workers workers, T* x, nint xStride, nint m, T* weight, nint weightStride, nint n, nint k, float* result, nint resultStride = 0)
        where T : unmanaged
    {
        resultStride = resultStride == 0 ? n : resultStride;
        if (TileProduct.Takes<T>(workers.Tier))
        {
            TileProduct.Run(workers, x, xStride, m, weight, weightStride, n, k, default(Plain), result, resultStride);
        }
        else
        {
            using var floats = new Memory<byte>((int)FloatMatrix.ScratchBytes(m, k));
            RowProduct.Run(workers, FloatMatrix.Of(workers.Tier, x, xStride, 1, m, k, floats.Pointer), m, weight, weightStride, n, k,
                default(Plain), result, resultStride);
        }
    }
}
