namespace Piecewise.Compiler.Explain;

/// <summary>What the compile took: its phases, and within lowering its passes.</summary>
internal static class PhaseSection
{
    public static void Write(HtmlWriter html, Explanation explanation)
    {
        html.Append("<section aria-labelledby=\"phases\"><h2 id=\"phases\">Phases and passes</h2>\n");
        if (!explanation.Phases.IsEmpty)
        {
            var all = explanation.Phases.Sum(p => p.Time.TotalMilliseconds);
            HtmlTable.Write(html, $"Phases of the compile, {HtmlText.Milliseconds(all)} together", ["phase", "#time", "|of the compile"],
                explanation.Phases.Select(p =>
                    new[] { HtmlText.Of(p.Phase), HtmlText.Milliseconds(p.Time), HtmlTable.Bar(p.Time.TotalMilliseconds / all) }));
        }
        html.Append($"<p>Lowering: passes {HtmlText.Milliseconds(explanation.PassTime)}, stitching "
            + $"{HtmlText.Milliseconds(explanation.StitchTime)}; traced implementations: {HtmlText.Of(explanation.Replacements)}.</p>\n");
        var passes = explanation.Pieces.SelectMany(p => p.Records).GroupBy(r => r.Pass).Select(g => new PassSum(
            g.Key, g.Count(r => r.Skipped is null), g.Sum(r => r.Rewrites.Length), g.Sum(r => r.Remarks.Length),
                g.Count(r => r.Skipped is not null),
            g.Sum(r => r.Elapsed.TotalMilliseconds))).ToList();
        WriteTable(html, "Passes that changed something, over all pieces and entries", passes.Where(p => p.Rewrites > 0));
        var idle = passes.Where(p => p.Rewrites == 0).ToList();
        if (idle.Count > 0)
        {
            html.Append($"<details class=\"idle\"><summary>{HtmlText.Count(idle.Count, "pass", "passes")} changed nothing</summary>\n");
            WriteTable(html, "Passes that changed nothing", idle);
            html.Append("</details>\n");
        }
        html.Append("</section>\n");
    }

    private static void WriteTable(HtmlWriter html, string caption, IEnumerable<PassSum> passes) =>
        HtmlTable.Write(html, caption, ["pass", "#runs", "#rewrites", "#left alone", "#not run", "#time"], passes.Select(p => new[]
        {
            HtmlText.Of(p.Name), HtmlText.Number(p.Runs), HtmlText.Number(p.Rewrites), HtmlText.Number(p.LeftAlone),
                HtmlText.Number(p.NotRun), HtmlText.Milliseconds(p.Time),
        }));

    private sealed record PassSum(string Name, int Runs, int Rewrites, int LeftAlone, int NotRun, double Time);
}
