using System.Collections.Immutable;
using Piecewise.Compiler.Passes;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Explain;

/// <summary>What each pass did to one unique piece, before specialization and for each entry, and what came out.</summary>
internal static class PieceArticle
{
    private const int ContextLines = 2;
    private const int ShownCalls = 40;

    public static void Write(HtmlWriter html, Explanation explanation, ExplainedPiece piece)
    {
        var calls = string.Join(", ", piece.Calls.Take(ShownCalls)) + (piece.Calls.Length > ShownCalls ? $", … {piece.Calls[^1]}" : "");
        html.Append($"<article id=\"piece-{piece.Index}\" class=\"c{piece.Index % HtmlStyle.PieceColors}\" "
            + $"aria-labelledby=\"piece-{piece.Index}-name\"><h3 id=\"piece-{piece.Index}-name\">Unique piece {piece.Index}</h3>\n"
            + $"<p>{HtmlText.Count(piece.Graph.Count, "node")}; called as {(piece.Calls.Length == 1 ? "piece" : "pieces")} {calls}.</p>\n");
        WriteText(html, "Graph before the passes", GraphPrinter.Print(piece.Graph));
        WriteRecords(html, [.. piece.Records.Where(r => r.Entry is null)]);
        for (var i = 0; i < piece.Versions.Length; i++)
        {
            var version = piece.Versions[i];
            var entry = explanation.Entries[version.Entry].Entry;
            ImmutableArray<PassRecord> records = [.. piece.Records.Where(r => r.Entry == entry)];
            html.Append($"<h4>Entry {version.Entry}, sizes {HtmlText.Of(entry.ToString())}: "
                + $"{HtmlText.Count(version.Graph.Count, "node")}</h4>\n");
            WriteRecords(html, records);
            WriteProviders(html, records);
            WriteText(html, "Lowered graph", GraphPrinter.Print(version.Graph));
            WriteCode(html, piece, i);
        }
        html.Append("</article>\n");
    }

    private static void WriteCode(HtmlWriter html, ExplainedPiece piece, int version)
    {
        if (piece.Codes[version] is not { Schedule: var schedule } code)
        {
            return;
        }
        html.Append($"<details><summary><b>code</b> {HtmlText.Of(code.Name)}: {HtmlText.Count(schedule.Items.Length, "kernel")}, "
            + $"{HtmlText.Count(schedule.Temporaries.Length, "temporary", "temporaries")}</summary>\n");
        HtmlTable.Write(html, $"Kernels and loop nests of {code.Name}", ["step", "what", "computes", "why so"],
            schedule.Items.Select(i => new[]
        {
            HtmlText.Number(i.Index), HtmlText.Of(StepText.What(i)), $"<code>{HtmlText.Of(StepText.Nodes(i))}</code>",
                HtmlText.Of(string.Join("; ", i.Reasons)),
        }));
        html.Append("</details>\n");
    }

    private static void WriteRecords(HtmlWriter html, ImmutableArray<PassRecord> records)
    {
        foreach (var record in records.Where(r => !IsIdle(r)))
        {
            WriteRecord(html, record);
        }
        var idle = records.Where(IsIdle).ToList();
        if (idle.Count == 0)
        {
            return;
        }
        html.Append($"<details class=\"idle\"><summary>{HtmlText.Count(idle.Count, "pass", "passes")} did nothing</summary><ul>\n");
        foreach (var record in idle)
        {
            var why = record.Skipped is { } reason ? $", not run: {HtmlText.Of(reason)}" : "";
            html.Append($"<li>{HtmlText.Of(record.Pass)}{why}</li>\n");
        }
        html.Append("</ul></details>\n");
    }

    private static bool IsIdle(PassRecord record) =>
        record.Skipped is not null || record is { Rewrites.IsEmpty: true, Remarks.IsEmpty: true, TextBefore: null };

