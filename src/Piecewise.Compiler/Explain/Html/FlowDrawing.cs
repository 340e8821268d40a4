namespace Piecewise.Compiler.Explain;

/// <summary>
/// Draws the graph of pieces as SVG: boxes from top to bottom, arrows to the next one with what it takes, rails at the right for what
/// passes others by, brackets at the left around what repeats.
/// </summary>
internal sealed class FlowDrawing
{
    private const int Left = 58;
    private const int BoxWidth = 316;
    private const int BoxHeight = 46;
    private const int Pitch = 84;
    private const int Lane = 14;
    private const int MostLanes = 8;
    private const int NameLength = 32;
    private const int LabelLength = 40;

    private readonly Explanation explanation;
    private readonly HtmlWriter svg = new();

    private FlowDrawing(Explanation explanation) => this.explanation = explanation;

    /// <summary>The drawing.</summary>
    public static string Write(Explanation explanation) => new FlowDrawing(explanation).Write();

    private PieceFlow Flow => explanation.Flow;

    private string Write()
    {
        var rails = LanesOf([.. Flow.Edges.Where(e => e.To > e.From + 1)]);
        var lanes = rails.Count == 0 ? 0 : rails.Max(r => r.Lane) + 1;
        var (width, height) = (Left + BoxWidth + (lanes * Lane) + 16, (Flow.Rows.Length * Pitch) - Pitch + BoxHeight + 8);
        svg.Append($"<svg class=\"flow\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"group\" "
            + "aria-label=\"Graph of pieces, from inputs to results\">\n");
        foreach (var loop in Flow.Loops)
        {
            WriteLoop(loop);
        }
        foreach (var edge in Flow.Edges.Where(e => e.To == e.From + 1))
        {
            WriteArrow(edge);
        }
        foreach (var (edge, lane) in rails)
        {
            WriteRail(edge, lane);
        }
        for (var i = 0; i < Flow.Rows.Length; i++)
        {
            WriteBox(Flow.Rows[i], i);
        }
        return svg.Append("</svg>\n").ToString();
    }

    private static int Top(int row) => (row * Pitch) + 4;

    private void WriteBox(FlowRow row, int index)
    {
        var (x, y) = (Left, Top(index));
        var isPiece = row.UniquePiece is { } number && explanation.Pieces.Any(p => p.Index == number);
        svg.Append($"<g><title>{HtmlText.Of(row.Name)}{(row.Pieces.IsEmpty ? "" : $", piece {string.Join(", ", row.Pieces)}")}</title>");
        svg.Append($"<rect class=\"{(row.Kind == FlowRowKind.Splitting ? "split" : "node")}\" x=\"{x}\" y=\"{y}\" width=\"{BoxWidth}\" "
            + $"height=\"{BoxHeight}\" rx=\"5\" />");
        if (isPiece)
        {
            svg.Append($"<rect class=\"mark c{row.UniquePiece % HtmlStyle.PieceColors}\" x=\"{x}\" y=\"{y}\" width=\"6\" "
                + $"height=\"{BoxHeight}\" rx=\"3\" />");
        }
        var name = $"<text x=\"{x + 16}\" y=\"{y + 19}\">"
            + $"{HtmlText.Shortened(row.Name, NameLength)}{(row.Pieces.Length > 1 ? $" × {row.Pieces.Length}" : "")}</text>";
        svg.Append(isPiece ? $"<a href=\"#piece-{row.UniquePiece}\">{name}</a>" : name);
        if (!explanation.Measured.IsEmpty && ShareOf(row, explanation.Measured[^1]) is { } share)
        {
            svg.Append($"<text x=\"{x + BoxWidth - 12}\" y=\"{y + 19}\" text-anchor=\"end\">{HtmlText.Percent(share)}<title>of the time "
                + $"of a call, {HtmlText.Of(explanation.Measured[^1].Sizes)}</title></text>");
        }
        svg.Append($"<text class=\"small\" x=\"{x + 16}\" y=\"{y + 37}\">"
            + $"{HtmlText.Shortened(Details(row, index), LabelLength + 6)}</text></g>\n");
    }

