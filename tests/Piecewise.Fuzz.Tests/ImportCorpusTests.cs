using Piecewise.Operators;
using Piecewise.Testing;

namespace Piecewise.Fuzz.Tests;

/// <summary>The files that fuzzing of import begins with, and those that once were more than a refusal (F2).</summary>
public sealed class ImportCorpusTests
{
    public static TheoryData<string> Files => [.. Directory.GetFiles(
        Path.Combine(Repository.Root, "tests", "Piecewise.Fuzz", "import-corpus")).Select(f => Path.GetFileName(f)!)];

    [Theory]
    [MemberData(nameof(Files))]
    public void F2_Is_a_program_or_a_refusal(string name)
    {
        var file = File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "Piecewise.Fuzz", "import-corpus", name));

        Assert.Null(ImportTarget.Run(file, StandardOperators.Create())?.Detail);
    }
}
