using Piecewise.Compiler.Tests.Import;

namespace Piecewise.Compiler.Tests;

/// <summary>
/// PyTorch's own outputs of a hundred random programs, in every form of the program. They are made by <c>python -m fuzz.programs</c>, which
/// makes any number of others (python/README.md).
/// </summary>
public sealed class RandomProgramTests
{
    private static readonly string Folder = Path.Combine(Path.GetDirectoryName(Corpus.Fixtures)!, "random");

    public static TheoryData<string> Programs() => [.. Directory.GetFiles(Folder, "*.pt2").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Programs))]
    public void F1_Outputs_are_PyTorchs(string path)
    {
        var faults = CorpusCheck.Run(path, TestOperators.Catalog);
        Assert.True(faults.IsEmpty, string.Join("\n", faults));
    }
}
