using System.Collections.Immutable;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Partition;
using Piecewise.Compiler.Tests.Emit;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Testing;
using Xunit.Abstractions;

namespace Piecewise.Compiler.Tests.Build;

/// <summary>
/// Random programs from end to end: split, lowered for several entries, planned over one arena, compiled. Calls of several sizes give what
/// the interpreter gives on the functional graph, and leave the same in inputs and buffers.
/// </summary>
public sealed class CompiledProgramProperties(ITestOutputHelper output)
{
    private const int Programs = 60;

    public static TheoryData<string> Kinds => [.. Options.Keys];

    private static RandomGraphOptions Storage => new() { InPlace = true, MutateInputs = true, Storage = true, Steps = 18 };

    private static Dictionary<string, RandomGraphOptions> Options { get; } = new()
    {
        ["static"] = new() { Seed = 110_000, Symbols = 0, Steps = 16, SplittingOperators = ["aten::sigmoid"] },
        ["one size"] = new() { Seed = 120_000, Symbols = 1, Steps = 18, SplittingOperators = ["aten::sigmoid"] },
        ["two sizes"] = new() { Seed = 130_000, Symbols = 2, SizeInput = true, Steps = 18, SplittingOperators = ["aten::sigmoid"] },
        ["storage"] = Storage with { Seed = 150_000, Symbols = 0, SplittingOperators = ["aten::sigmoid"] },
        ["storage of one size"] = Storage with { Seed = 160_000, Symbols = 1, SplittingOperators = [SillyAttention.QualifiedName] },
        ["in place"] = new()
        {
            Seed = 140_000,
            Symbols = 1,
            InPlace = true,
            MutateInputs = true,
            Steps = 16,
            SplittingOperators = [SillyAttention.QualifiedName],
        },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Compiled_programs_give_the_interpreters_results(string kind) => Check(kind, (_, _) => 0);

    [Theory]
    [InlineData("static")]
    [InlineData("two sizes")]
    public void Programs_with_other_layouts_than_the_rules_say_are_compiled_alike(string kind) =>
        Assert.True(Check(kind, RelaidGraphs.Relay) > Programs);

    private int Check(string kind, Func<Graph, int, int> change)
    {
        var (interpreted, codes, changed) = (0, 0, 0);
        for (var seed = Options[kind].Seed; seed < Options[kind].Seed + Programs; seed++)
        {
            var options = Options[kind] with { Seed = seed };
            var graph = RandomGraphs.Create(options, TestOperators.Catalog);
            changed += change(graph, seed);
            using var program = Prepare(graph, options);
            try
            {
                Compare(program, graph, seed);
                codes += program.Compilation.Pieces.Length;
                interpreted += program.Compilation.Plan.Interpreted.Length;
                CheckMemory(program.Compilation.Plan.Manifest, graph.Shapes, seed);
            }
            catch (Exception e)
            {
                var pieces = program.Compilation.Plan.Codes.Zip(program.Compilation.Pieces)
                    .Select(p => $"{GraphPrinter.Print(p.First.Schedule.Graph)}{p.First.Schedule}{p.Second.Source}");
                throw new InvalidOperationException(
                    $"seed {seed}: {e.Message}\n{GraphPrinter.Print(graph)}\n{string.Concat(pieces)}", e);
            }
        }
        output.WriteLine($"{codes} pieces with code, {interpreted} interpreted graphs, {changed} changed layouts");
        Assert.True(codes > interpreted);
        return changed;
    }

    private static PreparedProgram Prepare(Graph graph, RandomGraphOptions options)
    {
        var values = RandomInputs.For(graph, RandomInputs.Sizes(graph.Shapes, options.Seed), options.Seed);
        var state = graph.Inputs.Zip(values).Where(p => p.First.Input!.Kind != InputKind.User)
            .ToDictionary(p => p.First.Input!.Target, p => p.Second.Tensor, StringComparer.Ordinal);
        var program = ExportedProgram.OfTrace(graph, state);
        return new PreparedProgram(program, new CompileOptions
        {
            Catalog = TestOperators.Catalog,
            SplittingOps = new SplittingOps(options.SplittingOperators),
            ClipSizes = true,
            Lowering = new LoweringOptions { Entries = new EntryOptions { RangeEndpoints = [3, 8], Sizes = [5] } },
        });
    }

    private static void Compare(PreparedProgram program, Graph graph, int seed)
    {
        var (reference, compiled) = (program.StartSession(RunMode.Interpret), program.StartSession(RunMode.Compiled));
        for (var call = 0; call < 4; call++)
        {
            var sizes = RandomInputs.Sizes(graph.Shapes, seed + call, call == 3 ? 20 : 9);
            var (expected, actual) = (Inputs(graph, sizes, seed + call), Inputs(graph, sizes, seed + call));
            var (wanted, results) = (reference.Run(expected), compiled.Run(actual));
            Assert.Equal(wanted.Length, results.Length);
            for (var i = 0; i < wanted.Length; i++)
            {
                Require(wanted[i], results[i], $"seed {seed}, call {call}: output {i}");
            }
            foreach (var (name, value) in expected)
            {
                Require(value, actual[name], $"seed {seed}, call {call}: input {name} at the end");
            }
            foreach (var name in program.Program.State.Keys)
            {
                Require(reference.StateOf(name), compiled.StateOf(name), $"seed {seed}, call {call}: buffer {name} at the end");
            }
        }
    }

    // Reductions may add in another order.
    private static void Require(Value expected, Value actual, string what)
    {
        var problem = Exactness.Distance(
            expected, actual, isExact: expected is not { IsTensor: true, Tensor.DType: DType.F32 or DType.BF16 or DType.F16 or DType.F64 });
        Assert.True(problem is null, $"{what}: {problem}");
    }

    private static Dictionary<string, Value> Inputs(Graph graph, IReadOnlyDictionary<string, long> sizes, int seed) =>
        graph.Inputs.Zip(RandomInputs.For(graph, sizes, seed))
        .Where(p => p.First.Input!.Kind == InputKind.User).ToDictionary(p => p.First.Input!.Target, p => p.Second, StringComparer.Ordinal);

    private static void CheckMemory(ProgramManifest manifest, ShapeEnvironment shapes, int seed)
    {
        var sizes = RandomInputs.Sizes(shapes, seed);
        var symbols = manifest.Symbols.Select(s => sizes.GetValueOrDefault(s)).ToArray();
        foreach (var entry in manifest.Entries)
        {
            var values = new long[entry.Table.Rows.Length];
            entry.Table.Evaluate(0, symbols, values);
            var plan = MemoryPlanner.Plan(
                [.. entry.Buffers.Select((b, i) => new BufferRequest(i, Math.Max(values[b.Bytes], 0), b.First, b.Last))]);
            Assert.Empty(plan.Check());
        }
    }
}