    private string Details(FlowRow row, int index)
    {
        if (row.Kind is FlowRowKind.Inputs or FlowRowKind.Results)
        {
            // What reaches the most rows, and what arrives in the end.
            var edges = Flow.Edges.Where(e => row.Kind == FlowRowKind.Inputs ? e.From == index : e.To == index);
            return string.Join(", ", edges.SelectMany(e => e.Values).Distinct());
        }
        var kernels = explanation.Pieces.FirstOrDefault(p => p.Index == row.UniquePiece)?.Codes.FirstOrDefault()?.Schedule.Items.Length;
        return string.Join(", ", new[]
        {
            HtmlText.Count(row.Nodes, "node"),
            kernels is { } count ? HtmlText.Count(count, "kernel") : null,
            row.WeightBytes > 0 ? $"{CompileFacts.Bytes(row.WeightBytes)} weights" : null,
        }.OfType<string>());
    }

    private static double? ShareOf(FlowRow row, MeasuredCall call)
    {
        var part = call.Parts.FirstOrDefault(p => row.UniquePiece is { } piece ? p.UniquePiece == piece : p.What == row.Name);
        return part is null || part.Calls == 0 ? null : call.ShareOf(part.Time) * row.Pieces.Length / part.Calls;
    }

    // From one box to the next.
    private void WriteArrow(FlowEdge edge)
    {
        var (x, from, to) = (Left + 30, Top(edge.From) + BoxHeight, Top(edge.To));
        svg.Append($"<g><title>{HtmlText.Of(string.Join(", ", edge.Values))}</title><path class=\"rail\" d=\"M{x} {from}V{to - 6}\" />"
            + $"<path class=\"head\" d=\"M{x - 4} {to - 8}h8l-4 8z\" />");
        svg.Append($"<text class=\"small\" x=\"{x + 12}\" y=\"{from + 23}\">{HtmlText.Shortened(Label(edge), LabelLength)}</text></g>\n");
    }

    private static string Label(FlowEdge edge) => edge.Values.Length switch
    {
        1 => edge.Values[0],
        var count when edge.Values.Distinct().Count() == 1 => $"{count} × {edge.Values[0]}",
        var count => $"{edge.Values[0]} and {count - 1} more",
    };

    // Past other boxes.
    private void WriteRail(FlowEdge edge, int lane)
    {
        var (x, right) = (Left + BoxWidth, Left + BoxWidth + 10 + (lane * Lane));
        var (from, to) = (Top(edge.From) + BoxHeight - 10, Top(edge.To) + 12);
        svg.Append($"<g><title>"
            + $"{HtmlText.Of($"{string.Join(", ", edge.Values)}, from {Flow.Rows[edge.From].Name} to {Flow.Rows[edge.To].Name}")}</title>");
        svg.Append($"<path class=\"rail\" d=\"M{x} {from}H{right - 5}q5 0 5 5V{to - 5}q0 5 -5 5H{x + 8}\" /><path class=\"head\" "
            + $"d=\"M{x + 8} {to - 4}v8l-8 -4z\" /></g>\n");
    }

    // What repeats, and where a turn hands over to the next.
    private void WriteLoop(FlowLoop loop)
    {
        var (top, bottom) = (Top(loop.First) + 6, Top(loop.Last) + BoxHeight - 6);
        svg.Append($"<g><title>repeated {loop.Times} times</title><path class=\"rail\" d=\"M{Left} {bottom}h-10q-6 0 -6 -6V{top + 6}q0 "
            + $"-6 6 -6h2\" /><path class=\"head\" d=\"M{Left - 8} {top - 4}v8l8 -4z\" />");
        svg.Append($"<text x=\"{Left - 22}\" y=\"{((top + bottom) / 2) + 5}\" text-anchor=\"end\">× {loop.Times}</text></g>\n");
    }

    // By first come, first served: two rails beside the same rows never share a lane.
    private static List<(FlowEdge Edge, int Lane)> LanesOf(List<FlowEdge> edges)
    {
        var ends = new List<int>();
        var result = new List<(FlowEdge, int)>();
        foreach (var edge in edges.OrderBy(e => e.From).ThenBy(e => e.To))
        {
            var lane = ends.FindIndex(end => end <= edge.From);
            if (lane < 0)
            {
                lane = Math.Min(ends.Count, MostLanes - 1);
                if (lane == ends.Count)
                {
                    ends.Add(0);
                }
            }
            ends[lane] = edge.To;
            result.Add((edge, lane));
        }
        return result;
    }
}
