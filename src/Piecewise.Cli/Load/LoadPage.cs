using System.Globalization;
using Piecewise.Compiler.Explain;

namespace Piecewise.Cli.Load;

/// <summary>
/// Runs at several rates as one HTML file: latencies, speed and tokens of a step over the rate, as drawings and as the table that they are
/// made of. Nothing comes from elsewhere.
/// </summary>
internal static class LoadPage
{
    private const int Width = 520;
    private const int Height = 220;
    private const int Left = 60;
    private const int Bottom = 40;

    /// <param name="server">What was measured.</param>
    /// <param name="runs">At least one.</param>
    public static string Write(Uri server, IReadOnlyList<LoadRun> runs)
    {
        var page = new HtmlWriter();
        var name = HtmlText.Of(server.ToString());
        page.Append($"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Load on {name}</title>");
        page.Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        page.Append($"<style>{HtmlStyle.Text} figure {{ display: inline-block; margin: 1rem 1rem 1rem 0; }}");
        page.Append(" svg { max-width: 100%; } svg text { font-size: 11px; fill: var(--faint); }</style>");
        page.Append($"</head><body><main><h1>Load on {name}</h1>");
        page.Append("<p>Every figure is as <code>vllm bench serve</code> defines it.</p>");
        var latencies = runs[0].Report.Latencies.Select(l => l.Name).ToArray();
        for (var i = 0; i < latencies.Length; i++)
        {
            var last = runs[0].Report.Latencies[i].Percentiles.Keys.LastOrDefault();
            var lines = new List<(string, Func<LoadRun, double>)>
            {
                ("mean", r => r.Report.Latencies[i].Mean), ("median", r => r.Report.Latencies[i].Median),
            };
            if (last > 0)
            {
                lines.Add((Percentile(last), r => r.Report.Latencies[i].Percentiles[last]));
            }
            Draw(page, $"{latencies[i]}, ms", runs, lines);
        }
        Draw(page, "Output tokens a second", runs, [("tokens/s", r => r.Report.OutputTokensPerSecond)]);
        if (runs.All(r => r.Steps is not null))
        {
            Draw(page, "Tokens of a step", runs, [("tokens", r => r.Steps!.TokensPerStep)]);
        }
        Table(page, runs, latencies);
        return page.Append("</main></body></html>\n").ToString();
    }

    private static void Draw(
        HtmlWriter page, string title, IReadOnlyList<LoadRun> runs, IReadOnlyList<(string Name, Func<LoadRun, double> Value)> lines)
    {
        var most = Math.Max(1e-9, lines.Max(l => runs.Max(l.Value)));
        page.Append($"<figure><figcaption>{HtmlText.Of(title)}, over requests a second</figcaption>");
        page.Append($"<svg viewBox=\"0 0 {Width} {Height}\" width=\"{Width}\" role=\"img\" ");
        page.Append($"aria-label=\"{HtmlText.Of(title)}: the table below has its figures\">");
        for (var part = 0; part <= 4; part++)
        {
            var y = Y(most * part / 4);
            page.Append($"<line x1=\"{Left}\" x2=\"{Width - 10}\" y1=\"{y}\" y2=\"{y}\" stroke=\"var(--line)\"/>");
            page.Append($"<text x=\"{Left - 6}\" y=\"{y}\" text-anchor=\"end\">{Number(most * part / 4)}</text>");
        }
        for (var i = 0; i < runs.Count; i++)
        {
            page.Append($"<text x=\"{X(i)}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{RateOf(runs[i])}</text>");
        }
        for (var k = 0; k < lines.Count; k++)
        {
            var points = runs.Select((r, i) => $"{X(i)},{Y(lines[k].Value(r))}").ToArray();
            page.Append($"<polyline points=\"{string.Join(' ', points)}\" fill=\"none\" stroke=\"var(--c{k})\" stroke-width=\"2\"/>");
            foreach (var point in points.Select(p => p.Split(',')))
            {
                page.Append($"<circle cx=\"{point[0]}\" cy=\"{point[1]}\" r=\"3\" fill=\"var(--c{k})\"/>");
            }
            page.Append($"<text x=\"{Left + 10 + (k * 110)}\" y=\"{Height - 6}\" style=\"fill: var(--c{k})\">");
            page.Append($"{HtmlText.Of(lines[k].Name)}</text>");
        }
        page.Append("</svg></figure>");

        string X(int run) => Number(Left + 20 + (runs.Count == 1 ? 0 : run * (Width - Left - 60.0) / (runs.Count - 1)));

        string Y(double value) => Number(Height - Bottom - (value / most * (Height - Bottom - 15)));
    }

    private static void Table(HtmlWriter page, IReadOnlyList<LoadRun> runs, string[] latencies)
    {
        var percentiles = runs[0].Report.Latencies[0].Percentiles.Keys.ToArray();
        page.Append("<div class=\"scroll\" tabindex=\"0\"><table><caption>Latencies in milliseconds</caption><thead><tr>");
        string[] heads =
        [
            "requests a second", "completed", "failed", "requests/s", "output tokens/s", "tokens of a step", "calls by range",
            .. latencies.SelectMany(l => new[] { $"{l} mean", $"{l} median" }.Concat(percentiles.Select(p => $"{l} {Percentile(p)}"))),
        ];
        page.Append(string.Concat(heads.Select(h => $"<th scope=\"col\">{HtmlText.Of(h)}</th>"))).Append("</tr></thead><tbody>");
        foreach (var run in runs)
        {
            string[] cells =
            [
                $"{run.Report.Completed}", $"{run.Report.Failures.Values.Sum()}", Number(run.Report.RequestsPerSecond),
                Number(run.Report.OutputTokensPerSecond), run.Steps is { } steps ? Number(steps.TokensPerStep) : "–",
                run.Steps is { Ranges.IsEmpty: false } known
                    ? string.Join(", ", known.Ranges.Where(r => r.Value > 0).Select(r => $"{r.Key}: {Number(r.Value)}")) : "–",
                .. run.Report.Latencies.SelectMany(l => new[] { l.Mean, l.Median }.Concat(l.Percentiles.Values)).Select(Number),
            ];
            page.Append($"<tr><th scope=\"row\">{RateOf(run)}</th>{string.Concat(cells.Select(c => $"<td>{HtmlText.Of(c)}</td>"))}</tr>");
        }
        page.Append("</tbody></table></div>");
    }

    private static string RateOf(LoadRun run) => double.IsPositiveInfinity(run.Rate) ? "all at once" : Number(run.Rate);

    private static string Percentile(double value) => $"p{value.ToString(CultureInfo.InvariantCulture)}";

    private static string Number(double value) => HtmlText.Number(value, value >= 100 ? "0" : "0.##");
}