    private static void WriteRecord(HtmlWriter html, PassRecord record)
    {
        var alone = record.Remarks.IsEmpty ? "" : $", {record.Remarks.Length} left alone";
        var outcome = $"{HtmlText.Count(record.Rewrites.Length, "rewrite")}{alone}, {record.NodesBefore} → {record.NodesAfter} nodes, "
            + HtmlText.Milliseconds(record.Elapsed);
        html.Append($"<details><summary><b>{HtmlText.Of(record.Pass)}</b> {outcome}</summary>\n");
        html.Append($"<p>{HtmlText.Of(record.Step.Pass.Summary.TrimEnd('.'))}: {HtmlText.Of(record.Step.Reason)}.</p>\n");
        if (!record.Rewrites.IsEmpty)
        {
            html.Append("<ul>\n");
            foreach (var rewrite in record.Rewrites)
            {
                var number = rewrite.Number is { } given ? $"#{given} " : "";
                html.Append($"<li>{number}{HtmlText.Of(rewrite.Rule)} at <code>%{HtmlText.Of(rewrite.Node)}</code> "
                    + $"{Place(rewrite.Source)}</li>\n");
            }
            html.Append("</ul>\n");
        }
        if (!record.Remarks.IsEmpty)
        {
            html.Append("<p>Left alone:</p><ul>\n");
            foreach (var remark in record.Remarks)
            {
                html.Append($"<li>{HtmlText.Of(remark.Rule)} at <code>%{HtmlText.Of(remark.Node)}</code>: {HtmlText.Of(remark.Reason)} "
                    + $"{Place(remark.Source)}</li>\n");
            }
            html.Append("</ul>\n");
        }
        if (record is { TextBefore: { } before, TextAfter: { } after })
        {
            WriteDiff(html, LineDiff.Compute(before, after));
        }
        html.Append("</details>\n");
    }

    private static void WriteDiff(HtmlWriter html, IReadOnlyList<(LineChange Change, string Line)> lines)
    {
        html.Append("<pre tabindex=\"0\" role=\"group\" aria-label=\"changes of the graph\">");
        var isNear = new bool[lines.Count];
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Change != LineChange.Same)
            {
                Array.Fill(isNear, true, Math.Max(i - ContextLines, 0),
                    Math.Min(i + ContextLines + 1, lines.Count) - Math.Max(i - ContextLines, 0));
            }
        }
        for (var i = 0; i < lines.Count; i++)
        {
            if (isNear[i])
            {
                html.Append(lines[i].Change switch
                {
                    LineChange.Added => $"<ins>+ {HtmlText.Of(lines[i].Line)}</ins>\n",
                    LineChange.Removed => $"<del>- {HtmlText.Of(lines[i].Line)}</del>\n",
                    _ => $"  {HtmlText.Of(lines[i].Line)}\n",
                });
            }
            else if (i == 0 || isNear[i - 1])
            {
                html.Append("  …\n");
            }
        }
        html.Append("</pre>\n");
    }

    private static void WriteProviders(HtmlWriter html, ImmutableArray<PassRecord> records)
    {
        var choices = records.SelectMany(r => r.Providers).ToArray();
        if (choices.Length == 0)
        {
            return;
        }
        var sum = string.Join(", ", choices.GroupBy(c => $"{c.Op.Split("::")[^1].Split('.')[0]}: {c.Provider}")
            .Select(g => $"{g.Key} × {g.Count()}"));
        html.Append($"<details><summary><b>providers</b> {HtmlText.Of(sum)}</summary>\n");
        HtmlTable.Write(html, "Who computes each op", ["node", "op", "provider", "passed over"], choices.Select(c => new[]
        {
            $"<code>%{HtmlText.Of(c.Node)}</code>", HtmlText.Of(c.Op), HtmlText.Of(c.Provider),
                HtmlText.Of(string.Join("; ", c.PassedOver)),
        }));
        html.Append("</details>\n");
    }

    private static void WriteText(HtmlWriter html, string title, string text) =>
        html.Append($"<details><summary>{HtmlText.Of(title)}</summary><pre tabindex=\"0\" role=\"group\" "
            + $"aria-label=\"{HtmlText.Of(title)}\">{HtmlText.Of(text)}</pre></details>\n");

    private static string Place(SourceLocation? source) => source is null ? "" : $"<small>{HtmlText.Of(source.ToString())}</small>";
}
