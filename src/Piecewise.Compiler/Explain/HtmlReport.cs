using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using Piecewise.Compiler.Passes;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Explain;

/// <summary>
/// An explanation as one HTML file that needs nothing else (T3): stitch graph, unique pieces, what each pass changed, providers and times. It
/// follows the reader's light or dark setting and can be used with the keyboard alone.
/// </summary>
public static class HtmlReport
{
    private const int ContextLines = 2;

    /// <summary>The document's text. Before and after of a pass are shown where the program was lowered with <see cref="PassSettings.KeepText"/>.</summary>
    /// <param name="explanation">What to tell.</param>
    /// <param name="stitch">The stitch graph of the program.</param>
    public static string Write(Explanation explanation, Graph stitch)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        ArgumentNullException.ThrowIfNull(stitch);
        var html = new StringBuilder();
        html.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Text(explanation.Program)}</title>
            <style>{Style}</style>
            </head>
            <body>
            <a class="skip" href="#pieces">Skip to the pieces</a>
            <header><h1>{Text(Path.GetFileName(explanation.Program))}</h1>
            <p>{Text(explanation.Partition)}; passes {Milliseconds(explanation.PassTime)}, stitching {Milliseconds(explanation.StitchTime)}; traced implementations: {Text(explanation.Replacements)}</p>
            </header>
            <main>

            """);
        WriteEntries(html, explanation);
        WriteStitch(html, explanation, stitch);
        WriteTimes(html, explanation);
        html.Append("<section id=\"pieces\"><h2>Unique pieces</h2>\n");
        foreach (var piece in explanation.Pieces)
        {
            WritePiece(html, explanation, piece);
        }
        html.Append("</section>\n</main>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static void WriteEntries(StringBuilder html, Explanation explanation)
    {
        html.Append("<section><h2>Entries</h2>\n<table><thead><tr><th scope=\"col\">entry</th><th scope=\"col\">sizes</th><th scope=\"col\">why it ends there</th></tr></thead><tbody>\n");
        foreach (var entry in explanation.Entries)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{entry.Index}</td><td>{Text($"{entry.Entry.Symbol ?? "all sizes"} {(entry.Entry.Symbol is null ? "" : entry.Entry.Range)}")}</td><td>{Text(entry.DerivedFor ?? "asked for, or the program's range")}</td></tr>\n");
        }
        html.Append("</tbody></table></section>\n");
    }

    private static void WriteStitch(StringBuilder html, Explanation explanation, Graph stitch)
    {
        var unique = explanation.Pieces.SelectMany(p => p.Calls.Select(c => (Call: c, p.Index))).ToDictionary(p => p.Call, p => p.Index);
        html.Append("<section><h2>Stitch graph</h2>\n<p>Pieces in the order in which they run; those of one number are one compiled piece.</p>\n<ol class=\"stitch\">\n");
        foreach (var node in stitch.Nodes.Where(n => n.Piece is not null))
        {
            var takes = string.Join(", ", node.InputNodes.Distinct().Where(n => n.Kind != NodeKind.Input || n.Input!.Kind == InputKind.User).Select(n => $"%{n.Name}: {n.Type}"));
            var label = $"piece {node.Piece!.Index} takes {takes}";
            html.Append(unique.TryGetValue(node.Piece.Index, out var index)
                ? string.Create(CultureInfo.InvariantCulture, $"<li><a class=\"compute c{index % 6}\" href=\"#piece-{index}\" title=\"{Text(label)}\">{node.Piece.Index}<small>unique {index}</small></a></li>\n")
                : string.Create(CultureInfo.InvariantCulture, $"<li><span class=\"splitting\" title=\"{Text(label)}\">{node.Piece.Index}<small>{Text(string.Join(", ", node.Piece.Graph.Nodes.Where(n => n.Operator is not null).Select(n => n.Operator!.Schema.BaseName).Distinct()))}</small></span></li>\n"));
        }
        html.Append("</ol></section>\n");
    }

    private static void WriteTimes(StringBuilder html, Explanation explanation)
    {
        html.Append("<section><h2>Passes</h2>\n<table><thead><tr><th scope=\"col\">pass</th><th scope=\"col\">runs</th><th scope=\"col\">rewrites</th><th scope=\"col\">left alone</th><th scope=\"col\">not run</th><th scope=\"col\">time</th></tr></thead><tbody>\n");
        var records = explanation.Pieces.SelectMany(p => p.Records).ToArray();
        foreach (var pass in records.GroupBy(r => r.Pass))
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(pass.Key)}</td><td>{pass.Count(r => r.Skipped is null)}</td><td>{pass.Sum(r => r.Rewrites.Length)}</td><td>{pass.Sum(r => r.Remarks.Length)}</td><td>{pass.Count(r => r.Skipped is not null)}</td><td>{Milliseconds(TimeSpan.FromTicks(pass.Sum(r => r.Elapsed.Ticks)))}</td></tr>\n");
        }
        html.Append("</tbody></table></section>\n");
    }

    private static void WritePiece(StringBuilder html, Explanation explanation, ExplainedPiece piece)
    {
        html.Append(CultureInfo.InvariantCulture, $"<article id=\"piece-{piece.Index}\"><h3>Unique piece {piece.Index}</h3>\n<p>{piece.Graph.Count} nodes; called as {(piece.Calls.Length == 1 ? "piece" : "pieces")} {string.Join(", ", piece.Calls)}.</p>\n");
        WriteGraph(html, "Graph before the passes", GraphPrinter.Print(piece.Graph));
        WriteRecords(html, piece.Records.Where(r => r.Entry is null));
        foreach (var version in piece.Versions)
        {
            var entry = explanation.Entries[version.Entry].Entry;
            var records = piece.Records.Where(r => r.Entry == entry).ToImmutableArray();
            html.Append(CultureInfo.InvariantCulture, $"<h4>Entry {version.Entry}, sizes {Text(entry.ToString())}: {version.Graph.Count} nodes</h4>\n");
            WriteRecords(html, records);
            WriteProviders(html, records);
            WriteGraph(html, "Lowered graph", GraphPrinter.Print(version.Graph));
        }
        html.Append("</article>\n");
    }

    private static void WriteRecords(StringBuilder html, IEnumerable<PassRecord> records)
    {
        foreach (var record in records)
        {
            if (record is { Skipped: null, Rewrites.IsEmpty: true, Remarks.IsEmpty: true, TextBefore: null })
            {
                continue;
            }
            if (record.Skipped is { } reason)
            {
                html.Append(CultureInfo.InvariantCulture, $"<p class=\"skipped\"><b>{Text(record.Pass)}</b> not run: {Text(reason)}</p>\n");
                continue;
            }
            var count = record.Rewrites.Length;
            var outcome = $"{count} {(count == 1 ? "rewrite" : "rewrites")}, {record.NodesBefore} → {record.NodesAfter} nodes, {Milliseconds(record.Elapsed)}";
            html.Append(CultureInfo.InvariantCulture, $"<details><summary><b>{Text(record.Pass)}</b> {Text(outcome)}</summary>\n");
            if (!record.Rewrites.IsEmpty)
            {
                html.Append("<ul>\n");
                foreach (var rewrite in record.Rewrites)
                {
                    html.Append(CultureInfo.InvariantCulture, $"<li>{(rewrite.Number is { } number ? $"#{number} " : "")}{Text(rewrite.Rule)} at <code>%{Text(rewrite.Node)}</code> {Place(rewrite.Source)}</li>\n");
                }
                html.Append("</ul>\n");
            }
            if (!record.Remarks.IsEmpty)
            {
                html.Append("<p>Left alone:</p><ul>\n");
                foreach (var remark in record.Remarks)
                {
                    html.Append(CultureInfo.InvariantCulture, $"<li>{Text(remark.Rule)} at <code>%{Text(remark.Node)}</code>: {Text(remark.Reason)} {Place(remark.Source)}</li>\n");
                }
                html.Append("</ul>\n");
            }
            if (record is { TextBefore: { } before, TextAfter: { } after })
            {
                WriteDiff(html, LineDiff.Compute(before, after));
            }
            html.Append("</details>\n");
        }
    }

    private static void WriteDiff(StringBuilder html, IReadOnlyList<(LineChange Change, string Line)> lines)
    {
        html.Append("<pre tabindex=\"0\" aria-label=\"changes of the graph\">");
        var isNear = new bool[lines.Count];
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Change != LineChange.Same)
            {
                Array.Fill(isNear, true, Math.Max(i - ContextLines, 0), Math.Min(i + ContextLines + 1, lines.Count) - Math.Max(i - ContextLines, 0));
            }
        }
        for (var i = 0; i < lines.Count; i++)
        {
            if (isNear[i])
            {
                html.Append(lines[i].Change switch
                {
                    LineChange.Added => $"<ins>+ {Text(lines[i].Line)}</ins>\n",
                    LineChange.Removed => $"<del>- {Text(lines[i].Line)}</del>\n",
                    _ => $"  {Text(lines[i].Line)}\n",
                });
            }
            else if (i == 0 || isNear[i - 1])
            {
                html.Append("  …\n");
            }
        }
        html.Append("</pre>\n");
    }

    private static void WriteProviders(StringBuilder html, ImmutableArray<PassRecord> records)
    {
        var choices = records.SelectMany(r => r.Providers).ToArray();
        if (choices.Length == 0)
        {
            return;
        }
        html.Append("<details><summary><b>providers</b> ").Append(Text(string.Join(", ", choices.GroupBy(c => $"{c.Op.Split("::")[^1].Split('.')[0]}: {c.Provider}").Select(g => $"{g.Key} × {g.Count()}"))))
            .Append("</summary>\n<table><thead><tr><th scope=\"col\">node</th><th scope=\"col\">op</th><th scope=\"col\">provider</th><th scope=\"col\">passed over</th></tr></thead><tbody>\n");
        foreach (var choice in choices)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td><code>%{Text(choice.Node)}</code></td><td>{Text(choice.Op)}</td><td>{Text(choice.Provider)}</td><td>{Text(string.Join("; ", choice.PassedOver))}</td></tr>\n");
        }
        html.Append("</tbody></table></details>\n");
    }

    private static void WriteGraph(StringBuilder html, string title, string text) =>
        html.Append(CultureInfo.InvariantCulture, $"<details><summary>{Text(title)}</summary><pre tabindex=\"0\" aria-label=\"{Text(title)}\">{Text(text)}</pre></details>\n");

    private static string Place(SourceLocation? source) => source is null ? "" : $"<small>{Text(source.ToString())}</small>";

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString("F2", CultureInfo.InvariantCulture) + " ms";

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private const string Style = """

        :root { color-scheme: light dark; --back: #fff; --text: #1c2024; --faint: #5d6670; --line: #d5dae0; --box: #f4f6f8; --link: #0b57a4; --added: #d9f2df; --removed: #fbdcdc; }
        @media (prefers-color-scheme: dark) { :root { --back: #15181c; --text: #e4e7ea; --faint: #9aa4ae; --line: #363c44; --box: #1e2329; --link: #7db7f2; --added: #163c22; --removed: #4a1c1e; } }
        body { background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 75rem; padding: 1rem 1.5rem 4rem; }
        a { color: var(--link); } small { color: var(--faint); }
        :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
        .skip { position: absolute; left: -100rem; } .skip:focus { position: static; }
        h1 { font-size: 1.6rem; margin-bottom: 0; } h2 { margin-top: 2rem; border-bottom: 1px solid var(--line); } h4 { margin: 1.2rem 0 .4rem; }
        table { border-collapse: collapse; display: block; overflow-x: auto; } th, td { text-align: left; padding: .15rem .9rem .15rem 0; vertical-align: top; border-bottom: 1px solid var(--line); } th { color: var(--faint); font-weight: 600; }
        td:nth-child(n+2) { font-variant-numeric: tabular-nums; }
        pre { background: var(--box); border: 1px solid var(--line); border-radius: 4px; padding: .6rem; overflow: auto; max-height: 32rem; font: 12.5px/1.45 ui-monospace, monospace; }
        code { font-family: ui-monospace, monospace; font-size: .9em; }
        ins, del { display: inline-block; min-width: 100%; text-decoration: none; } ins { background: var(--added); } del { background: var(--removed); }
        article { border: 1px solid var(--line); border-radius: 6px; padding: .2rem 1rem 1rem; margin: 1rem 0; }
        .skipped { margin: .15rem 0 .15rem 1.1rem; color: var(--faint); }
        summary { cursor: pointer; padding: .15rem 0; }
        ol.stitch { list-style: none; display: flex; flex-wrap: wrap; gap: .4rem; padding: 0; }
        ol.stitch a, ol.stitch span { display: block; min-width: 3.4rem; padding: .25rem .5rem; border: 1px solid var(--line); border-left-width: 5px; border-radius: 4px; background: var(--box); color: var(--text); text-decoration: none; text-align: center; }
        ol.stitch small { display: block; font-size: .72rem; }
        ol.stitch .splitting { border-style: dashed; background: none; }
        ol.stitch .c0 { border-left-color: #3b82c4; } ol.stitch .c1 { border-left-color: #2f9e6e; } ol.stitch .c2 { border-left-color: #c4823b; } ol.stitch .c3 { border-left-color: #9a5fc0; } ol.stitch .c4 { border-left-color: #c04f6a; } ol.stitch .c5 { border-left-color: #7a8a2e; }

        """;
}
