using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Normalize;
using Piecewise.Compiler.Partition;
using Piecewise.Import;

namespace Piecewise.Compiler.Tests.Passes;

/// <summary>How often fusions match in exported models of two layers, counted as vLLM's end-to-end tests do (N5).</summary>
public sealed class CorpusFusionTests
{
    /// <summary>For n layers: 2n sums with their norms; 2n merged projections, q with k and v, gate with up.</summary>
    [Theory]
    [InlineData("llama.flat")]
    [InlineData("llama.flat-bf16")]
    [InlineData("llama.flat-aten")]
    public void N5_norms_take_their_sums_and_projections_are_merged(string model)
    {
        using var program = ProgramImporter.LoadOwned(Path.Combine(Import.Corpus.Programs, "..", "models", model + ".pt2"),
            TestOperators.Catalog).Lend();
        var split = Splitter.Split(Normalizer.Run(program, TestOperators.Catalog), SplittingOps.Default, TestOperators.Catalog);
        var lowered = ProgramLowerer.Run(split, DynamicSize.Of(program, null), TestOperators.Catalog, new LoweringOptions());

        foreach (var entry in lowered.Records.Where(r => r.Entry is not null).GroupBy(r => r.Entry))
        {
            Assert.Equal(4, entry.Where(r => r.Pass == "fuse-add-norm").Sum(r => r.Rewrites.Length));
            Assert.Equal(4, entry.Where(r => r.Pass == "merge-projections").Sum(r => r.Rewrites.Length));
        }
        // The joined weights are computed at load, once for all entries.
        Assert.Equal(4, lowered.Constants.Count(c => c.Recipe.Nodes.Any(n => n.IsCallOf("aten::cat.default"))));
    }
}
