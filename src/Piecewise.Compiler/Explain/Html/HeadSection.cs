namespace Piecewise.Compiler.Explain;

/// <summary>The top of a report: what was compiled and for what, and before all else, what is not compiled.</summary>
internal static class HeadSection
{
    private const int ShownPlaces = 12;

    public static void Write(HtmlWriter html, Explanation explanation)
    {
        WriteRemarks(html, explanation);
        html.Append("<section aria-labelledby=\"compile\"><h2 id=\"compile\">Compile</h2>\n");
        if (!explanation.Facts.IsEmpty)
        {
            html.Append("<dl class=\"facts\">\n");
            foreach (var (name, value) in explanation.Facts)
            {
                html.Append($"<dt>{HtmlText.Of(name)}</dt><dd>{HtmlText.Of(value)}</dd>\n");
            }
            html.Append("</dl>\n");
        }
        HtmlTable.Write(html, "Ranges of sizes with versions of their own", ["entry", "sizes", "why it ends there"],
            explanation.Entries.Select(e => new[]
        {
            HtmlText.Number(e.Index),
            HtmlText.Of(e.Entry.Symbol is { } symbol ? $"{symbol} in {e.Entry.Range}" : "all are fixed, or served by one version"),
            HtmlText.Of(e.DerivedFor ?? "asked for, or the program's range"),
        }));
        html.Append("</section>\n");
    }

    private static void WriteRemarks(HtmlWriter html, Explanation explanation)
    {
        if (explanation.Remarks.IsEmpty && explanation.ReferenceCalls.IsEmpty)
        {
            return;
        }
        html.Append("<section class=\"warn\" aria-labelledby=\"slow\"><h2 id=\"slow\">Not compiled, and slow</h2>\n<ul>\n");
        foreach (var remark in explanation.Remarks)
        {
            html.Append($"<li>{HtmlText.Of(remark)}</li>\n");
        }
        foreach (var group in explanation.ReferenceCalls)
        {
            var places = string.Join(", ", group.Places.Take(ShownPlaces)) + (group.Places.Length > ShownPlaces ? ", …" : "");
            html.Append($"<li><b>{HtmlText.Of(group.Operator)}</b> runs by its reference kernel, "
                + $"{HtmlText.Count(group.Places.Length, "call")}: {HtmlText.Of(group.Reason)} <small>{HtmlText.Of(places)}</small>"
                + "</li>\n");
        }
        html.Append("</ul>\n</section>\n");
    }
}
