using System.Text.RegularExpressions;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Architecture;

/// <summary>All C# that docs/add-a-pass.md shows stands in the sources, and all files that its table names are there.</summary>
public sealed partial class PassDocumentTests
{
    private static string Page => File.ReadAllText(Path.Combine(Repository.Root, "docs", "add-a-pass.md"));

    [Fact]
    public void All_code_of_the_page_is_in_the_sources()
    {
        var sources = new[] { "src", "tests" }.SelectMany(f => Sources.Below(f, ".cs")).Select(f => Unindented(File.ReadAllText(f)))
            .ToArray();
        var blocks = Block().Matches(Page).Select(m => m.Groups[1].Value).ToArray();
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.True(sources.Any(s => s.Contains(Unindented(block), StringComparison.Ordinal)),
            $"docs/add-a-pass.md shows code that is in no source file any more:\n{block}"));
    }

    [Fact]
    public void All_files_of_the_page_are_there()
    {
        var files = Row().Matches(Page).Select(m => m.Groups[1].Value).ToArray();
        Assert.NotEmpty(files);
        Assert.All(
            files,
            f => Assert.True(File.Exists(Path.Combine(Repository.Root, f)), $"docs/add-a-pass.md names {f}, which is not there."));
    }

    private static string Unindented(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(l => l.Trim()));

    [GeneratedRegex("```csharp\\r?\\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("^\\| `((?:src|tests)/[^`]+)`", RegexOptions.Multiline)]
    private static partial Regex Row();
}
