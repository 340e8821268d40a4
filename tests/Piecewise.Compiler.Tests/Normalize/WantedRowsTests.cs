using System.Numerics.Tensors;
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

    // S3: many sequences in one call, each row chosen among all.
    [Theory]
    [MemberData(nameof(Models))]
    public async Task Texts_that_are_made_together_are_those_that_are_made_alone(string name)
    {
        int[][] prompts = [[3, 1, 4, 1, 5, 9, 2], [6], [5, 3], [.. Enumerable.Range(1, 70).Select(i => i % 11)]];
        var options = new GenerationOptions { MaxTokens = 12, IgnoreEnd = true };
        foreach (var mode in new[] { RunMode.Interpret, RunMode.Compiled })
        {
            using var program = Load(name, new CompileOptions { ChoosesRows = true });
            using var model = new LanguageModel(new CompiledModel(program, mode, isOwned: false, []));
            await using var engine = new Engine(model, new EngineOptions { MaxBatchTokens = 24 });
            var together = prompts.Select(p => engine.Generate(p, options)).ToArray();
            for (var i = 0; i < prompts.Length; i++)
            {
                using var sequence = model.Start();
                var alone = new List<int> { Largest(sequence.Feed(prompts[i])) };
                while (alone.Count < options.MaxTokens)
                {
                    alone.Add(Largest(sequence.Feed([alone[^1]])));
                }
                var ids = new List<int>();
                await foreach (var token in together[i])
                {
                    ids.Add(token.Id!.Value);
                }
                Assert.Equal(alone, ids);
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
        Assert.Contains("Only some rows of rows.pt2 are wanted, but its last result is no tensor of rows and features.", e.Message);
    }

    private static int Largest(ReadOnlySpan<float> logits) => TensorPrimitives.IndexOfMax(logits);

    private static PreparedProgram Load(string name, bool lastRowOnly) => Load(name, new CompileOptions { LastRowOnly = lastRowOnly });

    private static PreparedProgram Load(string name, CompileOptions options) =>
        PreparedProgram.Load(Path.Combine(Import.Corpus.Fixtures, "models", name), options);
}
