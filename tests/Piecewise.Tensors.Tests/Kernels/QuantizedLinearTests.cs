using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors.Tests;

public sealed unsafe class QuantizedLinearTests
{
    private static readonly sbyte[] Levels = [-127, -103, -80, -62, -47, -34, -22, -11, 0, 12, 23, 36, 50, 65, 83, 107];

    public static TheoryData<string, int> Settings() => TestWorkers.Settings();

    [Theory]
    [MemberData(nameof(Settings))]
    public void Products_are_the_exact_sums_times_scales_and_touch_only_their_operands(string tier, int threads)
    {
        var random = new Random(19);
        (int M, int N, int K)[] shapes =
        [
            (1, 1, 0), (1, 1, 1), (12, 1, 64), (13, 3, 65), (1, 500, 70), (12, 130, 33), (40, 150, 17), (9, 21, 2500), (14, 37, 5000),
            (300, 3, 40), .. Enumerable.Range(0, 25).Select(_ => (random.Next(1, 30), random.Next(1, 280), random.Next(1, 300))),
        ];
        foreach (var (m, n, k) in shapes)
        {
            foreach (var format in Enum.GetValues<WeightFormat>())
            {
                var endsAtGuard = random.Next(2) == 0;
                Compare<float>(TestWorkers.Of(tier, threads), random, format, m, n, k, endsAtGuard);
                Compare<BFloat16>(TestWorkers.Of(tier, threads), random, format, m, n, k, endsAtGuard);
            }
        }
    }

    [Fact]
    public void Weights_have_the_same_bits_on_every_machine()
    {
        var random = new Random(20);
        const int n = 33, k = 200;
        using var weight = new Guarded<float>(n * k, true);
        weight.Fill(random);
        foreach (var format in Enum.GetValues<WeightFormat>())
        {
            var layout = new QuantizedLayout(format, n, k);
            var packed = InstructionTier.Supported.SelectMany(t => new[] { 1, 3 }.Select(threads =>
            {
                var bytes = new byte[layout.Bytes];
                fixed (byte* target = bytes)
                {
                    WeightQuantization.Run(TestWorkers.Of(t.ToString(), threads), weight.Pointer, k, layout, target);
                }
                return bytes;
            })).ToArray();
            Assert.All(packed, p => Assert.Equal(packed[0], p));
        }
    }

