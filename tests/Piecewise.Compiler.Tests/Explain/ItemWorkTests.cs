using System.Text.Json;
using Piecewise.Compiler.Explain;
using Piecewise.Compiler.Patterns;
using Piecewise.Compiler.Schedule;
using Piecewise.Compiler.Tests.Loading;
using Piecewise.Graphs;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Tests.Explain;

/// <summary>What steps move and compute is counted from their sizes, and a trace has every one of them.</summary>
public sealed class ItemWorkTests
{
    private const int Tokens = 5;

    private static readonly Lazy<(Explanation Explanation, double Products, double WeightBytes)> Measured = new(Measure);

    [Fact]
    public void Products_have_two_operations_for_each_element_of_a_weight_and_each_token()
    {
        var (explanation, products, weights) = Measured.Value;
        var linear = Kernels(explanation.Measured[0]).Where(k => k.What.StartsWith("LinearCall", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(linear);
        Assert.Equal(products, linear.Sum(k => k.Work!.Value.Operations));
        // Weights once, and a few rows.
        Assert.InRange(linear.Sum(k => k.Work!.Value.Bytes), weights, weights * 1.2);
    }

    [Fact]
    public void Attention_counts_the_keys_that_each_token_sees()
    {
        var call = Measured.Value.Explanation.Measured[0];
        var attention = call.Steps.Where(s => s.Kind == StepKind.Attention).ToArray();
        Assert.Equal(6, attention.Length);
        Assert.All(attention, a => Assert.Equal(attention[0].Work, a.Work));
        var work = attention[0].Work!.Value;
        // q, k, v and the result have Tokens rows of one width; token i sees i keys.
        var width = work.Bytes / sizeof(float) / Tokens;
        Assert.InRange(work.Operations, 4 * width / 4 * (Tokens * (Tokens + 1) / 2), 4 * width * (Tokens * (Tokens + 1) / 2));
        Assert.Equal(0, work.Operations % (Tokens * (Tokens + 1) / 2));
    }

    [Fact]
    public void Every_kernel_of_a_program_of_known_sizes_moves_something()
    {
        var call = Measured.Value.Explanation.Measured[0];
        Assert.All(Kernels(call), k => Assert.True(k.Work is { Bytes: > 0 }, $"{k.What}: {k.Nodes}"));
        // The table of token embeddings has 2,048 rows, of which one is read for each token.
        var lookup = Kernels(call).First(k => k.What.StartsWith("TakeSlicesCall", StringComparison.Ordinal));
        Assert.InRange(lookup.Work!.Value.Bytes, 1, 2 * Tokens * 4096);
        Assert.Equal(call.Parts.Sum(p => p.Work!.Value.Bytes), call.Steps.Sum(s => s.Work!.Value.Bytes), 3);
    }

    // Each element of a result meets 3 channels of its group and 9 taps; each of a transposed convolution's input 3 outputs and 9 taps.
    [Theory]
    [InlineData("aten.conv2d.default(%x, %w, none, [1, 1], [0, 0], [1, 1], 2)", "[4, 3, 3, 3]", 2 * (3 * 4 * 7 * 7) * 27)]
    [InlineData("aten.conv_transpose2d.input(%x, %w)", "[6, 3, 3, 3]", 2 * (3 * 6 * 9 * 9) * 27)]
    [InlineData(
        "aten.convolution.default(%x, %w, none, [1, 1], [0, 0], [1, 1], true, [0, 0], 1)", "[6, 3, 3, 3]", 2 * (3 * 6 * 9 * 9) * 27)]
    public void Convolutions_have_two_operations_for_each_term(string call, string weight, double operations)
    {
        var graph = GraphParser.Parse(
            $$"""
            graph @main functional {
              symbol s0 in [1, 64]
              %x: f32[s0, 6, 9, 9] = input "x"
              %w: f32{{weight}} = parameter "w"
              %y = {{call}}
              output %y
            }
            """, TestOperators.Catalog);
        var kernel = Assert.IsType<KernelItem>(Assert.Single(Scheduler.Run(graph).Items));
        Assert.Equal(operations, ItemWork.Of(kernel, new Dictionary<string, long> { ["s0"] = 3 })!.Value.Operations);
    }

    [Fact]
    public void Work_of_what_is_not_known_is_not_known()
    {
        Assert.Equal(new Work(3, 5), Work.Sum([new Work(1, 2), new Work(2, 3)]));
        Assert.Null(Work.Sum([new Work(1, 2), null]));
        Assert.Equal(new Work(2000, 4000), new Work(1, 2).PerSecond(0.5));
        Assert.Equal(0.5, new MachineLimits(2, 100, 1000).ShareOf(new Work(20, 500)));
    }

    [Fact]
    public void A_trace_has_the_call_its_steps_and_in_them_their_kernels()
    {
        var explanation = Measured.Value.Explanation;
        var call = explanation.Measured[0];
        var stream = new MemoryStream();
        CallTrace.Write(stream, explanation);
        using var document = JsonDocument.Parse(stream.ToArray());
        var events = document.RootElement.GetProperty("traceEvents").EnumerateArray().ToArray();
        Assert.All(events, e => Assert.Contains(e.GetProperty("ph").GetString(), new[] { "X", "M" }));
        var complete = events.Where(e => e.GetProperty("ph").GetString() == "X").ToArray();
        var (whole, steps, kernels) = (Of("call"), Of("step"), Of("kernel"));
        Assert.Equal(["call", "inputs", "what the call stores"], whole.Select(e => e.Name));
        Assert.Equal(call.Steps.Select(s => s.What), steps.Select(e => e.Name));
        Assert.Equal(call.Steps.SelectMany(s => s.Kernels).Select(k => k.What), kernels.Select(e => e.Name));
        // Rounded to nanoseconds.
        const double tick = 0.01;
        Assert.All(kernels, k => Assert.Contains(steps, s => s.Start <= k.Start + tick && k.Start + k.Length <= s.Start + s.Length + tick));
        Assert.All(steps.Zip(steps.Skip(1)), p => Assert.InRange(p.Second.Start, p.First.Start + p.First.Length - tick, double.MaxValue));
        Assert.InRange(steps.Sum(s => s.Length) + whole[1].Length + whole[2].Length, whole[0].Length * 0.99, whole[0].Length * 1.01);

        (string Name, double Start, double Length)[] Of(string category) =>
        [
            .. complete.Where(e => e.GetProperty("cat").GetString() == category).Select(e => (
                e.GetProperty("name").GetString()!, e.GetProperty("ts").GetDouble(), e.GetProperty("dur").GetDouble())),
        ];
    }

    private static IEnumerable<MeasuredKernel> Kernels(MeasuredCall call) => call.Steps.SelectMany(s => s.Kernels);

    private static (Explanation, double, double) Measure()
    {
        var options = new CompileOptions();
        using var program = PreparedProgram.Load(Samples.Jargon, options);
        var explanation = new ExplainedCompile(program, options) { Inputs = (_, shapes) => shapes.Zeros() }
            .Compiled([Tokens], CancellationToken.None);
        var weights = program.Functional.Nodes.Where(n => n.IsCallOf(KnownOps.Linear))
            .Sum(n => n.Operand(1)!.TensorType().Shape.Aggregate(1.0, (e, s) => e * s.Evaluate(new Dictionary<string, long>())));
        return (explanation, 2 * Tokens * weights, weights * sizeof(float));
    }
}
