using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.Samples;
using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;
using Piecewise.Testing;

namespace Piecewise.Operators.Tests;

/// <summary>
/// Kernels of rows and layouts give exactly what the reference kernels give: for all dtypes, ties, NaN, both zeros, sizes of 0, tensors of
/// rank 0, and operands whose dims lie in any order in memory with gaps and repetitions.
/// </summary>
public sealed class DirectKernelProperties
{
    private static readonly OperatorCatalog Catalog = StandardOperators.Create();

    private static readonly DType[] Ordered =
        [DType.Bool, DType.U8, DType.I8, DType.I16, DType.I32, DType.I64, DType.F16, DType.BF16, DType.F32, DType.F64];

    private static readonly DType[] Floats = [DType.F16, DType.BF16, DType.F32, DType.F64];

    [Theory]
    [InlineData("aten::topk.default")]
    [InlineData("aten::sort.default")]
    [InlineData("aten::sort.stable")]
    [InlineData("aten::argsort.default")]
    [InlineData("aten::msort.default")]
    [InlineData("aten::max.dim")]
    [InlineData("aten::min.dim")]
    [InlineData("aten::argmax.default")]
    [InlineData("aten::argmin.default")]
    [InlineData("aten::cumsum.default")]
    [InlineData("aten::cumprod.default")]
    [InlineData("aten::cumsum_.default")]
    [InlineData("aten::cumprod_.default")]
    [InlineData("aten::index_add.default")]
    [InlineData("aten::index_add_.default")]
    [InlineData("aten::one_hot.default")]
    [InlineData("aten::flip.default")]
    [InlineData("aten::prod.default")]
    [InlineData("aten::prod.dim_int")]
    [InlineData("aten::histc.default")]
    [InlineData("aten::scatter.src")]
    [InlineData("aten::scatter.value")]
    [InlineData("aten::scatter_.src")]
    [InlineData("aten::scatter_.value")]
    [InlineData("aten::index.Tensor")]
    [InlineData("aten::diff.default")]
    [InlineData("aten::repeat.default")]
    [InlineData("aten::repeat_interleave.self_int")]
    [InlineData("aten::constant_pad_nd.default")]
    public void Kernels_equal_the_reference(string name)
    {
        var random = new Random(17);
        var compared = 0;
        for (var i = 0; i < 250; i++)
        {
            compared += Compare(Catalog[name], Call(name, random)) ? 1 : 0;
        }
        Assert.True(compared > 150, $"{compared} calls have a kernel");
    }

    [Fact]
    public void Long_rows_are_sorted_stably_and_selected_as_the_reference_does()
    {
        var random = new Random(5);
        foreach (var size in new[] { 11, 12, 13, 24, 25, 100, 1000 })
        {
            foreach (var descending in new[] { false, true })
            {
                var x = Filled(random, DType.F32, 3, size);
                Assert.True(Compare(Catalog["aten::sort.default"], [x, -1L, descending]));
                Assert.True(Compare(Catalog["aten::topk.default"], [x, (long)random.Next(size), -1L, descending, true]));
            }
        }
    }

    [Theory]
    [InlineData("aten::histc.default", "is not a finite interval.")]
    [InlineData("aten::scatter.src", "index 3 is out of range for size 3.")]
    [InlineData("aten::index.Tensor", "index 3 is out of range for size 3.")]
    public void What_the_reference_refuses_is_refused(string name, string message)
    {
        var x = Tensor.From([1f, float.PositiveInfinity, 3], 3);
        var outside = Tensor.From([0L, 3], 2);
        Value[] arguments = name switch
        {
            "aten::histc.default" => [x, 4L, 0L, 0L],
            "aten::scatter.src" => [x, 0L, outside, x],
            _ => [Tensor.Zeros(DType.F32, 3, 3), Value.List(outside, Tensor.From([0L, 1], 2))],
        };
        var actual = Assert.Throws<KernelException>(() => Compare(Catalog[name], arguments, expectsError: true));
        Assert.EndsWith(message, actual.Message, StringComparison.Ordinal);
        Assert.ThrowsAny<EvaluationException>(() => Compare(Catalog[name], arguments));
    }

