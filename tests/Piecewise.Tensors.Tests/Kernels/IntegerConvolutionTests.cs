using System.Runtime.InteropServices;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors.Tests;

public sealed unsafe class IntegerConvolutionTests
{
    public static TheoryData<string, int> Settings() => TestWorkers.Settings();

    [Theory]
    [MemberData(nameof(Settings))]
    public void Convolutions_are_the_exact_sums_and_touch_only_their_operands(string tier, int threads)
    {
        var random = new Random(41);
        Case[] cases =
        [
            new(1, 3, 8, 1, [1, 9, 70], [1, 3, 3], [1, 1, 1], [0, 1, 1], [1, 1, 1]),
            new(2, 16, 13, 1, [1, 7, 7], [1, 1, 1], [1, 1, 1], [0, 0, 0], [1, 1, 1]),
            new(1, 64, 70, 1, [1, 7, 9], [1, 3, 3], [1, 1, 1], [0, 1, 1], [1, 1, 1]),
            new(1, 4, 5, 1, [1, 40, 40], [1, 1, 1], [1, 2, 2], [0, 0, 0], [1, 1, 1]),
            new(1, 5, 5, 5, [1, 14, 37], [1, 3, 3], [1, 2, 2], [0, 1, 1], [1, 1, 1]),
            new(1, 3, 6, 3, [1, 60, 20], [1, 5, 5], [1, 1, 1], [0, 2, 2], [1, 1, 1]),
            new(1, 1, 9, 1, [1, 28, 28], [1, 5, 5], [1, 1, 1], [0, 2, 2], [1, 1, 1]),
            new(1, 2, 2, 1, [3, 5, 6], [2, 3, 2], [2, 1, 2], [1, 0, 1], [1, 1, 2]),
            .. Enumerable.Range(0, 40).Select(_ => Random(random)),
        ];
        foreach (var one in cases)
        {
            Compare(TestWorkers.Of(tier, threads), random, one);
        }
    }

    [Theory]
    [InlineData(8, 4, 9, 1, 2, true)]
    [InlineData(8, 4, 9, 1, 3, false)]
    [InlineData(8, 1 << 15, 2, 1, 1, true)]
    [InlineData(8, 1 << 15, 3, 1, 1, false)]
    [InlineData(1 << 19, 1, 1 << 9, 1, 1, true)]
    [InlineData(1 << 20, 1, 1 << 9, 1, 1, false)]
    [InlineData(8, 4, -1, 1, 1, false)]
    [InlineData(8, 4, 0, long.MaxValue, 1, false)]
    [InlineData(8, 4, long.MaxValue, 0, 1, false)]
    [InlineData(1, 1, long.MaxValue, long.MaxValue, 1, false)]
    public void Filters_are_those_whose_sums_are_exact(long outputs, long channels, long first, long second, long groups, bool isOne) =>
        Assert.Equal(isOne, IntegerFilters.Of(outputs, channels, [first, second], groups) is not null);

    private static Case Random(Random random)
    {
        var groups = random.Next(1, 4);
        nint[] kernel = [random.Next(1, 3), random.Next(1, 4), random.Next(1, 4)];
        nint[] dilation = [1, random.Next(1, 3), random.Next(1, 3)];
        nint[] padding = [random.Next(2), random.Next(3), random.Next(3)];
        nint[] sizes = [.. Enumerable.Range(0, 3).Select(i => ((kernel[i] - 1) * dilation[i]) + 1 + (nint)random.Next(i == 2 ? 70 : 9))];
        return new(random.Next(1, 3), groups * random.Next(1, 9), groups * random.Next(1, 15), groups, sizes, kernel,
            [random.Next(1, 3), random.Next(1, 3), random.Next(1, 4)], padding, dilation);
    }

