using System.Runtime.InteropServices;
using Piecewise.Compiler.Tests.Tracing;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Tensors;
using Piecewise.Testing;
using Piecewise.Tracing;

namespace Piecewise.Compiler.Tests.Weights;

/// <summary>
/// Programs that dequantize before a product or a convolution, and round after it: as kernels of integers they give what the calls give
/// that they are written in, but for a level where a sum in f32 lies on the other side of the middle between two.
/// </summary>
public sealed class QuantizedProgramTests
{
    private const double YScale = 0.37;

    private static readonly string[] Activations = ["", "aten::relu", "aten::relu6", "aten::hardtanh"];

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Linear_layers_become_products_of_integers(int seed)
    {
        var random = new Random(seed);
        int n = random.Next(1, 90), k = random.Next(1, 200);
        var isPerChannel = random.Next(2) == 0;
        Check(random, KnownOps.IntegerLinear, isPerChannel, [n, k], [5, 3, k], (x, weight, bias) => x.Linear(weight, bias));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Convolutions_become_those_of_integers(int seed)
    {
        var random = new Random(seed);
        var groups = random.Next(1, 4);
        var channels = seed % 3 == 0 ? 1 : random.Next(1, 9);
        long[] kernel = [random.Next(1, 4), random.Next(1, 4)];
        long[] stride = [random.Next(1, 3), random.Next(1, 3)], padding = [random.Next(2), random.Next(2)];
        long[] dilation = [1, random.Next(1, 3)];
        Check(
            random, KnownOps.IntegerConvolution, random.Next(2) == 0, [groups * random.Next(1, 9), channels, .. kernel],
            [2, groups * channels, 6 + random.Next(9), 7 + random.Next(20)], (x, weight, bias) => Op.Call(
                "aten::conv2d", x, weight, bias is { } b ? b : TracedArgument.None, stride, padding, dilation, groups).Tensor);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Sums_and_products_of_bytes_become_bytes(int seed)
    {
        var random = new Random(seed);
        var (a, b) = (0.01 + (random.NextDouble() / 20), 0.01 + (random.NextDouble() / 20));
        var (isSum, isBounded, zero) = (seed % 2 == 0, random.Next(2) == 0, random.Next(256));
        using var program = new PreparedProgram(
            ExportedProgram.Trace(
                TestOperators.Catalog, [new TensorSpec("x", DType.U8, 5, 7, 9), new TensorSpec("y", DType.I8, 5, 7, 9)],
                scope =>
                {
                    var (x, y) = (FromLevels(scope["x"], a, zero, DType.U8), FromLevels(scope["y"], b, -3, DType.I8));
                    var value = isSum ? x + y : x * y;
                    return Levels(isBounded ? Op.Call("aten::relu", value) : value, YScale / 10, 20, DType.I8);
                }),
            new CompileOptions { Catalog = TestOperators.Catalog });
        Assert.Single(program.Functional.Nodes, n => n.IsCallOf(isSum ? KnownOps.IntegerAdd : KnownOps.IntegerMul));
        var bytes = new byte[2 * 5 * 7 * 9];
        random.NextBytes(bytes);
        var inputs = new Dictionary<string, Value>(StringComparer.Ordinal)
        {
            ["x"] = Tensor.From(bytes[..(bytes.Length / 2)], 5, 7, 9),
            ["y"] = Tensor.From<sbyte>(MemoryMarshal.Cast<byte, sbyte>(bytes.AsSpan(bytes.Length / 2)), 5, 7, 9),
        };
        var expected = program.StartSession(RunMode.Imported).Run(inputs)[0];
        foreach (var mode in new[] { RunMode.Interpret, RunMode.Lowered, RunMode.Compiled })
        {
            Assert.True(BitwiseEquality.AreEqual(expected, program.StartSession(mode).Run(inputs)[0]), $"{mode}");
        }
    }

    [Theory]
    [InlineData(DType.U8, 0, "u8 is multiplied by i8")]
    [InlineData(DType.I8, 1, "zero is no level of the weight")]
    public void Other_weights_are_computed_as_they_are_written(DType dtype, long zero, string why)
    {
        var random = new Random(1);
        using var program = Program(random, [4, 8], [3, 8], dtype, zero, isPerChannel: true, "", (x, weight, _) => x.Linear(weight));
        Assert.False(program.Functional.Nodes.Any(n => n.IsCallOf(KnownOps.IntegerLinear)), why);
    }

    [Fact]
    public void A_weight_that_a_call_gives_is_not_packed()
    {
        using var program = new PreparedProgram(
            ExportedProgram.Trace(
                TestOperators.Catalog, [new TensorSpec("x", DType.I8, 3, 8), new TensorSpec("w", DType.I8, 4, 8)],
                scope => FromLevels(scope["x"], 0.1, 0, DType.I8).Linear(FromLevels(scope["w"], 0.1, 0, DType.I8))),
            new CompileOptions { Catalog = TestOperators.Catalog });
        Assert.DoesNotContain(program.Functional.Nodes, n => n.IsCallOf(KnownOps.IntegerLinear));
    }

    private static void Check(
        Random random, string op, bool isPerChannel, long[] weight, long[] x,
        Func<TracedTensor, TracedTensor, TracedTensor?, TracedTensor> call)
    {
        using var program = Program(
            random, weight, x, DType.I8, 0, isPerChannel, Activations[random.Next(Activations.Length)], call);
        Assert.Single(program.Functional.Nodes, n => n.IsCallOf(op));
        var inputs = new Dictionary<string, Value>(StringComparer.Ordinal) { ["x"] = Traced.Values(random.Next(), x) };
        var expected = Traced.Floats(program.StartSession(RunMode.Imported).Run(inputs)[0]);
        var exact = program.StartSession(RunMode.Interpret).Run(inputs)[0];
        foreach (var mode in new[] { RunMode.Lowered, RunMode.Compiled })
        {
            Assert.True(BitwiseEquality.AreEqual(exact, program.StartSession(mode).Run(inputs)[0]), $"{mode}");
        }
        var actual = Traced.Floats(exact);
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), p => Assert.InRange(p.Second, p.First - (1.001 * YScale), p.First + (1.001 * YScale)));
        Assert.InRange(expected.Zip(actual).Count(p => p.First != p.Second), 0, 1 + (expected.Length / 500));
        Assert.True(expected.Distinct().Count() > 1, "no value tells anything");
    }