    [Fact]
    public void Filters_of_sequences_are_near_the_reference()
    {
        var random = new Random(3);
        for (var i = 0; i < 100; i++)
        {
            var (channels, taps, dilation, padding) =
                (random.NextInt64(1, 5), random.NextInt64(1, 5), random.NextInt64(1, 3), random.NextInt64(5));
            var length = (dilation * (taps - 1)) + random.NextInt64(1, 20);
            var dtype = random.Next(2) == 0 ? DType.F32 : DType.BF16;
            long[] batch = random.Next(2) == 0 ? [] : [random.NextInt64(1, 3)];
            Assert.True(Compare(Catalog["aten::conv1d.default"],
            [
                Finite([.. batch, channels, length]), Finite([channels, 1, taps]), random.Next(2) == 0 ? Value.None : Finite([channels]),
                Value.Ints(random.NextInt64(1, 4)), Value.Ints(padding), Value.Ints(dilation), channels,
            ], isExact: false));

            Tensor Finite(long[] shape) =>
                Cast.To(Tensor.From([.. Enumerable.Range(0, (int)Layout.ElementCount(shape)).Select(_ => random.NextSingle() - 0.5f)],
                    shape), dtype);
        }
    }

    [Fact]
    public void Complex_numbers_are_multiplied_and_made_as_the_reference_does()
    {
        var random = new Random(9);
        double[] values = [0, -0.0, 1, -2.5, 3, double.PositiveInfinity, double.NaN, 0.5];
        for (var i = 0; i < 100; i++)
        {
            long[] shape = [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.NextInt64(5))];
            long[] part = [.. shape.Skip(random.Next(shape.Length + 1)).Select(s => random.Next(3) == 0 ? 1 : s)];
            var (x, y) = (Numbers(shape), Numbers(part));
            Assert.True(Compare(Catalog["aten::mul.Tensor"], [x, y]));
            Assert.True(Compare(Catalog["aten::mul_.Tensor"], [x, y]));
            Assert.True(Compare(Catalog["aten::mul.Scalar"], [x, random.Next(2) == 0 ? 2L : 0.3]));
            foreach (var name in new[] { "aten::polar.default", "aten::complex.default" })
            {
                Assert.True(Compare(Catalog[name], [Filled(random, DType.F32, shape), Filled(random, DType.F32, part)]));
            }
        }

        // The dims in the opposite order in memory.
        Tensor Numbers(long[] shape)
        {
            var numbers = Enumerable.Range(0, (int)Layout.ElementCount(shape) + 1).Select(_ => new Complex64((float)Any(), (float)Any()))
                .ToArray();
            long[] strides = [.. shape.Select((_, d) => Layout.ElementCount(shape.AsSpan(0, d)))];
            return Tensor.From(numbers, numbers.Length).AsStrided(shape, strides, 0);
        }

