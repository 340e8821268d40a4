using System.Collections.Immutable;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Normalize;
using Piecewise.Compiler.Partition;
using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Tests.Tracing;
using Piecewise.Compiler.Verification;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Tensors;
using Piecewise.Testing;
using Piecewise.Tracing;

namespace Piecewise.Compiler.Tests.Verification;

/// <summary>N6: the first rewrite that changes outputs is found.</summary>
public sealed class RewriteBisectionTests
{
    private readonly ExportedProgram program = ExportedProgram.Trace(Traced.Catalog, [new TensorSpec("x", DType.F32, 4)], scope =>
    {
        var x = scope["x"];
        for (var i = 0; i < 20; i++)
        {
            x = i == 12 ? x * x : x * 2;
        }
        return x;
    });

    private readonly PassPipeline pipeline;

    public RewriteBisectionTests()
    {
        var standard = StandardPipeline.Create();
        pipeline = new PassPipeline(standard.Steps.Add(new PipelineStep(new Doubling(), PassScope.Entry, "test")), standard.Constraints);
    }

    [Fact]
    public void N6_the_wrong_rewrite_is_found_in_logarithmic_time()
    {
        var result = RewriteBisection.Run(Lower, (lowered, _) => IsRight(lowered));
        Assert.Equal(RunMode.Lowered, result.Mode);
        Assert.Equal(20, result.Total);
        Assert.Equal(13, result.First);
        Assert.InRange(result.Runs, 2, 8);
        var blamed = result.Program!.Records.SelectMany(r => r.Rewrites).Single(r => r.Number == 13);
        Assert.Equal("x * y → x + x", blamed.Rule);
    }

    [Fact]
    public void N6_right_rewrites_blame_none() => Assert.Null(RewriteBisection.Run(Lower, (_, _) => true).First);

    [Fact]
    public void N6_a_program_that_is_wrong_without_rewrites_blames_none() =>
        Assert.Contains("without any optional rewrite",
            Assert.Throws<InvalidOperationException>(() => RewriteBisection.Run(Lower, (_, _) => false)).Message, StringComparison.Ordinal);

    [Fact]
    public void N6_a_rewrite_that_only_compiled_code_suffers_from_is_found()
    {
        var result = RewriteBisection.Run(Lower,
            (lowered, mode) => mode == RunMode.Lowered || lowered.Records.Sum(r => r.Rewrites.Length) < 7);
        Assert.Equal((7, RunMode.Compiled), (result.First, result.Mode));
        var nobody = Assert.Throws<InvalidOperationException>(() => RewriteBisection.Run(Lower, (_, mode) => mode == RunMode.Lowered));
        Assert.Contains("generated code", nobody.Message, StringComparison.Ordinal);
    }

    private LoweredProgram Lower(long? stopAfter) => ProgramLowerer.Run(
        Splitter.Split(Normalizer.Run(program, Traced.Catalog), new SplittingOps(), Traced.Catalog), DynamicSize.Of(program),
        Traced.Catalog,
        new LoweringOptions { Pipeline = pipeline, Passes = new PassSettings { StopAfter = stopAfter, Disabled = ["reinplace"] } });

    private bool IsRight(LoweredProgram lowered)
    {
        var x = ImmutableDictionary<string, Value>.Empty.Add("x", Tensor.From([1f, 3, 5, 7], 4));
        return Traced.Floats(new GraphOracle(Normalizer.Run(program, Traced.Catalog), program.State).Run(x)[0])
            .SequenceEqual(Traced.Floats(SessionCalls.Start(program, lowered).Run(x)[0]));
    }

    // Right for x * 2, wrong for x * x.
    private sealed class Doubling : Pass
    {
        public override string Name => "doubling";

        public override string Summary => "x * y becomes x + x.";

        public override void Run(PassContext context)
        {
            foreach (var node in context.Graph.Nodes.Where(n => n.IsCallOf("aten::mul.Tensor")).ToArray())
            {
                if (context.MayRewrite("x * y → x + x", node))
                {
                    context.Replace(node, context.Call(node, "aten::add.Tensor", node.Arguments[0], node.Arguments[0]));
                }
            }
        }
    }
}
