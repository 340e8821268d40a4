using System.Collections.Immutable;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Normalize;
using Piecewise.Compiler.Partition;
using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Tests.Tracing;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Operators.OpIr;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Testing;
using Piecewise.Tracing;

namespace Piecewise.Compiler.Tests.Lower;

/// <summary>vLLM's tests of compile ranges (test_compile_ranges.py) with their numbers.</summary>
public sealed class CompileRangeTests
{
    private readonly ExportedProgram program = ExportedProgram.Trace(
        TestOperators.Catalog, [new TensorSpec("x", DType.F32, Dim.Dynamic("n", max: 8192), 8)], scope =>
        {
            var x = scope["x"];
            var y = x + x;
            var attention = Op.Call("aten::empty_like", y).Tensor;
            Op.Call(SillyAttention.QualifiedName, y, y, y, attention);
            return attention * 3;
        });

    [Fact]
    public void Six_entries_are_compiled_once_and_serve_all_sizes()
    {
        var lowered = Lower(new EntryOptions { RangeEndpoints = [8, 32], Sizes = [16, 64, 128] }, splits: false);
        Assert.Equal(1, lowered.Partition.UniquePieceCount);
        Assert.Equal(6, lowered.Pieces.Length);
        Assert.Equal(["(1, 8)", "(128, 128)", "(16, 16)", "(33, 8192)", "(64, 64)", "(9, 32)"],
            lowered.Records.Where(r => r is { Pass: "lower" }).Select(r => r.Entry!.ToString()).Order(StringComparer.Ordinal));
        var session = SessionCalls.Start(program, lowered);
        foreach (var n in new long[] { 1, 4, 16, 24, 48, 64, 8192 })
        {
            var x = Traced.Values((int)n, n, 8);
            Assert.Equal(x.AsSpan<float>().ToArray().Select(v => (v + v) * 3 * 3), Traced.Floats(Run(session, x)),
                (a, b) => MathF.Abs(a - b) <= 1e-5f);
        }
        // Nothing was compiled by the calls: the records are those from before.
        Assert.Equal(6, lowered.Pieces.Length);
    }

    [Fact]
    public void Split_at_attention_each_unique_piece_is_compiled_for_each_entry()
    {
        var lowered = Lower(new EntryOptions { RangeEndpoints = [8, 32], Sizes = [16, 64, 128] }, splits: true);
        Assert.Equal(lowered.Partition.UniquePieceCount * 6, lowered.Pieces.Length);
        var session = SessionCalls.Start(program, lowered);
        var whole = new GraphOracle(Functional(), program.State);
        foreach (var n in new long[] { 1, 8, 9, 16, 17, 64, 65, 128 })
        {
            var x = Traced.Values((int)n, n, 8);
            Assert.Equal(Traced.Floats(whole.Run(Inputs(x))[0]), Traced.Floats(Run(session, x)));
        }
    }

    [Fact]
    public void A_size_makes_a_static_version_and_ranges_dynamic_ones()
    {
        var lowered = Lower(new EntryOptions { RangeEndpoints = [8], Sizes = [16] }, splits: false);
        Assert.Equal(3, lowered.Pieces.Length);
        var isStatic = lowered.Pieces.Select(p => p.Graph.Nodes.All(n => n.Type is not TensorType t || t.Shape.All(s => s.IsConstant)))
            .ToArray();
        Assert.Equal([true, false, false], isStatic);
    }

    [Fact]
    public void R7_a_size_outside_is_refused_before_anything_runs()
    {
        var session = SessionCalls.Start(program, Lower(new EntryOptions { MaxSize = 32 }, splits: false), new Interpreter
        {
            Observer = (_, _) => Assert.Fail("A node ran."),
        });
        Assert.Contains("33", Assert.Throws<SizeOutOfRangeException>(() => Run(session, Traced.Values(1, 33, 8))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void R8_endpoints_of_passes_are_entries()
    {
        var pipeline = StandardPipeline.Create();
        var lowered = ProgramLowerer.Run(Split(splits: true), DynamicSize.Of(program), TestOperators.Catalog, new LoweringOptions
        {
            Pipeline = new PassPipeline(pipeline.Steps.Add(new PipelineStep(new WantsEndpoint(), PassScope.Entry, "test")),
                pipeline.Constraints),
            Entries = new EntryOptions { RangeEndpoints = [32] },
        });
        Assert.Equal(["(1, 32)", "(33, 100)", "(101, 8192)"], lowered.Entries.Entries.Select(e => e.ToString()));
        Assert.All(lowered.Records.Where(r => r.Pass == "wants-endpoint"),
            r => Assert.Equal(r.Entry!.Range.End > 100 ? "more than 100" : null, r.Skipped));
    }

    [Fact]
    public void N6_switching_off_what_is_not_optional_is_refused() => Assert.Contains("'lower'", Assert.Throws<UnknownNameException>(() =>
        ProgramLowerer.Run(Split(splits: false), DynamicSize.Of(program), TestOperators.Catalog,
            new LoweringOptions { Passes = new PassSettings { Disabled = ["lower"] } })).Message, StringComparison.Ordinal);

    private LoweredProgram Lower(EntryOptions entries, bool splits) =>
        ProgramLowerer.Run(Split(splits), DynamicSize.Of(program), TestOperators.Catalog,
        new LoweringOptions { Entries = entries, Passes = new PassSettings { Verify = true } });

    private Graph Functional() => Normalizer.Run(program, TestOperators.Catalog);

    private PartitionResult Split(bool splits) =>
        Splitter.Split(Functional(), splits ? new SplittingOps("silly::attention") : new SplittingOps(), TestOperators.Catalog);

    private static ImmutableDictionary<string, Value> Inputs(Tensor x) => ImmutableDictionary<string, Value>.Empty.Add("x", x);

    private static Value Run(CompiledSession session, Tensor x) => session.Run(Inputs(x))[0];

    private sealed class WantsEndpoint : Pass
    {
        public override string Name => "wants-endpoint";

        public override string Summary => "Does nothing, up to 100 tokens.";

        public override string? Inapplicable(CompileEntry entry, PassSettings settings) => entry.Range.End > 100 ? "more than 100" : null;

        public override IEnumerable<DerivedEndpoint> Endpoints(Graph piece, PassSettings settings) => [new DerivedEndpoint(100, "test")];

        public override void Run(PassContext context)
        {
        }
    }
}
