namespace Piecewise.Compiler.Explain;

/// <summary>Tables of a report: a caption, headers with a scope, and the first cell of a row as its header.</summary>
internal static class HtmlTable
{
    /// <summary>Writes a table. Cells are HTML.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="caption">What it shows, as text.</param>
    /// <param name="columns">As text; one that begins with # holds numbers, one that begins with | bars.</param>
    /// <param name="rows">As many cells as there are columns.</param>
    public static void Write(HtmlWriter html, string caption, string[] columns, IEnumerable<string[]> rows)
    {
        html.Append($"<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{HtmlText.Of(caption)}\"><table><caption>"
            + $"{HtmlText.Of(caption)}</caption><thead><tr>");
        foreach (var column in columns)
        {
            html.Append($"<th scope=\"col\"{Class(column)}>{HtmlText.Of(column.TrimStart('#', '|'))}</th>");
        }
        html.Append("</tr></thead><tbody>\n");
        foreach (var row in rows)
        {
            html.Append($"<tr><th scope=\"row\">{row[0]}</th>");
            for (var i = 1; i < row.Length; i++)
            {
                html.Append($"<td{Class(columns[i])}>{row[i]}</td>");
            }
            html.Append("</tr>\n");
        }
        html.Append("</tbody></table></div>\n");
    }

    /// <summary>A bar of a share from 0 to 1. It says nothing that the numbers beside it do not.</summary>
    public static string Bar(double share) => $"<div style=\"width:{HtmlText.Number(Math.Clamp(100 * share, 0, 100), "F2")}%\"></div>";

    private static string Class(string column) => column[0] switch { '#' => " class=\"n\"", '|' => " class=\"bar\"", _ => "" };
}
