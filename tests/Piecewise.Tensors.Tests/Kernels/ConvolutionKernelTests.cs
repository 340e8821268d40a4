using Piecewise.Tensors.Kernels;

namespace Piecewise.Tensors.Tests;

/// <summary>Convolutions and pools of random forms against loops that say what they are, in guarded memory.</summary>
public sealed unsafe class ConvolutionKernelTests
{
    private const int Forms = 60;

    public static TheoryData<string, int> Settings() => TestWorkers.Settings();

    [Theory]
    [MemberData(nameof(Settings))]
    public void Convolutions_add_what_each_tap_meets(string tier, int threads)
    {
        var workers = TestWorkers.Of(tier, threads);
        for (var seed = 0; seed < Forms; seed++)
        {
            var form = new Form(new Random(seed), hasChannels: true);
            if (form.PositionCount == 0)
            {
                continue;
            }
            using var x = Memory<float>.Random(form.Random, form.Batch * form.Channels * form.Count(form.Sizes));
            using var weight =
                Memory<float>.Random(form.Random, form.Outputs * (form.Channels / form.Groups) * form.Count(form.Kernel));
            using var bias = Memory<float>.Random(form.Random, form.Outputs);
            using var result = new Memory<float>(form.Batch * form.Outputs * form.PositionCount);
            using var seen = new Memory<int>(result.Span.Length);
            seen.Span.Clear();
            fixed (nint* xStrides = Form.Strides(form.Sizes), resultStrides = Form.Strides(form.Positions),
                weightStrides = form.WeightStrides, sizes = form.Sizes, kernel = form.Kernel, positions = form.Positions,
                steps = form.Steps, padding = form.Padding, dilation = form.Dilation)
            {
                var state = new Seen { Counts = seen.Pointer, Columns = form.PositionCount };
                new ConvolutionCall<float>
                {
                    X = x.Pointer,
                    XBatch = form.Channels * form.Count(form.Sizes),
                    XChannel = form.Count(form.Sizes),
                    XStrides = xStrides,
                    Weight = weight.Pointer,
                    WeightStrides = weightStrides,
                    Bias = bias.Pointer,
                    BiasStride = 1,
                    Result = result.Pointer,
                    ResultBatch = form.Outputs * form.PositionCount,
                    ResultChannel = form.PositionCount,
                    ResultStrides = resultStrides,
                    Batch = form.Batch,
                    Channels = form.Channels,
                    Outputs = form.Outputs,
                    Groups = form.Groups,
                    Sizes = sizes,
                    Kernel = kernel,
                    Positions = positions,
                    Steps = steps,
                    Padding = padding,
                    Dilation = dilation,
                    IsTransposed = form.IsTransposed,
                    Next = form.IsTransposed ? null : &See,
                    NextState = &state,
                }.Run(workers);
            }
            var expected = form.Convolve(x.Span, weight.Span, bias.Span);
            for (var i = 0; i < expected.Length; i++)
            {
                Assert.True(Math.Abs(expected[i] - result.Span[i]) < 1e-4 * form.TermCount, $"seed {seed}, element {i}");
            }
            Assert.True(form.IsTransposed || !seen.Span.ContainsAnyExcept(1), $"seed {seed}: what follows sees each element once");
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Pools_take_the_largest_or_the_mean(string tier, int threads)
    {
        var workers = TestWorkers.Of(tier, threads);
        for (var seed = 0; seed < Forms; seed++)
        {
            var form = new Form(new Random(seed), hasChannels: false);
            if (form.PositionCount == 0)
            {
                continue;
            }
            using var x = Memory<float>.Random(form.Random, form.Batch * form.Count(form.Sizes));
            using var result = new Memory<float>(form.Batch * form.PositionCount);
            var (isMean, countsPadding) = (seed % 3 > 0, seed % 3 == 1);
            var (planeSize, resultSize, planes) = ((nint)form.Count(form.Sizes), (nint)form.PositionCount, (nint)form.Batch);
            fixed (nint* xStrides = Form.Strides(form.Sizes), resultStrides = Form.Strides(form.Positions), sizes = form.Sizes,
                window = form.Kernel, positions = form.Positions, steps = form.Steps, padding = form.Padding, dilation = form.Dilation)
            {
                new PoolCall<float>
                {
                    Tensors = new PlanePair<float>
                    {
                        X = x.Pointer,
                        XPlanes = &planeSize,
                        XStrides = xStrides,
                        Result = result.Pointer,
                        ResultPlanes = &resultSize,
                        ResultStrides = resultStrides,
                        Planes = &planes,
                        PlaneRank = 1,
                        Sizes = sizes,
                        Positions = positions,
                    },
                    Window = window,
                    Steps = steps,
                    Padding = padding,
                    Dilation = dilation,
                    IsMean = isMean,
                    CountsPadding = countsPadding,
                    Divisor = seed % 7 == 1 ? 3 : 0,
                }.Run(workers);
            }
            var expected = form.Pool(x.Span, isMean, countsPadding, seed % 7 == 1 ? 3 : 0);
            for (var i = 0; i < expected.Length; i++)
            {
                Assert.True(
                    expected[i].Equals(result.Span[i]) || Math.Abs(expected[i] - result.Span[i]) < 1e-4, $"seed {seed}, element {i}");
            }
        }
    }

    private static void See(void* state, nint firstRow, nint lastRow, nint start, nint end)
    {
        var seen = (Seen*)state;
        for (var row = firstRow; row < lastRow; row++)
        {
            for (var column = start; column < end; column++)
            {
                seen->Counts[(row * seen->Columns) + column]++;
            }
        }
    }

    private struct Seen
    {
        public int* Counts;
        public nint Columns;
    }

    private sealed class Form
    {
        public Form(Random random, bool hasChannels)
        {
            Random = random;
            IsTransposed = hasChannels && random.Next(3) == 0;
            Batch = random.Next(1, 3);
            Groups = random.Next(3) == 0 ? random.Next(1, 4) : 1;
            Channels = Groups * (random.Next(2) == 0 ? 1 : random.Next(1, 5));
            Outputs = Groups * random.Next(1, 9);
            for (var d = 0; d < 3; d++)
            {
                var isAbsent = d == 0 && random.Next(2) == 0;
                Sizes[d] = isAbsent ? 1 : random.Next(1, d == 2 ? 40 : 9);
                Kernel[d] = isAbsent ? 1 : random.Next(1, 5);
                Steps[d] = random.Next(1, 4);
                Dilation[d] = random.Next(3) == 0 ? 2 : 1;
                Padding[d] = random.Next(0, (int)Kernel[d]);
                var reach = Dilation[d] * (Kernel[d] - 1);
                Positions[d] = Math.Max(0, IsTransposed ? ((Sizes[d] - 1) * Steps[d]) - (2 * Padding[d]) + reach + 1 + random.Next(2)
                    : Sizes[d] + (2 * Padding[d]) - reach < 1 ? 0 : ((Sizes[d] + (2 * Padding[d]) - reach - 1) / Steps[d]) + 1);
            }
        }

        public Random Random { get; }

        public bool IsTransposed { get; }

        public int Batch { get; }

        public int Channels { get; }

        public int Outputs { get; }

        public int Groups { get; }

        public nint[] Sizes { get; } = new nint[3];

        public nint[] Kernel { get; } = new nint[3];

        public nint[] Positions { get; } = new nint[3];

        public nint[] Steps { get; } = new nint[3];

        public nint[] Padding { get; } = new nint[3];

        public nint[] Dilation { get; } = new nint[3];

        public int PositionCount => Count(Positions);

        public int TermCount => Channels / Groups * Count(Kernel);

        public nint[] WeightStrides =>
            [(IsTransposed ? Outputs / Groups : Channels / Groups) * Count(Kernel), Count(Kernel), .. Strides(Kernel)];

        public int Count(nint[] sizes) => (int)(sizes[0] * sizes[1] * sizes[2]);

        public static nint[] Strides(nint[] sizes) => [sizes[1] * sizes[2], sizes[2], 1];

        public double[] Convolve(Span<float> x, Span<float> weight, Span<float> bias)
        {
            var result = new double[Batch * Outputs * PositionCount];
            var (channels, outputs) = (Channels / Groups, Outputs / Groups);
            for (var i = 0; i < result.Length; i++)
            {
                var (row, position) = (i / PositionCount, i % PositionCount);
                var (image, output) = (row / Outputs, row % Outputs);
                result[i] = bias[output];
                for (var c = 0; c < channels; c++)
                {
                    for (var tap = 0; tap < Count(Kernel); tap++)
                    {
                        if (Meets(position, tap) is not { } place)
                        {
                            continue;
                        }
                        var channel = (output / outputs * channels) + c;
                        var factor = IsTransposed ? weight[(((channel * outputs) + (output % outputs)) * Count(Kernel)) + tap]
                            : weight[(((output * channels) + c) * Count(Kernel)) + tap];
                        result[i] += (double)factor * x[(((image * Channels) + channel) * Count(Sizes)) + place];
                    }
                }
            }
            return result;
        }

        public double[] Pool(Span<float> x, bool isMean, bool countsPadding, int divisor)
        {
            var result = new double[Batch * PositionCount];
            for (var i = 0; i < result.Length; i++)
            {
                var (plane, position) = (i / PositionCount, i % PositionCount);
                var (sum, largest) = (0.0, double.NegativeInfinity);
                for (var tap = 0; tap < Count(Kernel); tap++)
                {
                    if (Meets(position, tap) is { } place)
                    {
                        var value = x[(plane * Count(Sizes)) + place];
                        sum += value;
                        largest = Math.Max(largest, value);
                    }
                }
                nint count = 1;
                for (var d = 0; d < 3; d++)
                {
                    var start = (Index(position, Positions, d) * Steps[d]) - Padding[d];
                    var end = Math.Min(start + Kernel[d], Sizes[d] + Padding[d]);
                    count *= countsPadding ? end - start : Math.Min(end, Sizes[d]) - Math.Max(start, 0);
                }
                result[i] = !isMean ? largest : (float)sum / (float)(divisor != 0 ? divisor : count);
            }
            return result;
        }

        private static nint Index(int position, nint[] sizes, int dim) => dim switch
        {
            0 => position / (sizes[1] * sizes[2]),
            1 => position / sizes[2] % sizes[1],
            _ => position % sizes[2],
        };

        private int? Meets(int position, int tap)
        {
            nint place = 0;
            for (var d = 0; d < 3; d++)
            {
                var (p, t) = (Index(position, Positions, d), Index(tap, Kernel, d) * Dilation[d]);
                var (at, rest) = IsTransposed ? Math.DivRem(p + Padding[d] - t, Steps[d]) : ((p * Steps[d]) - Padding[d] + t, 0);
                if (rest != 0 || at < 0 || at >= Sizes[d])
                {
                    return null;
                }
                place = (place * Sizes[d]) + at;
            }
            return (int)place;
        }
    }
}
