using System.Globalization;

namespace Piecewise.Cli.Tests.Guide;

/// <summary>A program of the guide.</summary>
/// <param name="Heading">The section that it stands in.</param>
/// <param name="Line">Where, from 1.</param>
/// <param name="Code">The program.</param>
/// <param name="Output">What the guide says that it prints; null where it says nothing.</param>
internal sealed record GuideBlock(string Heading, int Line, string Code, string? Output)
{
    /// <summary>The programs of a text in Markdown: blocks of C#, each with the block of text right after it, if there is one.</summary>
    public static List<GuideBlock> Read(string markdown)
    {
        var lines = markdown.ReplaceLineEndings("\n").Split('\n');
        var blocks = new List<GuideBlock>();
        var heading = "";
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("## ", StringComparison.Ordinal))
            {
                heading = lines[i][3..];
            }
            else if (lines[i] == "```csharp")
            {
                var end = Array.IndexOf(lines, "```", i);
                var code = string.Join('\n', lines[(i + 1)..end]);
                var output = lines[end + 1] == "```text" ? string.Join('\n', lines[(end + 2)..Array.IndexOf(lines, "```", end + 2)]) : null;
                blocks.Add(new GuideBlock(heading, i + 1, code, output));
                i = end;
            }
        }
        return blocks;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Heading}, line {Line}");
}
