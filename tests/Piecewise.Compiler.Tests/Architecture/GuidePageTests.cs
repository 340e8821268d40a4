using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Architecture;

/// <summary>The pages that lead through a change name the files that it touches, and code that compiles.</summary>
public sealed partial class GuidePageTests
{
    private const string Example = "src/Piecewise.Operators/Aten/Name.cs";

    public static TheoryData<string> Pages => [.. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "add-*.md")
        .Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void All_files_that_a_page_names_are_there(string page)
    {
        string[] there = [.. ((string[])["src", "tests", "python", "docs"]).SelectMany(f => Sources.Below(f, "")).Select(Sources.NameOf)];
        Assert.All(Named(page).Where(n => n != Example), name => Assert.True(
            there.Contains(name) || there.Contains($"src/Piecewise.{name}")
                || there.Any(f => f.EndsWith($"/{name}", StringComparison.Ordinal)),
            $"docs/{page} names {name}, which is not there."));
    }

    [Fact]
    public void The_page_about_dtypes_names_every_file_that_one_touches()
    {
        var touched = Sources.Below("src", ".cs").Concat(Sources.Below("src", "PublicAPI.Unshipped.txt"))
            .Where(f => File.ReadAllText(f).Contains("F8E5M2", StringComparison.Ordinal)
                || File.ReadAllText(f).Contains("Float8E5M2", StringComparison.Ordinal))
            .Select(f => Sources.NameOf(f)["src/Piecewise.".Length..]).ToList();
        Assert.NotEmpty(touched);
        Assert.Empty(touched.Except(Named("add-a-dtype.md")));
    }

    [Fact]
    public void The_page_about_attention_rules_names_every_file_that_a_tensor_touches()
    {
        string[] touched = [.. Sources.Below("src", "").Concat(Sources.Below("python/piecewise_export", ".py"))
            .Where(f => Sinks().IsMatch(File.ReadAllText(f))).Select(Sources.NameOf)];
        Assert.NotEmpty(touched);
        Assert.Empty(touched.Except(Named("add-an-attention-rule.md")));
    }

    [Fact]
    public void The_example_of_an_attention_rule_compiles()
    {
        var blocks = Block().Matches(Text("add-an-attention-rule.md")).Select(m => m.Groups[1].Value).ToArray();
        Assert.Equal(2, blocks.Length);
        Assert.Empty(Errors(After("Attention/AttentionRules.cs", "public double Softcap { get; init; }", blocks[0]))
            .Concat(Errors((file, text) => After("Kernels/AttentionBlock.cs", "Cap<TLanes, TVector>(scores);\n        }", blocks[1])(
                file, After("Attention/AttentionRules.cs", "public double Softcap { get; init; }", blocks[0])(file, text))))
            .Except(Errors(null)));
    }

    private static Func<string, string, string> After(string file, string place, string code) => (name, text) =>
    {
        if (name != $"src/Piecewise.Tensors/{file}")
        {
            return text;
        }
        var lines = text.ReplaceLineEndings("\n");
        Assert.Contains(place, lines, StringComparison.Ordinal);
        return lines.Replace(place, $"{place}\n{code}", StringComparison.Ordinal);
    };

    private static IEnumerable<string> Errors(Func<string, string, string>? change) => SourceCompilation.Of("Tensors", [], change)
        .GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => $"{d.Id}: {d.GetMessage()}");

    private static IEnumerable<string> Named(string page) =>
        NamedFile().Matches(Text(page)).Select(m => m.Groups[1].Value).Where(n => n.Contains('/', StringComparison.Ordinal)).Distinct();

    private static string Text(string page) => File.ReadAllText(Path.Combine(Repository.Root, "docs", page)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"`([A-Za-z0-9_./-]+\.(?:cs|py|txt|graph))`")]
    private static partial Regex NamedFile();

    [GeneratedRegex(@"\bsinks\b|Sinks")]
    private static partial Regex Sinks();

    [GeneratedRegex("```csharp\\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
