using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Verification;
using Piecewise.Graphs;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.Raise;

/// <summary>What raising finds in models as exported (I5), and that it changes no result.</summary>
public sealed class CorpusRaisingTests
{
    /// <summary>
    /// Per architecture: rotary embeddings and gated activations in the corpus's models, which have two layers. Query and key are rotated
    /// in each layer; mixtures of experts may have a shared expert beside the others.
    /// </summary>
    private static readonly Dictionary<string, (int Rotary, int Gated)> Architectures = new(StringComparer.Ordinal)
    {
        ["llama"] = (4, 2),
        ["mistral"] = (4, 2),
        ["ministral3"] = (4, 2),
        ["qwen2"] = (4, 2),
        ["qwen3"] = (4, 2),
        ["granite"] = (4, 2),
        ["gemma"] = (4, 2),
        ["gemma2"] = (4, 2),
        ["gemma3_text"] = (4, 2),
        ["olmo"] = (4, 2),
        ["olmo2"] = (4, 2),
        ["olmo3"] = (4, 2),
        ["phi3"] = (4, 2),
        ["glm"] = (4, 2),
        ["glm4"] = (4, 2),
        ["ernie4_5"] = (4, 2),
        ["seed_oss"] = (4, 2),
        ["helium"] = (4, 2),
        ["cohere"] = (4, 2),
        ["stablelm"] = (4, 2),
        ["mixtral"] = (4, 2),
        ["qwen2_moe"] = (4, 4),
        ["qwen3_moe"] = (4, 2),
        ["granitemoe"] = (4, 2),
        ["olmoe"] = (4, 2),
        ["phimoe"] = (4, 2),
        ["jetmoe"] = (4, 2),
        ["deepseek_v2"] = (4, 3),
        ["deepseek_v3"] = (4, 3),
        ["gpt_oss"] = (4, 0),
        ["falcon"] = (4, 0),
        ["nanochat"] = (4, 0),
    };

    public static TheoryData<string> Models =>
        [.. ((IEnumerable<object[]>)Import.Corpus.Archives()).Select(row => (string)row[0])
            .Where(f => Architectures.ContainsKey(Architecture(f)))];

    [Theory]
    [MemberData(nameof(Models))]
    public void I5_Every_norm_gate_and_rotary_embedding_is_raised(string path)
    {
        using var raised = new RaisedProgram(path);

        Assert.Equal(NormWeights(raised).Count, raised.Calls.Count(n => IsNorm(n) && n.ArgumentNamed("weight") is NodeArgument)
            + WeightsPerHead(raised));
        Assert.Equal(
            Architectures[Architecture(path)],
            (raised.Count("piecewise_ir::rotary_embedding.default"), raised.Count(
                "piecewise_ir::silu_and_mul.default", "piecewise_ir::gelu_and_mul.default")));
        Assert.Equal(0, raised.Count("aten::rsqrt.default",
            "aten::silu.default", "aten::view_as_complex.default", "aten::layer_norm.default"));
        Assert.DoesNotContain(raised.Calls,
            n => n.IsCallOf("aten::neg.default") && n.Users.Any(u => u.IsCallOf("aten::cat.default") || u.IsCallOf("aten::stack.default")));
        Assert.Equal(0, raised.Count("aten::linear.default", "aten::embedding.default", "aten::softmax.int", "aten::_softmax.default"));
    }

    [Theory]
    [InlineData("llama.flat-bf16")]
    [InlineData("gpt_oss.flat-bf16")]
    [InlineData("qwen2_moe.flat")]
    public void N6_Without_budget_a_piece_stays_as_it_is(string name)
    {
        using var program = PreparedProgram.Load(
            Path.Combine(Import.Corpus.Fixtures, "models", name + ".pt2"), new CompileOptions { Catalog = TestOperators.Catalog });
        foreach (var piece in program.Partition.Pieces.Where(p => p.Kind == PieceKind.Compute))
        {
            var before = GraphPrinter.Print(piece.Graph);

            var records = RaisedProgram.Raise(piece, new RewriteBudget(0));

            Assert.Equal(before, GraphPrinter.Print(piece.Graph));
            Assert.All(records, r => Assert.Empty(r.Rewrites));
        }
    }

    [Theory]
    [MemberData(nameof(Import.Corpus.Recorded), MemberType = typeof(Import.Corpus))]
    public void I5_Raising_changes_no_result(string path)
    {
        using var raised = new RaisedProgram(path);
        using var plain = PreparedProgram.Load(path, new CompileOptions { Catalog = TestOperators.Catalog });
        using var recorded = SafetensorsFile.Open(Path.ChangeExtension(path, ".safetensors"));
        var options = new SessionOptions { Seed = 0 };
        var (before, after) = (plain.StartSession(options: options), raised.Program.StartSession(options: options));
        var coarsest = OutputComparison.Coarsest(plain.Program);
        foreach (var name in ProgramVerifier.CaseNames(recorded))
        {
            var (expected, actual) =
                (before.Run(ProgramVerifier.InputsOf(recorded, name)), after.Run(ProgramVerifier.InputsOf(recorded, name)));
            Assert.Equal(expected.Length, actual.Length);
            for (var i = 0; i < expected.Length; i++)
            {
                if (expected[i].IsTensor)
                {
                    var problem = OutputComparison.Compare(expected[i].Tensor, actual[i], coarsest, out var error);
                    Assert.True(problem is null, $"Case {name}, output {i}: {problem}");
                    Assert.True(coarsest is not null || expected[i].Tensor.DType != DType.F32 || !(error > Allowed(path)),
                        $"Case {name}, output {i} differs by {error:E2}.");
                }
            }
        }
    }

    // Cohere spells layer normalization out in f32; the operator sums in f64.
    private static double Allowed(string path) => Architecture(path).StartsWith("cohere", StringComparison.Ordinal) ? 1e-5 : 1e-6;

    private static string Architecture(string path) => Path.GetFileName(path).Split('.')[0];

    private static bool IsNorm(Node node) =>
        node.IsCallOf("piecewise_ir::rms_norm.default") || node.IsCallOf("piecewise_ir::layer_norm.default");

    private static List<string> NormWeights(RaisedProgram raised) =>
        [.. raised.Program.Functional.Inputs
            .Where(i => i is { Input.Kind: InputKind.Parameter, HasUsers: true }
                && i.Input.Target.EndsWith(".weight", StringComparison.Ordinal))
            .Select(i => i.Input!.Target)
            .Where(t => t.Contains("norm", StringComparison.Ordinal) || t.Contains(".ln_", StringComparison.Ordinal))];

    /// <summary>Cohere's query and key norms have a weight for each head, which is applied outside of the op.</summary>
    private static int WeightsPerHead(RaisedProgram raised) =>
        raised.Records.Sum(r => r.Remarks.Count(m => m.Reason.EndsWith("it stays a product of its own.", StringComparison.Ordinal)));
}
