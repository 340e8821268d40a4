using Piecewise.Compiler.Patterns;
using Piecewise.Graphs;
using Piecewise.Llm;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.Weights;

public sealed class QuantizedModelTests
{
    private static readonly int[][] Turns = [[3, 1, 4, 1, 5, 9, 2], [6], [5, 3]];

    public static TheoryData<string, string> Models()
    {
        var data = new TheoryData<string, string>();
        foreach (var file in Directory.GetFiles(Path.Combine(Import.Corpus.Fixtures, "models"), "*.flat*.pt2").Order())
        {
            foreach (var formats in new[] { "int8", "int4", "int4,*v_proj.weight=int8,*layers.0.*=exported" })
            {
                data.Add(Path.GetFileName(file), formats);
            }
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_mode_gives_the_same_logits_near_the_exported_ones(string name, string formats)
    {
        var exported = Logits(name, "exported", RunMode.Compiled);
        var interpreted = Logits(name, formats, RunMode.Interpret);
        Assert.InRange(Distance(interpreted, exported), 1e-4, 0.5);
        foreach (var mode in new[] { RunMode.Split, RunMode.Lowered, RunMode.Compiled })
        {
            // Sums of integers are exact; what differs is rounding elsewhere, which may move a value to the next integer.
            Assert.InRange(Distance(Logits(name, formats, mode), interpreted), 0, name.Contains("bf16") ? 0.05 : 0.01);
        }
    }

    [Fact]
    public void Projections_of_one_value_are_one_product_with_one_weight()
    {
        using var program = Load("llama.flat.pt2", "int8");
        var graphs = program.Lowered.Pieces.Select(p => p.Graph).ToArray();
        // q, k, v before the first attention; then o; gate, up; down; and what follows: q, k, v again, or the vocabulary.
        Assert.Equal(9, graphs.Sum(g => g.Nodes.Count(n => n.IsCallOf(KnownOps.QuantizedLinearKernel))));
        Assert.DoesNotContain(
            graphs.SelectMany(g => g.Nodes), n => n.IsCallOf(KnownOps.QuantizeWeightKernel) || n.IsCallOf(KnownOps.QuantizedLinear));
        Assert.All(
            program.Lowered.LoadConstants(program.Program.State).Values.Where(c => c.DType == DType.U8), c => Assert.Equal(1, c.Rank));
    }

    [Fact]
    public void Layers_may_differ()
    {
        using var program = Load("llama.flat.pt2", "exported,*.layers.0.*=int8");
        Assert.Equal(7, program.Functional.Nodes.Count(n => n.IsCallOf(KnownOps.QuantizedLinear)));
        Assert.Equal(8, program.Functional.Nodes.Count(n => n.IsCallOf(KnownOps.Linear)));
    }

    [Fact]
    public void Products_that_choose_experts_stay_unless_they_are_named()
    {
        using var all = Load("qwen2_moe.flat.pt2", "int8");
        Assert.Contains(all.Functional.Nodes, n => n.IsCallOf(KnownOps.Linear) && n.Operand(1)!.Input!.Target.EndsWith("mlp.gate.weight"));
        using var named = Load("qwen2_moe.flat.pt2", "int8,*.mlp.gate.weight=int8");
        Assert.DoesNotContain(named.Functional.Nodes, n => n.IsCallOf(KnownOps.Linear));
    }

    [Fact]
    public void A_pattern_that_means_no_weight_is_an_error_with_the_names_there_are()
    {
        using var program = Load("llama.flat.pt2", "int8,lm_haed*=exported");
        var e = Assert.Throws<NormalizationException>(() => program.Functional);
        Assert.Contains("No product's weight is called 'lm_haed*'. Those that can have a format are ", e.Message);
        Assert.Contains(".q_proj.weight", e.Message);
    }

    [Fact]
    public async Task Quantized_weights_are_kept_and_loaded()
    {
        var folder = Directory.CreateTempSubdirectory("quantized-");
        try
        {
            var options = new CompileOptions { Weights = WeightFormats.Int4, CacheFolder = folder.FullName };
            var results = new List<float[]>();
            for (var start = 0; start < 2; start++)
            {
                using var model = await CompiledModel.LoadAsync(PathOf("llama.flat.pt2"), options);
                Assert.Equal(start == 0, model.Report.Compiled > 0);
                using var sequence = new LanguageModel(model).Start();
                results.Add(sequence.Feed(Turns[0]).ToArray());
            }
            Assert.Equal(results[0], results[1]);
            using var other = await CompiledModel.LoadAsync(PathOf("llama.flat.pt2"), options with { Weights = WeightFormats.Int8 });
            Assert.True(other.Report.Compiled > 0);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("gone", "not there")]
    [InlineData("cut", "bytes, not")]
    [InlineData("changed", "checksum")]
    public async Task Quantized_weights_that_are_no_more_what_they_were_are_made_again(string damage, string reason)
    {
        var folder = Directory.CreateTempSubdirectory("quantized-");
        try
        {
            var options = new CompileOptions { Weights = WeightFormats.Int8, CacheFolder = folder.FullName };
            var wanted = await Start(options);
            Assert.Equal("", wanted.NotKept);
            var file = Assert.Single(Directory.GetFiles(folder.FullName, "*.pwc", SearchOption.AllDirectories));
            if (damage == "gone")
            {
                File.Delete(file);
            }
            else
            {
                var bytes = File.ReadAllBytes(file);
                bytes[bytes.Length / 2] ^= 1;
                File.WriteAllBytes(file, damage == "cut" ? bytes[..^64] : bytes);
            }
            var again = await Start(options);
            Assert.True(again.Compiled > 0);
            Assert.Contains(reason, again.Reason);
            Assert.Equal(wanted.Logits, again.Logits);
            Assert.Equal(0, (await Start(options)).Compiled);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_program_runs_on_the_file_of_its_quantized_weights_also_when_it_has_just_made_it()
    {
        var folder = Directory.CreateTempSubdirectory("quantized-");
        try
        {
            for (var start = 0; start < 2; start++)
            {
                using var model = await CompiledModel.LoadAsync(
                    PathOf("llama.flat.pt2"), new CompileOptions { Weights = WeightFormats.Int8, CacheFolder = folder.FullName });
                Assert.Single(model.Report.Phases, p => p.Phase == (start == 0 ? "hash" : "restore"));
                var constants = model.Program.Manifest.State.Zip(model.Program.State).Where(s => s.First.Record is null).ToArray();
                Assert.NotEmpty(constants);
                Assert.All(constants, c => Assert.NotNull(c.Second.Storage.Mapping));
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(int Compiled, string Reason, string NotKept, float[] Logits)> Start(CompileOptions options)
    {
        using var model = await CompiledModel.LoadAsync(PathOf("llama.flat.pt2"), options);
        using var sequence = new LanguageModel(model).Start();
        return (model.Report.Compiled, model.Report.CacheReason, model.Report.NotKept, sequence.Feed(Turns[0]).ToArray());
    }

    private static float[] Logits(string name, string formats, RunMode mode)
    {
        using var program = Load(name, formats);
        using var sequence = new LanguageModel(new CompiledModel(program, mode, isOwned: false, [])).Start();
        return [.. Turns.SelectMany(t => sequence.Feed(t).ToArray())];
    }

    private static double Distance(float[] a, float[] b) =>
        Math.Sqrt(a.Zip(b).Sum(p => Math.Pow(p.First - (double)p.Second, 2)) / b.Sum(v => (double)v * v));

    private static string PathOf(string name) => Path.Combine(Import.Corpus.Fixtures, "models", name);

    private static PreparedProgram Load(string name, string formats) =>
        PreparedProgram.Load(PathOf(name), new CompileOptions { Weights = WeightFormats.Parse(formats) });
}