        double Any() => values[random.Next(values.Length)];
    }

    private static Value[] Call(string name, Random random)
    {
        var dtypes = name.Contains("histc", StringComparison.Ordinal) ? Floats
            : name.Contains("arg", StringComparison.Ordinal) && !name.Contains("sort", StringComparison.Ordinal) ? Ordered[1..] : Ordered;
        var dtype = dtypes[random.Next(dtypes.Length)];
        long[] shape = [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(12) == 0 ? 0L : random.Next(1, 6))];
        var x = Filled(random, dtype, shape);
        var dim = shape.Length == 0 ? 0 : random.Next(-shape.Length, shape.Length);
        var size = shape.Length == 0 ? 1 : shape[(dim + shape.Length) % shape.Length];
        var flag = random.Next(2) == 0;
        switch (name)
        {
            case "aten::topk.default":
                return [x, shape.Length == 0 ? 1L : random.NextInt64(size + 1), (long)dim, flag, true];
            case "aten::sort.default" or "aten::argsort.default":
                return [x, (long)dim, flag];
            case "aten::sort.stable":
                return [x, true, (long)dim, flag];
            case "aten::msort.default":
                return [x];
            case "aten::max.dim" or "aten::min.dim" or "aten::argmax.default" or "aten::argmin.default":
                return size == 0 ? Call(name, random)
                    : name.Contains("arg", StringComparison.Ordinal) && random.Next(4) == 0 && x.ElementCount > 0 ? [x, Value.None, flag]
                    : [x, (long)dim, flag];
            case "aten::cumsum.default" or "aten::cumprod.default":
                return [x, (long)dim, random.Next(3) == 0 ? Value.FromLiteral(dtypes[random.Next(dtypes.Length)]) : Value.None];
            case "aten::cumsum_.default" or "aten::cumprod_.default":
                return [Dense(x), (long)dim, Value.None];
            case "aten::one_hot.default":
                return [Positions(random, DType.I64, 0, 4, shape), 4L];
            case "aten::flip.default":
                return [x, Value.Ints([.. Enumerable.Range(0, shape.Length).Where(_ => random.Next(2) == 0).Select(d => (long)d)])];
            case "aten::index_add.default" or "aten::index_add_.default":
                if (x.Rank == 0 || size == 0)
                {
                    return Call(name, random);
                }
                var index = Positions(random, flag ? DType.I32 : DType.I64, 0, size, [random.NextInt64(7)]);
                shape[(dim + shape.Length) % shape.Length] = index.ElementCount;
                return [Dense(x), (long)dim, index, Filled(random, dtype, shape), flag && dtype != DType.Bool ? 2L : 1L];
            case "aten::prod.default":
                return [x, Value.None];
            case "aten::prod.dim_int":
                return [x, (long)dim, flag, Value.None];
            case "aten::histc.default":
                return [x, (long)random.Next(1, 9), (long)random.Next(-3, 1), (long)random.Next(1, 5)];
            case "aten::diff.default":
                return x.Rank == 0 ? Call(name, random) : [x, 1L, (long)dim, Part(random, x, dim), Part(random, x, dim)];
            case "aten::repeat.default":
                return [x, Value.Ints([.. Enumerable.Range(0, shape.Length + random.Next(2)).Select(_ => random.NextInt64(4))])];
            case "aten::repeat_interleave.self_int":
                return [x, flag ? random.NextInt64(4) : 9L, random.Next(3) == 0 ? Value.None : (long)dim, Value.None];
            case "aten::constant_pad_nd.default":
                long[] pads = [.. Enumerable.Range(0, 2 * random.Next(shape.Length + 1)).Select(_ => random.NextInt64(-1, 3))];
                return Enumerable.Range(0, pads.Length / 2).Any(i => shape[^(i + 1)] + pads[2 * i] + pads[(2 * i) + 1] < 0)
                    ? Call(name, random) : [x, Value.Ints(pads), flag ? random.NextInt64(-3, 3) : 0.5];
            case "aten::index.Tensor":
                return x.Rank == 0 || x.ElementCount == 0 ? Call(name, random) : [x, Indices(random, x)];
            default:
                return x.Rank == 0 || size == 0 ? Call(name, random) : Scatter(random, name, x, dim, size);
        }
    }

    private static Value Part(Random random, Tensor x, int dim)
    {
        long[] shape = [.. x.Shape];
        shape[(dim + shape.Length) % shape.Length] = random.Next(3);
        return random.Next(2) == 0 ? Value.None : Filled(random, x.DType, shape);
    }

    // Some dims indexed, by tensors that broadcast.
    private static Value Indices(Random random, Tensor x)
    {
        long[] joint = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => random.NextInt64(1, 4))];
        var given = random.Next(1, 1 << x.Rank);
        return Value.List(Enumerable.Range(0, x.Rank).Select(d => (given >> d & 1) == 0 ? Value.None : (Value)Positions(
            random, DType.I64, -x.Shape[d], x.Shape[d],
            [.. joint.Skip(random.Next(joint.Length)).Select(s => random.Next(4) == 0 ? 1 : s)])));
    }

    private static Value[] Scatter(Random random, string name, Tensor x, int dim, long size)
    {
        long[] shape = [.. x.Shape.ToArray().Select(s => random.NextInt64(s + 1))];
        shape[(dim + shape.Length) % shape.Length] = random.Next(5);
        var index = Positions(random, random.Next(4) == 0 ? DType.I32 : DType.I64, 0, size, shape);
        var target = Dense(x);
        return name.EndsWith("value", StringComparison.Ordinal)
            ? [target, (long)dim, index, random.Next(2) == 0 ? 2L : 0.75]
            : [target, (long)dim, index, Filled(random, x.DType, [.. shape.Select(s => s + random.Next(2))])];
    }

    // Elements of an operand that is written lie apart; functional kernels take dense ones.
    private static Tensor Dense(Tensor x)
    {
        var result = Tensor.Zeros(x.DType, x.Shape);
        result.CopyFrom(x);
        return result;
    }

    private static Tensor Positions(Random random, DType dtype, long from, long to, long[] shape)
    {
        var values = Enumerable.Range(0, (int)Layout.ElementCount(shape)).Select(_ => random.NextInt64(from, to)).ToArray();
        return Cast.To(Tensor.From(values, shape), dtype);
    }

    // Few different values, in memory of any order of dims, at times with gaps or repeated.
    private static Tensor Filled(Random random, DType dtype, params long[] shape)
    {
        int[] order = [.. Enumerable.Range(0, shape.Length).OrderBy(_ => random.Next())];
        var strides = new long[shape.Length];
        long next = random.Next(1, 3);
        foreach (var dim in order)
        {
            strides[dim] = random.Next(8) == 0 ? 0 : next;
            next *= Math.Max(shape[dim], 1) + random.Next(2);
        }
        double[] values = dtype.IsFloat() ? [-1.5, -0.0, 0.0, 1, 2, 3.25, double.NaN, random.Next(20) == 0 ? double.NegativeInfinity : 1]
            : [-2, 0, 1, 3];
        var numbers = Enumerable.Range(0, (int)next + 1).Select(_ => values[random.Next(values.Length)]).ToArray();
        return Cast.To(Tensor.From(numbers, numbers.Length), dtype).AsStrided(shape, strides, 1);
    }

    private static bool Compare(Operator op, Value[] arguments, bool expectsError = false, bool isExact = true)
    {
        var graph = new Graph("call", new ShapeEnvironment());
        var inputs = ImmutableArray.CreateBuilder<Value>();
        var all = SampleCalls.Arguments(op, OperatorSample.Of(arguments)).Select(v => SampleCalls.ToArgument(graph, v, inputs))
            .ToImmutableArray();
        var node = graph.AddCall(op, all);
        graph.SetOutput([node], [OutputSpec.User]);
        if (op.DirectKernel(InferenceContext.Of(node)) is not { } call)
        {
            return false;
        }
        var expected = expectsError ? Value.None : Reference(op, arguments);
        foreach (var workers in new[] { Workers.Alone, new Workers(InstructionTier.Best, new ThreeParts(), 1) })
        {
            var tensors = graph.Inputs.Zip(inputs).ToDictionary(p => p.First, p => SampleCalls.Copy(p.Second.Tensor));
            Tensor[] results = op.Schema.HasWrites ? [tensors[((NodeArgument)all[0]).Node]]
                : [.. (node.Type is TupleType types ? types.Items : [node.Type]).Select(t => Unset((TensorType)t))];
            KernelRunner.Run(call, workers, n => tensors[n], results);
            Value actual = results.Length == 1 ? results[0] : Value.List(results.Select(r => (Value)r));
            if (!isExact)
            {
                SampleAssert.Equal(expected, actual, op.Tolerance);
                continue;
            }
            Assert.True(expectsError || BitwiseEquality.AreEqual(expected, actual),
                $"{op.Name}({string.Join(", ", arguments.Select(Text))})\n{Text(expected)}, not\n{Text(actual)}");
        }
        return true;
    }

    private static Value Reference(Operator op, Value[] arguments)
    {
        Value[] copies = [.. arguments.Select(v => v.IsTensor ? SampleCalls.Copy(v.Tensor) : v)];
        return op.Evaluate(new EvaluationContext(op, [.. SampleCalls.Arguments(op, OperatorSample.Of(copies))], new Interpreter()));
    }

    private static string Text(Value value) => value.IsList ? $"[{string.Join(", ", value.Items.Select(Text))}]"
        : value.IsTensor ? $"{value.Tensor} {string.Join(' ', Cast.Copy(value.Tensor, DType.F64).Contiguous().AsSpan<double>().ToArray())}"
        : $"{value}";

    private static Tensor Unset(TensorType type)
    {
        var result = Tensor.ZerosStrided(type.DType, [.. type.Shape.Select(s => s.Constant)], [.. type.Strides.Select(s => s.Constant)]);
        result.Storage.AsSpan<byte>(0, result.Storage.ByteLength).Fill(type.DType == DType.Bool ? (byte)1 : (byte)0xFF);
        return result;
    }

    private sealed unsafe class ThreeParts : IWorkTeam
    {
        public int Size => 3;

        public void Run(int parts, delegate*<void*, int, int, void> body, void* state)
        {
            for (var part = parts - 1; part >= 0; part--)
            {
                body(state, part, parts);
            }
        }
    }
}
