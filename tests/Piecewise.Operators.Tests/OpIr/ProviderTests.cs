using System.Collections.Immutable;
using Piecewise.Graphs;
using Piecewise.Operators.OpIr;
using Piecewise.Operators.Samples;
using Piecewise.Tensors;

namespace Piecewise.Operators.Tests.OpIr;

/// <summary>Every implementation of every op against the native one (I1, I2).</summary>
public sealed class ProviderTests
{
    private static readonly DType[] Floats = [DType.F32, DType.F16, DType.BF16];

    public static TheoryData<string, string, DType> Cases()
    {
        var data = new TheoryData<string, string, DType>();
        foreach (var op in OpCalls.Ops)
        {
            foreach (var provider in op.Declaration.Providers)
            {
                foreach (var dtype in Floats)
                {
                    data.Add(op.Declaration.Name, provider.Name, dtype);
                }
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_provider_gives_what_the_native_implementation_gives(string name, string provider, DType dtype)
    {
        foreach (var rows in new[] { 0, 1, 2, 7, 33 })
        {
            var op = OpCalls.Op(name);
            Compare(op, provider, OpCalls.Fill(op, [.. op.Declaration.GenerateInputs(new Random(rows), rows, dtype)]));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Any_strides_are_right(string name, string provider, DType dtype)
    {
        var op = OpCalls.Op(name);
        var arguments = OpCalls.Fill(op, [.. op.Declaration.GenerateInputs(new Random(5), 6, dtype)]);

        Compare(op, provider, [.. arguments.Select(a => a.IsTensor ? (Value)Transposed(a.Tensor) : a)]);
        Compare(op, provider, [.. arguments.Select(a => a.IsTensor ? (Value)WithGaps(a.Tensor) : a)]);
        Compare(op, provider, [.. arguments.Select(a => a.IsTensor ? (Value)HeadsFirst(a.Tensor) : a)]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Types_are_those_of_the_native_implementation_for_any_number_of_rows(string name, string provider, DType dtype)
    {
        var op = OpCalls.Op(name);
        var function = op.Declaration.Providers.Single(p => p.Name == provider).Function;
        var arguments = OpCalls.Fill(op, [.. op.Declaration.GenerateInputs(new Random(1), AnyRows, dtype)]);
        foreach (var isTransposed in new[] { false, true })
        {
            var graph = new Graph("call", new ShapeEnvironment());
            graph.Shapes.Define("n", new Interval(2, null));
            var types = new InferenceContext(op, [.. arguments.Select((a, i) => Symbolic(graph, a, i, isTransposed))], graph.Shapes);
            if (op.Declaration.Providers.Single(p => p.Name == provider).Objection?.Invoke(types) is { } objection)
            {
                Assert.Contains("laid out otherwise", objection, StringComparison.Ordinal);
                continue;
            }
            var trace = function.Trace(OpCalls.Catalog, graph.Shapes, [.. op.Schema.Arguments.Select(a => types[a.Name])]);
            var results = op.Infer(types) is TupleType tuple ? tuple.Items : [op.Infer(types)];
            Assert.Equal<NodeType>(results, trace.Output!.Arguments.Select(a => a.Type!));
        }
    }

    [Theory]
    [InlineData("rms_norm", true, 0.0)]
    [InlineData("rms_norm", true, 1.0)]
    [InlineData("rms_norm", false, 1.0)]
    [InlineData("fused_add_rms_norm", true, 1.0)]
    public void Every_form_of_the_normalization_agrees(string name, bool roundBeforeWeight, double offset)
    {
        foreach (var dtype in Floats)
        {
            var op = OpCalls.Op(name);
            var arguments = op.Declaration.GenerateInputs(new Random(1), 5, dtype);
            arguments = [.. arguments[..^2], offset, roundBeforeWeight];
            Compare(op, "kernel", arguments);
            Compare(op, "kernel", arguments.SetItem(arguments.Length - 4, Value.None));
        }
    }

    [Theory]
    [InlineData(DType.I8)]
    [InlineData(DType.F8E4M3FN)]
    public void Quantization_agrees_in_both_dtypes_and_at_every_magnitude(DType dtype)
    {
        // Every 16-bit pattern: subnormal values, ties, overflow, infinities and NaN.
        var every = new BFloat16[1 << 16];
        for (var i = 0; i < every.Length; i++)
        {
            every[i] = new BFloat16((ushort)i);
        }
        var x = Tensor.From(every, 256, 256);

        Compare(OpCalls.Op("quantize_static"), "kernel", [x, Tensor.Scalar(1f), dtype]);
        Compare(OpCalls.Op("quantize_static"), "kernel", [x, Tensor.Scalar(0.3f), dtype]);
        Compare(OpCalls.Op("quantize_per_token"), "kernel", [x, dtype]);
        Compare(OpCalls.Op("quantize_per_group"), "kernel", [x, 16L, dtype]);
    }

    [Fact]
    public void A_router_takes_the_same_of_equal_experts()
    {
        var random = new Random(3);
        var logits = Tensor.From([.. Enumerable.Range(0, 40 * 64).Select(_ => (float)random.Next(4))], 40, 64);
        foreach (var scoring in new[] { "softmax", "sigmoid" })
        {
            foreach (var k in new[] { 1L, 2, 6, 64 })
            {
                Compare(OpCalls.Op("topk_gating"), "kernel", [logits, k, scoring, false]);
            }
        }
    }

    [Fact]
    public void Rotary_angles_broadcast_over_batch_and_heads()
    {
        var random = new Random(2);
        var op = OpCalls.Op("rotary_embedding");
        var x = Random(random, 2, 5, 3, 8).AsStrided([2, 3, 5, 8], [120, 8, 24, 1], 0);
        foreach (var interleaved in new[] { false, true })
        {
            foreach (var provider in new[] { "kernel", "kernel_inplace" })
            {
                Compare(op, provider, [x, Random(random, 2, 1, 5, 8), Random(random, 2, 1, 5, 8), interleaved]);
                Compare(op, provider, [x, Random(random, 1, 1, 5, 4), Random(random, 1, 1, 5, 4), interleaved]);
                Compare(op, provider, [x, Random(random, 5, 6), Random(random, 5, 6), interleaved]);
            }
        }
    }

    [Fact]
    public void Objections_say_what_the_kernel_does_not_take()
    {
        var x = Tensor.Zeros(DType.F64, 2, 4);

        Assert.Equal("x is f64; the kernel takes f32, f16 and bf16", Objection("rms_norm", x, Value.None, 1e-6));
        Assert.Contains("x_up is f32[1, 4]", Objection("silu_and_mul", Tensor.Zeros(DType.F32, 2, 4), Tensor.Zeros(DType.F32, 1, 4)),
            StringComparison.Ordinal);
        Assert.Contains("not 'tanh'", Objection("topk_gating", Tensor.Zeros(DType.F32, 2, 4), 2L, "tanh"), StringComparison.Ordinal);
        Assert.Contains("group size 3", Objection("quantize_per_group", Tensor.Zeros(DType.F32, 2, 4), 3L, DType.I8),
            StringComparison.Ordinal);
        Assert.Null(Objection("rms_norm", Tensor.Zeros(DType.BF16, 2, 4), Value.None, 1e-6));
    }

    [Fact]
    public unsafe void An_in_place_kernel_refuses_read_only_memory()
    {
        var owner = Tensor.From([1f, 2], 1, 2);
        var mapped = new Tensor(Storage.Borrow(owner, owner.Pointer, 8, isReadOnly: true), DType.F32, [1, 2], [2, 1], 0);
        var op = OpCalls.Op("rotary_embedding");
        var provider = op.Declaration.Providers.Single(p => p.IsInPlace);

        Assert.Throws<EvaluationException>(
            () => OpCalls.Run(provider.Function, op, [mapped, Tensor.Zeros(DType.F32, 1, 2), Tensor.Zeros(DType.F32, 1, 2), false]));
        GC.KeepAlive(owner);
    }

    private static string? Objection(string name, params ReadOnlySpan<Value> arguments)
    {
        var op = OpCalls.Op(name);
        return op.Declaration.Providers.Single(p => p.Name == "kernel").Objection!(OpCalls.Types(op, OpCalls.Fill(op, arguments)));
    }

    /// <summary>
    /// Values, types and memory: an in-place provider returns its activations' memory, the others leave all arguments alone.
    /// </summary>
    private static void Compare(OpIrOperator op, string name, ImmutableArray<Value> arguments)
    {
        arguments = OpCalls.Fill(op, arguments.AsSpan());
        var provider = op.Declaration.Providers.Single(p => p.Name == name);
        if (provider.Objection?.Invoke(OpCalls.Types(op, arguments)) is { } objection)
        {
            // An in-place result has its activation's layout, which need not be the op's.
            Assert.True(provider.IsInPlace && objection.Contains("laid out otherwise", StringComparison.Ordinal), objection);
            return;
        }
        var expected = OpCalls.Run(op.Declaration.Native, op, OpCalls.Copy(arguments));
        var given = OpCalls.Copy(arguments);

        var actual = OpCalls.Run(provider.Function, op, given);

        SampleAssert.Equal(Value.List(expected), Value.List(actual), op.Tolerance);
        var activations = op.Declaration.Activations.Select(a => given[op.Schema.IndexOf(a)].Tensor).ToArray();
        for (var i = 0; i < actual.Length; i++)
        {
            if (provider.IsInPlace)
            {
                Assert.Same(activations[i].Storage, actual[i].Tensor.Storage);
                Assert.Equal(activations[i].Offset, actual[i].Tensor.Offset);
            }
            else
            {
                SampleAssert.HasType(TensorType.Of(expected[i].Tensor), actual[i]);
            }
        }
        for (var i = 0; i < given.Length; i++)
        {
            if (given[i].IsTensor && !(provider.IsInPlace && activations.Contains(given[i].Tensor)))
            {
                SampleAssert.Equal(arguments[i], given[i], _ => Tolerance.Exact);
            }
        }
    }

    private const long AnyRows = 1009;

    // The number of rows becomes a symbol. Transposed: heads first in memory, as attention leaves them.
    private static Argument Symbolic(Graph graph, Value value, int index, bool isTransposed)
    {
        if (!value.IsTensor)
        {
            return SampleCalls.ToArgument(graph, value, ImmutableArray.CreateBuilder<Value>());
        }
        var shape = value.Tensor.Shape.ToArray().Select(s => s == AnyRows ? SymInt.Symbol("n") : s).ToImmutableArray();
        var strides = isTransposed && shape is [var rows, var heads, var width] ? [width, rows * width, 1]
            : TensorType.ContiguousStrides(shape);
        return graph.AddInput($"x{index}", new TensorType(value.Tensor.DType, shape, strides), InputSpec.User($"x{index}"));
    }

    private static Tensor Random(Random random, params ReadOnlySpan<long> shape)
    {
        var values = new float[Layout.ElementCount(shape)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = random.NextSingle() - 0.5f;
        }
        return Tensor.From(values, shape);
    }

    // The first and the last dim swapped in memory.
    private static Tensor Transposed(Tensor x)
    {
        if (x.Rank < 2)
        {
            return x;
        }
        var (shape, strides) = (x.Shape.ToArray(), x.Strides.ToArray());
        (shape[0], shape[^1], strides[0], strides[^1]) = (shape[^1], shape[0], strides[^1], strides[0]);
        var copy = x.AsStrided(shape, strides, x.Offset).Clone();
        (shape, strides) = (x.Shape.ToArray(), copy.Strides.ToArray());
        (strides[0], strides[^1]) = (strides[^1], strides[0]);
        return copy.AsStrided(shape, strides, 0);
    }

    // Rows in a wider buffer, as a packed projection gives them.
    private static Tensor WithGaps(Tensor x)
    {
        if (x.Rank < 2)
        {
            return x;
        }
        long[] wide = [.. x.Shape[..^1], x.Shape[^1] + 3];
        var buffer = Tensor.Zeros(x.DType, wide);
        var view = buffer.AsStrided(x.Shape, buffer.Strides, 2);
        view.CopyFrom(x);
        return view;
    }

    // [2, 3, …] whose memory is [3, 2, …]: heads that attention transposed.
    private static Tensor HeadsFirst(Tensor x)
    {
        if (x.Rank < 2 || x.Shape[0] != 6)
        {
            return x;
        }
        long[] shape = [3, 2, .. x.Shape[1..]];
        var memory = x.Contiguous().View(shape);
        var strides = memory.Strides.ToArray();
        shape = [2, 3, .. x.Shape[1..]];
        (strides[0], strides[1]) = (strides[1], strides[0]);
        return memory.AsStrided(shape, strides, 0);
    }
}
