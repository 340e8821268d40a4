namespace Piecewise.Compiler.Explain;

/// <summary>The graph of pieces: a drawing, and the same as a table for those who do not see it.</summary>
internal static class FlowSection
{
    private const int MostRows = 120;

    public static void Write(HtmlWriter html, Explanation explanation)
    {
        var flow = explanation.Flow;
        html.Append("<section aria-labelledby=\"flow\"><h2 id=\"flow\">Pieces</h2>\n");
        var measured = explanation.Measured.IsEmpty ? ""
            : explanation.Measured[^1].Sizes is { Length: > 0 } sizes ? $" In percent: the part of a call's time for {HtmlText.Of(sizes)}."
            : " In percent: the part of a call's time.";
        html.Append("<p>From top to bottom as they run. Equal pieces are one, compiled once; layers that repeat are drawn once. "
            + $"Dashed: what the program is split at.{measured}</p>\n");
        if (flow.Rows.Length <= MostRows)
        {
            html.Append("<figure>").Append(FlowDrawing.Write(explanation)).Append("</figure>\n");
        }
        html.Append($"<details{(flow.Rows.Length <= MostRows ? "" : " open=\"open\"")}><summary>The same as a table</summary>\n");
        HtmlTable.Write(html, "Pieces in the order in which they run", ["row", "what", "#calls", "#nodes", "#weights of a call", "takes"],
            flow.Rows.Select((row, index) => new[]
            {
                HtmlText.Number(index), HtmlText.Of(row.Name), HtmlText.Number(row.Pieces.Length), HtmlText.Number(row.Nodes),
                    CompileFacts.Bytes(row.WeightBytes),
                string.Join("<br />", flow.Edges.Where(e => e.To == index)
                    .Select(e => HtmlText.Of(
                    $"{string.Join(", ", e.Values)} of row {e.From}{(e.From >= index ? " in the turn before" : "")}"))),
            }));
        foreach (var loop in flow.Loops)
        {
            html.Append($"<p>Rows {loop.First} to {loop.Last} run {HtmlText.Count(loop.Times, "time")}.</p>\n");
        }
        html.Append("</details>\n</section>\n");
    }
}
