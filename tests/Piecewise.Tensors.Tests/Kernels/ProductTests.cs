using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors.Tests;

public sealed unsafe class ProductTests
{
    private enum Path
    {
        Rows,
        Panels,
    }

    public static TheoryData<string> Tiers => VectorMathTests.Tiers;

    [Theory]
    [MemberData(nameof(Tiers))]
    public void All_paths_and_dtypes_agree_with_double_precision(string name)
    {
        var random = new Random(7);
        (int M, int N, int K)[] shapes =
        [
            (0, 5, 5), (1, 0, 3), (1, 1, 0), (1, 1, 1), (2, 33, 17), (7, 32, 16), (15, 64, 33), (29, 70, 64), (300, 9, 5), (5, 140, 1100),
            .. Enumerable.Range(0, 30).Select(_ => (random.Next(1, 71), random.Next(1, 71), random.Next(1, 71))),
        ];
        foreach (var (m, n, k) in shapes)
        {
            foreach (var path in Enum.GetValues<Path>())
            {
                Compare<float, float, float>(random, name, path, m, n, k);
                Compare<BFloat16, BFloat16, BFloat16>(random, name, path, m, n, k);
                Compare<float, BFloat16, float>(random, name, path, m, n, k);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void A_row_has_the_same_bits_whatever_the_rows_and_parts(string name)
    {
        var random = new Random(3);
        foreach (var (n, k) in new[] { (70, 61), (131, 1030), (5, 12), (300, 40) })
        {
            const int m = 37;
            using var x = Memory<BFloat16>.Random(random, m * k);
            using var weight = Memory<BFloat16>.Random(random, n * k);
            foreach (var path in Enum.GetValues<Path>())
            {
                var whole = Multiply<BFloat16, BFloat16, float, Plain>(Workers(name, 1), path, x, weight, m, n, k, default);
                for (var parts = 1; parts <= 5; parts++)
                {
                    Assert.Equal(whole, Multiply<BFloat16, BFloat16, float, Plain>(Workers(name, parts), path, x, weight, m, n, k,
                        default));
                }
                for (var rows = 1; rows <= m; rows++)
                {
                    Assert.Equal(whole[..(rows * n)], Multiply<BFloat16, BFloat16, float, Plain>(
                        Workers(name, 1), path, x, weight, rows, n, k, default));
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Epilogues_run_in_order_and_round_once_or_where_told(string name)
    {
        const int m = 9, n = 45, k = 20;
        var random = new Random(5);
        using var x = Memory<BFloat16>.Random(random, m * k);
        using var weight = Memory<BFloat16>.Random(random, n * k);
        using var bias = Memory<BFloat16>.Random(random, n, 1);
        using var residual = Memory<BFloat16>.Random(random, m * n, 3);
        using var gate = Memory<BFloat16>.Random(random, m * n);
        foreach (var path in Enum.GetValues<Path>())
        {
            var workers = Workers(name, 2);
            var plain = Multiply<BFloat16, BFloat16, float, Plain>(workers, path, x, weight, m, n, k, default);
            var fused = Multiply<BFloat16, BFloat16, BFloat16, Gated>(
                workers, path, x, weight, m, n, k, new(bias.Pointer, gate.Pointer, residual.Pointer, n));
            var rounded = Multiply<BFloat16, BFloat16, BFloat16, RoundedSum>(workers, path, x, weight, m, n, k, new(residual.Pointer, n));
            for (var i = 0; i < m * n; i++)
            {
                var value = (MathF.Max(plain[i] + bias.Read(i % n), 0) * gate.Read(i)) + residual.Read(i);
                Assert.Equal((BFloat16)value, fused[i]);
                Assert.Equal((BFloat16)((float)(BFloat16)plain[i] + residual.Read(i)), rounded[i]);
            }
        }
    }

    // relu(product + bias) · gate + residual.
    private readonly struct Gated(BFloat16* bias, BFloat16* gate, BFloat16* residual, nint stride) : IEpilogue
    {
        public TVector Apply<TLanes, TVector>(TVector value, nint row, nint column, nint count)
            where TLanes : struct, ILanes<TVector> where TVector : unmanaged
        {
            var sum = TLanes.Add(value, Elements.Load<TLanes, TVector, BFloat16>(bias + column, count));
            var positive = TLanes.WhereLess(sum, TLanes.Zero, TLanes.Zero, sum);
            var gated = TLanes.Multiply(positive, Elements.Load<TLanes, TVector, BFloat16>(gate + (row * stride) + column, count));
            return TLanes.Add(gated, Elements.Load<TLanes, TVector, BFloat16>(residual + (row * stride) + column, count));
        }
    }

    // The product, rounded, + residual.
    private readonly struct RoundedSum(BFloat16* residual, nint stride) : IEpilogue
    {
        public TVector Apply<TLanes, TVector>(TVector value, nint row, nint column, nint count)
            where TLanes : struct, ILanes<TVector> where TVector : unmanaged => TLanes.Add(
                Elements.Round<TLanes, TVector, BFloat16>(value),
                Elements.Load<TLanes, TVector, BFloat16>(residual + (row * stride) + column, count));
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void What_is_not_a_number_stays_in_its_row_and_column(string name)
    {
        const int m = 16, n = 40, k = 21;
        foreach (var path in Enum.GetValues<Path>())
        {
            using var x = Memory<float>.Random(new Random(1), m * k);
            using var weight = Memory<float>.Random(new Random(2), n * k);
            x.Write((3 * k) + 20, float.NaN);
            weight.Write((39 * k) + 1, float.PositiveInfinity);
            var result = Multiply<float, float, float, Plain>(Workers(name, 1), path, x, weight, m, n, k, default);
            for (var i = 0; i < m * n; i++)
            {
                Assert.Equal(i / n == 3, float.IsNaN(result[i]));
                Assert.Equal(i / n != 3 && i % n == 39, float.IsInfinity(result[i]));
            }
        }
    }

    private static Workers Workers(string name, int parts) =>
        new(VectorMathTests.Tier(name), parts == 1 ? SingleThread.Team : new TestTeam(parts), 1);

    private static void Compare<TIn, TWeight, TOut>(Random random, string name, Path path, int m, int n, int k)
        where TIn : unmanaged where TWeight : unmanaged where TOut : unmanaged
    {
        using var x = Memory<TIn>.Random(random, m * k, random.Next(3));
        using var weight = Memory<TWeight>.Random(random, n * k, random.Next(3));
        using var bias = Memory<TOut>.Random(random, n, random.Next(3));
        var result = Multiply<TIn, TWeight, TOut, AddBias<TOut>>(Workers(name, 1), path, x, weight, m, n, k, new(bias.Pointer));
        for (var i = 0; i < m; i++)
        {
            for (var j = 0; j < n; j++)
            {
                double sum = bias.Read(j), magnitude = Math.Abs(sum);
                for (var p = 0; p < k; p++)
                {
                    var product = (double)x.Read((i * k) + p) * weight.Read((j * k) + p);
                    (sum, magnitude) = (sum + product, magnitude + Math.Abs(product));
                }
                var value = typeof(TOut) == typeof(float) ? (float)(object)result[(i * n) + j] : (BFloat16)(object)result[(i * n) + j];
                var bound = (magnitude * 6e-7) + (typeof(TOut) == typeof(float) ? 0 : Math.Abs(sum) / 256);
                Assert.True(Math.Abs(value - sum) <= bound, $"{path} [{m}, {n}, {k}] at {i}, {j}: {value} for {sum}");
            }
        }
    }

    private static TOut[] Multiply<TIn, TWeight, TOut, TEpilogue>(
        Workers workers, Path path, Memory<TIn> x, Memory<TWeight> weight, int m, int n, int k, TEpilogue epilogue)
        where TIn : unmanaged where TWeight : unmanaged where TOut : unmanaged where TEpilogue : unmanaged, IEpilogue
    {
        using var result = new Memory<TOut>(m * n, 1);
        using var scratch = new Memory<byte>((int)PackedProduct.ScratchBytes(workers, m, k));
        switch (path)
        {
            case Path.Rows:
                using (var floats = new Memory<byte>((int)FloatMatrix.ScratchBytes(m, k)))
                {
                    RowProduct.Run(
                        workers, FloatMatrix.Of(workers.Tier, x.Pointer, k, 1, m, k, floats.Pointer), m, weight.Pointer, k, n, k, epilogue,
                        result.Pointer, n);
                }
                break;
            case Path.Panels:
                PackedProduct.Run(
                    workers, x.Pointer, k, 1, m, weight.Pointer, k, 1, n, k, epilogue, result.Pointer, n, scratch.Pointer);
                break;
        }
        return result.Span.ToArray();
    }
}
