using System.Text.RegularExpressions;

namespace Piecewise.Graphs.Tests;

/// <summary>Holds <c>docs/ir.md</c> to the code.</summary>
public sealed class IrDocumentTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Piecewise.Testing.Repository.Root, "docs", "ir.md"));

    [Fact]
    public void The_example_is_a_valid_graph()
    {
        var example = Document.Split("```")[1];
        Assert.Empty(GraphVerifier.Verify(GraphParser.Parse(example, TestOperators.Catalog)));
    }

    [Fact]
    public void Every_rule_is_listed() =>
        Assert.Equal(GraphVerifier.Rules.Select(r => r.Id),
            Regex.Matches(Document, @"^\| (V\d+) \|", RegexOptions.Multiline).Select(m => m.Groups[1].Value));

    [Fact]
    public void Every_stage_is_listed() =>
        Assert.All(Dialect.All, d => Assert.Contains($"| {d.Stage.ToString().ToLowerInvariant()} |", Document, StringComparison.Ordinal));
}
