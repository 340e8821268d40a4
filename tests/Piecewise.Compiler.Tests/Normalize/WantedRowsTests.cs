using Piecewise.Compiler.Normalize;
using Piecewise.Graphs;
using Piecewise.Llm;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Compiler.Tests.Normalize;

public sealed class WantedRowsTests
{
    public static TheoryData<string> Models() =>
        [.. Directory.GetFiles(Path.Combine(Import.Corpus.Fixtures, "models"), "*.flat*.pt2").Select(f => Path.GetFileName(f)).Order()];

    [Theory]
    [MemberData(nameof(Models))]
    public void The_last_row_alone_has_the_bits_that_it_has_among_others(string name)
    {
        foreach (var mode in new[] { RunMode.Interpret, RunMode.Compiled })
        {
            using var all = Load(name, lastRowOnly: false);
            using var last = Load(name, lastRowOnly: true);
            using var expected = new LanguageModel(new CompiledModel(all, mode, isOwned: false, [])).Start();
            using var actual = new LanguageModel(new CompiledModel(last, mode, isOwned: false, [])).Start();
            foreach (int[] tokens in (int[][])[[3, 1, 4, 1, 5, 9, 2], [6], [5, 3]])
            {
                var (e, a) = (expected.Feed(tokens).ToArray(), actual.Feed(tokens).ToArray());
                if (mode == RunMode.Interpret || InstructionTier.Best.Includes(InstructionTier.Avx512Bf16))
                {
                    Assert.Equal(e, a);
                }
                else
                {
                    // Managed products add in another order where there are few rows.
                    Assert.All(e.Zip(a), p => Assert.Equal(p.First, p.Second, 1e-2));
                }
            }
        }
    }

    [Fact]
    public void The_row_is_selected_before_the_last_layers_product()
    {
        using var program = Load("llama.flat.pt2", lastRowOnly: true);
        var rows = program.Functional.Nodes.Where(n => n.IsCallOf(KnownOps.Linear))
            .Select(n => ((TensorType)n.Type).Shape[1].ToString()).ToArray();
        // Two layers of q, k, v, o, gate, up, down; then the vocabulary.
        Assert.Equal([.. Enumerable.Repeat("s72", 10), "1", "1", "1", "1", "1"], rows);
    }

    [Fact]
    public void A_result_without_rows_is_refused()
    {
        var graph = GraphParser.Parse("""
            graph @rows functional {
              %x: f32[4] = input "x"
              output %x
            }
            """, TestOperators.Catalog);
        var e = Assert.Throws<NormalizationException>(() => WantedRows.KeepLast(graph, TestOperators.Catalog, "rows.pt2"));
        Assert.Contains("Only the last row of rows.pt2 is wanted, but its last result is no tensor of rows and features.", e.Message);
    }

    private static PreparedProgram Load(string name, bool lastRowOnly) =>
        PreparedProgram.Load(Path.Combine(Import.Corpus.Fixtures, "models", name), new CompileOptions { LastRowOnly = lastRowOnly });
}
