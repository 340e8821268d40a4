using Piecewise.Compiler.Execute;
using Piecewise.Compiler.Normalize;
using Piecewise.Compiler.Partition;
using Piecewise.Compiler.Verification;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.Partition;

/// <summary>Every exported program splits at attention: no value too many (P6), few unique pieces (P10), equal results (P13).</summary>
public sealed class CorpusPartitionTests
{
    [Theory]
    [MemberData(nameof(Import.Corpus.Archives), MemberType = typeof(Import.Corpus))]
    public void Every_program_splits(string path)
    {
        using var program = ProgramImporter.Load(path, TestOperators.Catalog);
        var graph = Normalizer.Run(program, TestOperators.Catalog);
        var result = Splitter.Split(graph, SplittingOps.Default, TestOperators.Catalog);
        SplitCheck.Structure(graph, SplittingOps.Default, result);
        Assert.Equal(result.Plan, Partitioner.Plan(graph, SplittingOps.Default));
        if (Path.GetFileName(Path.GetDirectoryName(path)) == "models")
        {
            // The corpus has models of two layers: something before attention, something between, something behind.
            Assert.InRange(result.UniquePieceCount, 0, 3);
        }
        var recordedPath = Path.ChangeExtension(path, ".safetensors");
        if (!File.Exists(recordedPath))
        {
            return;
        }
        using var recorded = SafetensorsFile.Open(recordedPath);
        var (whole, split) = (new ProgramSession(program, graph), new ProgramSession(program, result.Stitch));
        foreach (var name in ProgramVerifier.CaseNames(recorded))
        {
            SplitCheck.SameBits(whole.Run(Inputs(whole)), split.Run(Inputs(split)));

            Dictionary<string, Value> Inputs(ProgramSession session) => ProgramVerifier.InputsOf(recorded, name)
                .ToDictionary(i => i.Key, i => session.Binder.Adapt(i.Key, i.Value), StringComparer.Ordinal);
        }
    }
}
