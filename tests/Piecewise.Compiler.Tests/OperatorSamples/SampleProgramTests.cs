using Piecewise.Compiler.Normalize;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Xunit.Abstractions;

namespace Piecewise.Compiler.Tests.OperatorSamples;

/// <summary>
/// Samples of every operator as tiny programs, in every mode: alone, of its own result, of weights, of one element, of nothing, of other
/// dtypes, with a result that is dead, returned twice, or taken by others. There is no internal error, and the interpreter's result.
/// </summary>
/// <remarks>
/// Some of the calls at each run of the tests; all of them, some 100,000 programs, where the variable <c>PIECEWISE_LARGE</c> is 1. Where
/// <c>PIECEWISE_OPERATOR</c> is a part of names of operators, all of their calls and no others: for whoever adds one.
/// </remarks>
public sealed class SampleProgramTests(ITestOutputHelper output)
{
    private const int CallsPerProgram = 40;

    // A prime, so that each form and kind sees other samples of an operator.
    private const int OneOf = 23;

    private static readonly bool IsLarge = Environment.GetEnvironmentVariable("PIECEWISE_LARGE") == "1";

    private static readonly string? Only = Environment.GetEnvironmentVariable("PIECEWISE_OPERATOR");

    private static IEnumerable<SampleCall> Samples => SampleCall.All(TestOperators.Catalog)
        .Where(c => Only is null || c.Operator.Name.Contains(Only, StringComparison.Ordinal));

    public static TheoryData<string, string> Programs()
    {
        var data = new TheoryData<string, string>();
        foreach (var form in SampleForm.All)
        {
            foreach (var kind in Kinds.Keys)
            {
                data.Add(form.Name, kind);
            }
        }
        return data;
    }

    internal static Dictionary<string, Func<SampleCall, IEnumerable<SampleCall>>> Kinds { get; } = new()
    {
        ["as they are"] = c => [c],
        ["of weights"] = c => [c with { AreWeights = true, Variation = ", of weights" }],
        ["with sizes of 1"] = c => c.Narrowed(1),
        // The scale of a row without elements is left open: code and interpreter differ there.
        ["with sizes of 0"] = c => c.Name.Contains("quantize", StringComparison.Ordinal) ? [] : c.Narrowed(0),
        ["in narrow floats"] = c => [.. c.In(DType.F16), .. c.In(DType.BF16), .. c.In(DType.F8E4M3FN)],
        ["in wide and complex floats"] = c => [.. c.In(DType.F64), .. c.In(DType.C64), .. c.In(DType.C128)],
        ["in narrow integers"] = c => [.. c.In(DType.U8), .. c.In(DType.I8), .. c.In(DType.I16), .. c.In(DType.Bool)],
        ["in other integers"] = c => [.. c.In(DType.I32), .. c.In(DType.I64), .. c.In(DType.U16), .. c.In(DType.U64)],
    };

    [Theory]
    [MemberData(nameof(Programs))]
    public void Every_mode_gives_the_interpreters_result(string form, string kind)
    {
        var faults = new List<string>();
        var total = 0;
        var offset = (SampleForm.All.ToList().FindIndex(f => f.Name == form) * Kinds.Count) + Kinds.Keys.ToList().IndexOf(kind);
        var calls = Samples.SelectMany(Kinds[kind]).Where((_, i) => IsLarge || Only is not null || i % OneOf == offset % OneOf);
        foreach (var chunk in calls.Chunk(CallsPerProgram))
        {
            faults.AddRange(SampleProgram.Run(TestOperators.Catalog, SampleForm.All.Single(f => f.Name == form), chunk, out var count));
            total += count;
        }
        output.WriteLine($"{total} calls");
        Assert.True(faults.Count == 0, $"{faults.Count} faults:\n{string.Join("\n", faults.Take(20))}");
    }

    /// <summary>Which samples of <c>PIECEWISE_OPERATOR</c> have no code: they are listed, and no fault.</summary>
    [Fact]
    public void Samples_without_code_are_listed()
    {
        foreach (var call in Samples.Where(c => Only is not null && !c.Operator.Schema.HasWrites))
        {
            var graph = new Graph("sample", new ShapeEnvironment());
            var node = new SampleNode(graph, TestOperators.Catalog, call.WithCopies(), "a");
            graph.SetOutput([.. node.Results], [.. node.Results.Select(_ => OutputSpec.User)]);
            CompositeCalls.SpellOut(graph, TestOperators.Catalog);
            output.WriteLine($"{call.Name}: {(Scheduler.Run(graph).Calls.Any() ? "reference call" : "compiled")}");
        }
    }

    /// <summary>
    /// What is the same all along a row is read before its loop: of a tensor without elements, which has no memory, there is nothing to
    /// read.
    /// </summary>
    [Theory]
    [InlineData("aten::broadcast_tensors.default")]
    [InlineData("aten::meshgrid.indexing")]
    public void Loops_without_turns_read_nothing(string name)
    {
        var form = SampleForm.All.Single(f => f.Name == "followed by others");
        var calls = SampleCall.All(TestOperators.Catalog).Where(c => c.Name.StartsWith(name, StringComparison.Ordinal))
            .SelectMany(Kinds["with sizes of 0"]);
        Assert.Empty(SampleProgram.Run(TestOperators.Catalog, form, [.. calls], out var count));
        Assert.NotEqual(0, count);
    }

    /// <summary>A tensor that is taken for its shape alone leaves loops that nobody reads.</summary>
    [Fact]
    public void Loops_that_nobody_reads_are_not_emitted()
    {
        var graph = new Graph("dead", new ShapeEnvironment());
        var x = graph.AddInput("x", new TensorType(DType.F32, [2, 3, 4]), InputSpec.User("x"));
        var ones = TestOperators.Catalog
            .Call(graph, null, "aten::ones_like.default", TestOperators.Catalog.Call(graph, null, "aten::exp.default", x));
        graph.SetOutput([TestOperators.Catalog.Call(graph, null, "aten::zeros_like.default", ones)]);

        var only = Assert.IsType<LoopKernel>(Assert.Single(Scheduler.Run(graph).Items));
        Assert.Equal("zeros_like", Assert.Single(only.Nodes).Name);
    }
}
