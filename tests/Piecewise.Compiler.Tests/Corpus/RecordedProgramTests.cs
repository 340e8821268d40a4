namespace Piecewise.Compiler.Tests;

/// <summary>PyTorch's own outputs of every exported program that is at hand, in every form of the program (F1, F3, F5, G2, G3, G5, P13).</summary>
public sealed class RecordedProgramTests
{
    [Theory]
    [MemberData(nameof(Import.Corpus.Recorded), MemberType = typeof(Import.Corpus))]
    public void F1_Outputs_are_PyTorchs(string path)
    {
        var faults = CorpusCheck.Run(path, TestOperators.Catalog);

        Assert.True(faults.IsEmpty, string.Join("\n", faults));
    }
}
