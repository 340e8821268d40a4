using System.Text.RegularExpressions;

namespace Piecewise.Compiler.Tests.Architecture;

/// <summary>Private fields are named like everything else, without a mark before the name.</summary>
public sealed partial class PrivateFieldTests
{
    [Fact]
    public void No_field_has_a_mark_before_its_name()
    {
        var marked = new[] { "src", "tests", "benchmarks" }.SelectMany(f => Sources.Below(f, ".cs"))
            .SelectMany(file => File.ReadLines(file).Select((line, i) => (line, Place: $"{Sources.NameOf(file)}:{i + 1}")))
            .Where(l => Marked().IsMatch(l.line)).Select(l => $"{l.Place}: {l.line.Trim()}").ToList();
        Assert.True(marked.Count == 0, string.Join('\n', marked));
    }

    [GeneratedRegex(@"^\s*(private|internal|protected|readonly|static)[^=;({""]* (_|s_)[a-z]\w*( =|;)")]
    private static partial Regex Marked();
}
