using System.Runtime.InteropServices;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors.Tests;

public sealed unsafe class IntegerLinearTests
{
    public static TheoryData<string, int> Settings() => TestWorkers.Settings();

    [Theory]
    [MemberData(nameof(Settings))]
    public void Products_are_the_exact_sums_and_touch_only_their_operands(string tier, int threads)
    {
        var random = new Random(31);
        (int M, int N, int K)[] shapes =
        [
            (1, 1, 0), (1, 1, 1), (12, 1, 64), (13, 3, 65), (1, 500, 128), (12, 130, 33), (9, 21, 2500), (300, 3, 40), (3, 300, 64),
            .. Enumerable.Range(0, 25).Select(_ => (random.Next(1, 30), random.Next(1, 280), random.Next(1, 300))),
        ];
        foreach (var (m, n, k) in shapes)
        {
            foreach (var kind in Enum.GetValues<IntegerResult>())
            {
                foreach (var isSigned in new[] { false, true })
                {
                    Compare(TestWorkers.Of(tier, threads), random, m, n, k, kind, isSigned);
                }
            }
        }
    }

    [Fact]
    public void The_longest_row_of_the_largest_integers_has_its_sum()
    {
        const int k = IntegerSums.LongestRow;
        var layout = new QuantizedLayout(WeightFormat.Int8, 1, k);
        var (x, bytes, result) = (new byte[k], new byte[layout.Bytes], new int[1]);
        x.AsSpan().Fill(255);
        fixed (byte* source = x)
        fixed (byte* target = bytes)
        fixed (int* sum = result)
        {
            IntegerPacking.Matrix(Enumerable.Repeat((sbyte)-128, k).ToArray(), [1f], layout, target);
            foreach (var tier in InstructionTier.Supported)
            {
                var call = Call(source, k, false, target, 1, 1, k, IntegerResult.Sums, sum, 1);
                call.Run(TestWorkers.Of(tier.ToString(), 1));
                Assert.Equal(-255 * 128 * k, result[0]);
            }
        }
    }

    private static void Compare(Workers workers, Random random, int m, int n, int k, IntegerResult kind, bool isSigned)
    {
        int xStride = k + random.Next(3), resultStride = n + random.Next(3);
        var endsAtGuard = random.Next(2) == 0;
        using var x = new Guarded<byte>(((m - 1) * xStride) + k, endsAtGuard);
        var size = kind == IntegerResult.Levels ? 1 : 4;
        using var result = new Guarded<byte>((((m - 1) * resultStride) + n) * size, endsAtGuard);
        using var bias = new Guarded<float>(n, endsAtGuard);
        using var scales = new Guarded<float>(m, endsAtGuard);
        using var zeros = new Guarded<int>(m, endsAtGuard);
        random.NextBytes(new Span<byte>(x.Pointer, ((m - 1) * xStride) + k));
        bias.Fill(random);
        scales.Fill(random);
        var weight = new sbyte[n * k];
        random.NextBytes(MemoryMarshal.AsBytes(weight.AsSpan()));
        var factors = Enumerable.Range(0, random.Next(2) == 0 ? 1 : n).Select(_ => random.NextSingle()).ToArray();
        var layout = new QuantizedLayout(WeightFormat.Int8, n, k);
        using var packed = new Guarded<byte>((int)layout.Bytes, endsAtGuard);
        IntegerPacking.Matrix(weight, factors, layout, packed.Pointer);
        var call = Call(x.Pointer, xStride, isSigned, packed.Pointer, m, n, k, kind, result.Pointer, resultStride);
        if (random.Next(2) == 0)
        {
            call.Bias = bias.Pointer;
        }
        if (kind != IntegerResult.Sums)
        {
            (call.XScale, call.XZero) = (random.NextDouble() / 30, isSigned ? random.Next(-128, 128) : random.Next(256));
            if (random.Next(2) == 0)
            {
                call.XScales = scales.Pointer;
                call.XZeros = zeros.Pointer;
                call.XScaleRow = call.XZeroRow = 1;
                for (var i = 0; i < m; i++)
                {
                    zeros.Pointer[i] = isSigned ? random.Next(-128, 128) : random.Next(256);
                }
            }
        }
        call.Run(workers);
        for (var i = 0; i < m; i++)
        {
            var zero = call.XZeros == null ? (int)call.XZero : call.XZeros[i];
            var scale = call.XScales == null ? (float)call.XScale : call.XScales[i];
            for (var j = 0; j < n; j++)
            {
                var sum = 0;
                for (var p = 0; p < k; p++)
                {
                    var value = x.Pointer[(i * xStride) + p];
                    sum += ((isSigned ? (sbyte)value : value) - zero) * weight[(j * k) + p];
                }
                var at = (i * resultStride) + j;
                var number = ((float)sum * (scale * factors[factors.Length == 1 ? 0 : j])) + (call.Bias == null ? 0 : bias.Pointer[j]);
                (double found, double expected) = kind switch
                {
                    IntegerResult.Sums => (((int*)result.Pointer)[at], sum),
                    IntegerResult.Floats => ((double)((float*)result.Pointer)[at], (double)number),
                    _ => (result.Pointer[at], call.Range.Of(number)),
                };
                Assert.True(found == expected, $"{kind} {isSigned} [{m}, {n}, {k}] at {i}, {j}: {found} for {expected}");
            }
        }
    }

    private static IntegerLinearCall Call(
        byte* x, int xStride, bool isSigned, byte* weight, int m, int n, int k, IntegerResult kind, void* result, int resultStride) => new()
        {
            X = x,
            XRow = xStride,
            IsSigned = isSigned,
            Weight = weight,
            Bias = null,
            XScales = null,
            XScaleRow = 0,
            XScale = 1,
            XZeros = null,
            XZeroRow = 0,
            XZero = 0,
            Result = result,
            ResultRow = resultStride,
            Kind = kind,
            Range = new LevelRange { Scale = 0.3, Zero = 100, Least = 3, Most = 250 },
            M = m,
            N = n,
            K = k,
        };
}
