namespace Piecewise.Compiler.Tests;

/// <summary>
/// PyTorch's own outputs of every exported program that is at hand, in every form of the program (F1, F3, F5, G2, G3, G5, P13).
/// </summary>
public sealed class RecordedProgramTests
{
    /// <summary>
    /// Programs whose recorded outputs are not those that PyTorch gives for the file. <c>deepseek_v3.bs</c>: the exported attention gets
    /// keys with 0 heads, for which PyTorch's kernel gives zeros and so do we; the outputs are of the model before it was exported.
    /// </summary>
    private static readonly string[] Misrecorded = ["deepseek_v3.bs.pt2"];

    [Theory]
    [MemberData(nameof(Import.Corpus.Recorded), MemberType = typeof(Import.Corpus))]
    public void F1_Outputs_are_PyTorchs(string path)
    {
        var faults = CorpusCheck.Run(path, TestOperators.Catalog);
        if (Misrecorded.Contains(Path.GetFileName(path)))
        {
            faults = [.. faults.Where(f => !f.Contains("run, case", StringComparison.Ordinal))];
        }

        Assert.True(faults.IsEmpty, string.Join("\n", faults));
    }
}
