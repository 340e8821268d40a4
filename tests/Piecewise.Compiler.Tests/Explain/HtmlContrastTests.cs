using System.Globalization;
using System.Text.RegularExpressions;
using Piecewise.Compiler.Explain;

namespace Piecewise.Compiler.Tests.Explain;

/// <summary>
/// Contrast of the report's colors, light and dark, as the Web Content Accessibility Guidelines 2.2 compute it: 4.5 for text, 3 for what is
/// drawn (AA).
/// </summary>
public sealed partial class HtmlContrastTests
{
    [Theory]
    [InlineData("text", "back", 4.5)]
    [InlineData("text", "box", 4.5)]
    [InlineData("text", "warn", 4.5)]
    [InlineData("text", "added", 4.5)]
    [InlineData("text", "removed", 4.5)]
    [InlineData("faint", "back", 4.5)]
    [InlineData("faint", "box", 4.5)]
    [InlineData("faint", "warn", 4.5)]
    [InlineData("link", "back", 4.5)]
    [InlineData("link", "box", 4.5)]
    [InlineData("bar", "back", 3)]
    [InlineData("rail", "back", 3)]
    [InlineData("warn-line", "back", 3)]
    [InlineData("result", "box", 3)]
    [InlineData("shown", "box", 3)]
    [InlineData("scratch", "box", 3)]
    [InlineData("c0", "back", 3)]
    [InlineData("c1", "back", 3)]
    [InlineData("c2", "back", 3)]
    [InlineData("c3", "back", 3)]
    [InlineData("c4", "back", 3)]
    [InlineData("c5", "back", 3)]
    public void T3_colors_can_be_told_apart(string front, string back, double least)
    {
        var themes = Themes();
        Assert.Equal(2, themes.Count);
        Assert.All(themes, colors =>
        {
            var (a, b) = (Luminance(colors[front]), Luminance(colors[back]));
            var contrast = (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);
            Assert.True(contrast >= least, $"--{front} on --{back}: {contrast:F2}");
        });
    }

    [Fact]
    public void Every_color_has_a_name()
    {
        var rules = Root().Replace(HtmlStyle.Text, "");
        Assert.DoesNotMatch(Color(), rules);
        Assert.Equal(Themes()[0].Keys.Order(), Themes()[1].Keys.Order());
    }

    // The colors of each :root.
    private static List<Dictionary<string, string>> Themes() =>
        [.. Root().Matches(HtmlStyle.Text)
            .Select(m => Variable().Matches(m.Value).ToDictionary(v => v.Groups[1].Value, v => v.Groups[2].Value))];

    private static double Luminance(string color)
    {
        double[] parts = [.. Enumerable.Range(0, 3)
            .Select(i => Linear(int.Parse(color.AsSpan(2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0))];
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);

        static double Linear(double value) => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }

    [GeneratedRegex(":root \\{[^}]*\\}")]
    private static partial Regex Root();

    [GeneratedRegex("--([a-z0-9-]+): #([0-9a-f]{6});")]
    private static partial Regex Variable();

    [GeneratedRegex("#[0-9a-fA-F]{3,8}\\b")]
    private static partial Regex Color();
}
