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
using Piecewise.Tensors;
using Piecewise.Testing;
using Piecewise.Tracing;

namespace Piecewise.Compiler.Tests.Lower;

/// <summary>
/// Two residual normalizations by a provider that overwrites its activations: how many calls are functionalized, how many inputs their
/// callers donate, and how many of the four clones that lowering adds are left. After vLLM's test_inplace_functionalization.py.
/// </summary>
public sealed class InPlaceProviderTests
{
    private const string Op = "piecewise_ir::fused_add_rms_norm";

    [Theory]
    [InlineData("maybe_inplace", "maybe_inplace", 2, 3, 0)]
    [InlineData("default", "default", 0, 0, 3)]
    [InlineData("maybe_inplace", "default", 1, 2, 1)]
    [InlineData("default", "maybe_inplace", 1, 1, 2)]
    public void I4_L3_C2_clones_are_left_where_the_caller_keeps_its_tensors(string first, string second, int functionalized, int donated,
        int clones)
    {
        using var program = Program(first, second);
        Assert.Equal((functionalized, donated), Counts(DonatedActivations.Of(program.Graph)));
        var lowered = Lower(program);
        var piece = Assert.Single(lowered.Pieces).Graph;
        Assert.Equal(2, piece.Nodes.Count(n => n.IsCallOf("piecewise_kernel::fused_add_rms_norm_.default")));
        Assert.Equal(clones, piece.Nodes.Count(n => n.IsCallOf("aten::clone.default")));
        Assert.Equal(clones, lowered.Records.Where(r => r.Pass == "clone-elimination").Sum(r => r.Remarks.Length));
        Assert.All(lowered.Records.SelectMany(r => r.Providers), p => Assert.Equal("kernel_inplace", p.Provider));
        CheckResults(program, lowered, first, second);
    }

    [Fact]
    public void I4_a_donated_tensor_that_is_used_again_is_refused_with_both_nodes()
    {
        var e = Assert.Throws<NormalizationException>(() =>
        {
            using var program = ExportedProgram.Trace(Traced.Catalog, Inputs, scope =>
            {
                var (y, _) = Norm(scope, "maybe_inplace", scope["x"], scope["r"]);
                return y + scope["x"];
            });
            Normalizer.Run(program, Traced.Catalog);
        });
        Assert.Contains("is used again after the node", e.Message, StringComparison.Ordinal);
        Assert.Contains("%x", e.Message, StringComparison.Ordinal);
        Assert.Contains("%add", e.Message, StringComparison.Ordinal);
    }

    private static TraceInput[] Inputs => [new TensorSpec("x", DType.F32, 3, 8), new TensorSpec("r", DType.F32, 3, 8),
        new TensorSpec("z", DType.F32, 3, 8), new TensorSpec("w", DType.F32, 8)];

    private static ExportedProgram Program(string first, string second) => ExportedProgram.Trace(Traced.Catalog, Inputs, scope =>
    {
        var (y, sum) = Norm(scope, first, scope["x"], scope["r"]);
        var (v, total) = Norm(scope, second, scope["z"], sum);
        return [y, v, total];
    });

    private static (TracedTensor Normalized, TracedTensor Sum) Norm(TraceScope scope, string overload, TracedTensor x,
        TracedTensor residual)
    {
        var (y, sum) = scope.Call($"{Op}.{overload}", x, residual, scope["w"], 1e-6);
        return (y, sum);
    }

    private static LoweredProgram Lower(ExportedProgram program) => ProgramLowerer.Run(
        Splitter.Split(Normalizer.Run(program, Traced.Catalog), new SplittingOps(), Traced.Catalog), DynamicSize.Of(program),
        Traced.Catalog,
        new LoweringOptions
        {
            Passes = new PassSettings { Verify = true, Providers = ProviderPriorities.Default.With("fused_add_rms_norm", "kernel_inplace") }
        });

    private static (int, int) Counts(DonatedActivations donated) => (donated.Calls, donated.Inputs.Count);

    private static void CheckResults(ExportedProgram program, LoweredProgram lowered, string first, string second)
    {
        var expected = new GraphOracle(Normalizer.Run(program, Traced.Catalog), program.State).Run(Values());
        var given = Values();
        var actual = SessionCalls.Start(program, lowered).Run(given);
        Assert.Equal(expected.Select(Traced.Floats), actual.Select(Traced.Floats),
            (a, b) => a.Zip(b).All(p => MathF.Abs(p.First - p.Second) <= 1e-5f));
        // What was not donated is as it was.
        foreach (var name in new[] { first == "default" ? "x" : "w", first == "default" ? "r" : "w", second == "default" ? "z" : "w" })
        {
            Assert.Equal(Traced.Floats(Values()[name]), Traced.Floats(given[name]));
        }
    }

    private static ImmutableDictionary<string, Value> Values() => ImmutableDictionary<string, Value>.Empty
        .Add("x", Traced.Values(1, 3, 8)).Add("r", Traced.Values(2, 3, 8)).Add("z", Traced.Values(3, 3, 8)).Add("w", Traced.Values(4, 8));
}
