using Piecewise.Compiler.Build;
using Piecewise.Compiler.Normalize;
using Piecewise.Compiler.Partition;
using Piecewise.Compiler.Verification;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.Partition;

/// <summary>Every exported program splits at attention: no value too many (P6), few unique pieces (P10), equal results (P13).</summary>
public sealed class CorpusPartitionTests
{
    [Theory]
    [MemberData(nameof(Import.Corpus.Archives), MemberType = typeof(Import.Corpus))]
    public void Every_program_splits(string path)
    {
        using var program = ProgramImporter.LoadOwned(path, TestOperators.Catalog).Lend();
        var graph = Normalizer.Run(program, TestOperators.Catalog);
        var result = Splitter.Split(graph, SplittingOps.Default, TestOperators.Catalog);
        SplitCheck.Structure(graph, SplittingOps.Default, result);
        Assert.Equal(result.Plan, Partitioner.Plan(graph, SplittingOps.Default));
        if (Path.GetFileName(Path.GetDirectoryName(path)) == "models")
        {
            // The corpus has models of two layers: something before attention, something between, something after.
            Assert.InRange(result.UniquePieceCount, 0, 3);
        }
        var recordedPath = Path.ChangeExtension(path, ".safetensors");
        if (!File.Exists(recordedPath))
        {
            return;
        }
        using var recorded = SafetensorsFile.Open(recordedPath);
        var (whole, split) = (
            SessionCalls.Start(program, graph),
            InterpretedProgram.Of(program, result).StartSession(new SessionOptions { Seed = 0 }));
        foreach (var name in ProgramVerifier.CaseNames(recorded))
        {
            SplitCheck.SameBits(whole.Run(ProgramVerifier.InputsOf(recorded, name)), split.Run(ProgramVerifier.InputsOf(recorded, name)));
        }
    }
}