    private static PreparedProgram Program(
        Random random, long[] weight, long[] x, DType dtype, long zero, bool isPerChannel, string activation,
        Func<TracedTensor, TracedTensor, TracedTensor?, TracedTensor> call)
    {
        var bytes = new byte[weight.Aggregate(1L, (a, b) => a * b)];
        random.NextBytes(bytes);
        var elements = dtype == DType.U8 ? Tensor.From(bytes, weight) : Tensor.From<sbyte>(MemoryMarshal.Cast<byte, sbyte>(bytes), weight);
        var outputs = (int)weight[0];
        var scales = Enumerable.Range(0, outputs).Select(_ => 0.01f + (random.NextSingle() / 20)).ToArray();
        var hasBias = random.Next(2) == 0;
        var (isSigned, xScale) = (random.Next(2) == 0, 0.005 + (random.NextDouble() / 50));
        var xType = isSigned ? DType.I8 : DType.U8;
        // Zero at either end and in the middle.
        var xZero = (isSigned ? -128 : 0) + new[] { 0L, 255, 128, random.Next(256) }[random.Next(4)];
        var program = ExportedProgram.Trace(
            TestOperators.Catalog,
            [
                new StateSpec("w", elements, InputKind.Buffer), new StateSpec("s", Tensor.From(scales, outputs), InputKind.Buffer),
                new StateSpec("z", Tensor.From(Enumerable.Repeat(zero, outputs).ToArray(), outputs), InputKind.Buffer),
                new StateSpec("b", Traced.Values(random.Next(), outputs), InputKind.Buffer), new TensorSpec("x", DType.F32, [.. x]),
            ],
            scope =>
            {
                var (min, max) = dtype == DType.U8 ? (0L, 255L) : (-128L, 127L);
                var factor = isPerChannel
                    ? Op.Call(
                        "quantized_decomposed::dequantize_per_channel", scope.Parameter("w"), scope.Parameter("s"), scope.Parameter("z"), 0,
                        min, max, dtype).Tensor
                    : FromLevels(scope.Parameter("w"), 0.02, zero, dtype);
                var value = call(
                    FromLevels(Levels(scope["x"], xScale, xZero, xType), xScale, xZero, xType), factor,
                    hasBias ? scope.Parameter("b") : null);
                value = activation.Length == 0 ? value : Op.Call(activation, value).Tensor;
                return FromLevels(Levels(value, YScale, 7, DType.I8), YScale, 7, DType.I8);
            });
        return new PreparedProgram(program, new CompileOptions { Catalog = TestOperators.Catalog });
    }

    private static TracedTensor Levels(TracedTensor x, double scale, long zero, DType dtype) => Op.Call(
        "quantized_decomposed::quantize_per_tensor", x, scale, zero, dtype == DType.U8 ? 0 : -128, dtype == DType.U8 ? 255 : 127, dtype)
        .Tensor;

    private static TracedTensor FromLevels(TracedTensor x, double scale, long zero, DType dtype) => Op.Call(
        "quantized_decomposed::dequantize_per_tensor", x, scale, zero, dtype == DType.U8 ? 0 : -128, dtype == DType.U8 ? 255 : 127, dtype)
        .Tensor;
}