    private static void Compare(Workers workers, Random random, Case c)
    {
        var positions = Enumerable.Range(0, 3)
            .Select(i => ((c.Sizes[i] + (2 * c.Padding[i]) - ((c.Kernel[i] - 1) * c.Dilation[i]) - 1) / c.Steps[i]) + 1).ToArray();
        var (isSigned, endsAtGuard) = (random.Next(2) == 0, random.Next(2) == 0);
        var kind = random.Next(2) == 0 ? IntegerResult.Floats : IntegerResult.Levels;
        var (elements, taps) = ((int)c.Sizes.Aggregate((a, b) => a * b), (int)c.Kernel.Aggregate((a, b) => a * b));
        var (count, channels) = ((int)positions.Aggregate((a, b) => a * b), c.Channels / c.Groups);
        using var x = new Guarded<byte>(c.Batch * c.Channels * elements, endsAtGuard);
        random.NextBytes(new Span<byte>(x.Pointer, c.Batch * c.Channels * elements));
        using var result = new Guarded<byte>(c.Batch * c.Outputs * count * (kind == IntegerResult.Floats ? 4 : 1), endsAtGuard);
        using var bias = new Guarded<float>(c.Outputs, endsAtGuard);
        bias.Fill(random);
        var weight = new sbyte[c.Outputs * channels * taps];
        random.NextBytes(MemoryMarshal.AsBytes(weight.AsSpan()));
        var scales = Enumerable.Range(0, c.Outputs).Select(_ => random.NextSingle()).ToArray();
        var filters = new IntegerFilters(c.Outputs, channels, taps, c.Groups);
        using var packed = new Guarded<byte>((int)filters.Bytes, endsAtGuard);
        IntegerPacking.Filters(weight, scales, filters, packed.Pointer);
        nint[] strides = [c.Sizes[1] * c.Sizes[2], c.Sizes[2], 1];
        fixed (nint* xStrides = strides, sizes = c.Sizes, kernel = c.Kernel, places = positions)
        fixed (nint* steps = c.Steps, padding = c.Padding, dilation = c.Dilation)
        {
            var call = new IntegerConvolutionCall
            {
                X = x.Pointer,
                XBatch = c.Channels * elements,
                XChannel = elements,
                XStrides = xStrides,
                IsSigned = isSigned,
                XScale = 0.01,
                XZero = isSigned ? random.Next(-128, 128) : random.Next(256),
                Weight = packed.Pointer,
                Bias = random.Next(2) == 0 ? bias.Pointer : null,
                Result = result.Pointer,
                Kind = kind,
                Range = new LevelRange { Scale = 0.2, Zero = -10, Least = -100, Most = 120 },
                Batch = c.Batch,
                Channels = c.Channels,
                Outputs = c.Outputs,
                Groups = c.Groups,
                Sizes = sizes,
                Kernel = kernel,
                Positions = places,
                Steps = steps,
                Padding = padding,
                Dilation = dilation,
            };
            call.Run(workers);
            for (var at = 0; at < c.Batch * c.Outputs * count; at++)
            {
                var output = at / count % c.Outputs;
                var number = ((float)Sum(c, x.Pointer, isSigned, (int)call.XZero, weight, at, positions) * (0.01f * scales[output]))
                    + (call.Bias == null ? 0 : bias.Pointer[output]);
                (double found, double expected) = kind == IntegerResult.Floats
                    ? ((double)((float*)result.Pointer)[at], (double)number) : ((sbyte)result.Pointer[at], call.Range.Of(number));
                Assert.True(found == expected, $"{c} {kind} {isSigned} at {at}: {found} for {expected}");
            }
        }
    }

    private static int Sum(Case c, byte* x, bool isSigned, int zero, sbyte[] weight, int at, nint[] positions)
    {
        var count = (int)positions.Aggregate((a, b) => a * b);
        var (image, output, place) = (at / count / c.Outputs, at / count % c.Outputs, at % count);
        nint[] p = [place / positions[2] / positions[1], place / positions[2] % positions[1], place % positions[2]];
        var (channels, taps) = (c.Channels / c.Groups, (int)c.Kernel.Aggregate((a, b) => a * b));
        var sum = 0;
        for (var i = 0; i < channels * taps; i++)
        {
            var tap = i % taps;
            nint[] t = [tap / c.Kernel[2] / c.Kernel[1], tap / c.Kernel[2] % c.Kernel[1], tap % c.Kernel[2]];
            nint[] from = [.. Enumerable.Range(0, 3).Select(d => (p[d] * c.Steps[d]) + (t[d] * c.Dilation[d]) - c.Padding[d])];
            if (Enumerable.Range(0, 3).All(d => from[d] >= 0 && from[d] < c.Sizes[d]))
            {
                var channel = (image * c.Channels) + (output / (c.Outputs / c.Groups) * channels) + (i / taps);
                var value = x[(((((channel * c.Sizes[0]) + from[0]) * c.Sizes[1]) + from[1]) * c.Sizes[2]) + from[2]];
                sum += ((isSigned ? (sbyte)value : value) - zero) * weight[(output * channels * taps) + i];
            }
        }
        return sum;
    }

    private sealed record Case(
        int Batch, int Channels, int Outputs, int Groups, nint[] Sizes, nint[] Kernel, nint[] Steps, nint[] Padding, nint[] Dilation)
    {
        public override string ToString() =>
            $"{Batch}×{Channels}→{Outputs} in {Groups}, [{string.Join(", ", Sizes)}] by [{string.Join(", ", Kernel)}] every "
            + $"[{string.Join(", ", Steps)}] padded [{string.Join(", ", Padding)}] dilated [{string.Join(", ", Dilation)}]";
    }
}