    [Fact]
    public void Multipliers_of_groups_are_about_the_best_there_are()
    {
        var random = new Random(21);
        const int n = 20, k = 320;
        var weight = new float[n * k];
        for (var i = 0; i < weight.Length; i++)
        {
            // Normally distributed; some rows have an outlier, some groups are small.
            weight[i] = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))
                * (i % 7 == 0 && i / k % 3 == 0 ? 4 : 1) * (i / 32 % 5 == 0 ? 0.1f : 1);
        }
        var layout = new QuantizedLayout(WeightFormat.Int4, n, k);
        var packed = new byte[layout.Bytes];
        fixed (float* source = weight)
        fixed (byte* target = packed)
        {
            WeightQuantization.Run(Workers.Alone, source, k, layout, target);
        }
        double error = 0, least = 0, norm = 0;
        for (var row = 0; row < n; row++)
        {
            var scale = BitConverter.ToSingle(packed, (int)layout.Scales + (4 * row));
            Assert.Equal(weight.AsSpan(row * k, k).ToArray().Max(Math.Abs) / 127, scale);
            var values = Unpack(packed, layout, row);
            for (var group = 0; group < k; group += 32)
            {
                var part = weight.AsSpan((row * k) + group, 32).ToArray();
                error += part.Select((v, i) => Math.Pow(v - (values[group + i] * scale), 2)).Sum();
                norm += part.Sum(v => (double)v * v);
                least += Enumerable.Range(0, 64).Min(multiplier => part.Sum(
                    v => Enumerable.Range(0, 16).Min(code => Math.Pow(v - (Level(multiplier, code) * scale), 2))));
            }
        }
        Assert.InRange(error, least * 0.999, least * 1.05);
        Assert.InRange(Math.Sqrt(error / norm), 0.01, 0.095);
    }

    [Theory]
    [InlineData(WeightFormat.Int8)]
    [InlineData(WeightFormat.Int4)]
    public void A_row_has_the_same_bits_however_many_rows_there_are(WeightFormat format)
    {
        const int m = 50, n = 150, k = 700;
        var random = new Random(22);
        using var x = new Guarded<float>(m * k, true);
        using var weight = new Guarded<float>(n * k, true);
        x.Fill(random);
        weight.Fill(random);
        var packed = Pack(weight, format, n, k, k);
        var whole = new float[m * n];
        Multiply(Workers.Alone, x, k, m, packed, format, n, k, null, whole);
        for (var rows = 1; rows < m; rows++)
        {
            var some = new float[rows * n];
            Multiply(TestWorkers.Of(InstructionTier.Best.ToString(), 1 + (rows % 3)), x, k, rows, packed, format, n, k, null, some);
            Assert.Equal(whole[..(rows * n)], some);
        }
    }

    [Fact]
    public void What_follows_sees_finished_columns_once()
    {
        const int m = 5, n = 300, k = 64;
        var random = new Random(23);
        using var x = new Guarded<float>(m * k, true);
        using var weight = new Guarded<float>(n * k, true);
        x.Fill(random);
        weight.Fill(random);
        var packed = Pack(weight, WeightFormat.Int8, n, k, k);
        var expected = new float[m * n];
        Multiply(Workers.Alone, x, k, m, packed, WeightFormat.Int8, n, k, null, expected);
        var result = new float[m * n];
        fixed (byte* bytes = packed)
        fixed (float* target = result)
        {
            var call = Call(x, k, m, bytes, WeightFormat.Int8, n, k, null, target, n);
            call.Next = &Negate;
            call.NextState = target;
            call.Run(TestWorkers.Of(InstructionTier.Best.ToString(), 3));
        }
        Assert.Equal(expected.Select(v => -v), result);
    }

    private static void Negate(void* state, nint firstRow, nint lastRow, nint start, nint end)
    {
        for (var row = firstRow; row < lastRow; row++)
        {
            for (var column = start; column < end; column++)
            {
                ((float*)state)[(row * 300) + column] *= -1;
            }
        }
    }

    private static void Compare<T>(Workers workers, Random random, WeightFormat format, int m, int n, int k, bool endsAtGuard)
        where T : unmanaged
    {
        int xStride = k + random.Next(3), weightStride = k + random.Next(3), resultStride = n + random.Next(3);
        var hasBias = random.Next(2) == 0;
        using var x = new Guarded<T>(((m - 1) * xStride) + k, endsAtGuard);
        using var weight = new Guarded<T>(((n - 1) * weightStride) + k, endsAtGuard);
        using var bias = new Guarded<T>(n, endsAtGuard);
        using var result = new Guarded<T>(((m - 1) * resultStride) + n, endsAtGuard);
        x.Fill(random);
        weight.Fill(random);
        bias.Fill(random);
        var layout = new QuantizedLayout(format, n, k);
        var packed = Pack(weight, format, n, k, weightStride);
        using var guarded = new Guarded<byte>(packed.Length, endsAtGuard);
        packed.CopyTo(new Span<byte>(guarded.Pointer, packed.Length));
        Call(x, xStride, m, guarded.Pointer, format, n, k, hasBias ? bias : null, result.Pointer, resultStride).Run(workers);
        for (var i = 0; i < m; i++)
        {
            var row = Enumerable.Range(0, k).Select(p => x.Read((i * xStride) + p)).ToArray();
            var xScale = k == 0 ? 1 : row.Max(Math.Abs) / 127;
            var integers = row.Select(v => (int)Math.Round(v / xScale)).ToArray();
            for (var j = 0; j < n; j++)
            {
                var own = Unpack(packed, layout, j);
                var sum = integers.Select((v, p) => v * own[p]).Sum();
                var scale = BitConverter.ToSingle(packed, (int)layout.Scales + (4 * j));
                var expected = (sum * (xScale * scale)) + (hasBias ? bias.Read(j) : 0);
                var value = result.Read((i * resultStride) + j);
                Assert.True(
                    value == (typeof(T) == typeof(BFloat16) ? (float)(BFloat16)expected : expected),
                    $"{format} {typeof(T).Name} [{m}, {n}, {k}] at {i}, {j}: {value} for {expected}");
            }
        }
    }

    private static int Level(int multiplier, int code)
    {
        var factor = multiplier < 32 ? multiplier + 1 : 31 - multiplier;
        return (int)Math.Round(Levels[code] * factor / 32.0);
    }

    // A row's integers, from its bytes as QuantizedLayout tells.
    private static int[] Unpack(byte[] packed, QuantizedLayout layout, int row)
    {
        var bytes = packed.AsSpan((int)(row * layout.RowBytes), (int)layout.RowBytes);
        var values = new int[layout.Columns];
        for (var i = 0; i < values.Length; i++)
        {
            if (layout.Format == WeightFormat.Int8)
            {
                values[i] = (sbyte)bytes[i];
            }
            else
            {
                var two = bytes[(i / 64 * 32) + (i % 32)];
                values[i] = Level(bytes[(values.Length / 2) + (i / 32)], i % 64 < 32 ? two & 15 : two >> 4);
            }
        }
        return values;
    }

    private static byte[] Pack<T>(Guarded<T> weight, WeightFormat format, int n, int k, int stride) where T : unmanaged
    {
        var layout = new QuantizedLayout(format, n, k);
        var packed = new byte[layout.Bytes];
        fixed (byte* target = packed)
        {
            WeightQuantization.Run(Workers.Alone, weight.Pointer, stride, layout, target);
        }
        return packed;
    }

    private static void Multiply(
        Workers workers, Guarded<float> x, int xStride, int m, byte[] packed, WeightFormat format, int n, int k, Guarded<float>? bias,
        float[] result)
    {
        fixed (byte* bytes = packed)
        fixed (float* target = result)
        {
            Call(x, xStride, m, bytes, format, n, k, bias, target, n).Run(workers);
        }
    }

    private static QuantizedLinearCall<T> Call<T>(
        Guarded<T> x, int xStride, int m, byte* packed, WeightFormat format, int n, int k, Guarded<T>? bias, T* result, int resultStride)
        where T : unmanaged => new()
        {
            X = x.Pointer,
            XRow = xStride,
            Weight = packed,
            Bias = bias is null ? null : bias.Pointer,
            Result = result,
            ResultRow = resultStride,
            M = m,
            N = n,
            K = k,
            Format = format,
        };
}
