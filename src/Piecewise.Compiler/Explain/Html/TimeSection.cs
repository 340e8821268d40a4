namespace Piecewise.Compiler.Explain;

/// <summary>What calls take: by piece, by kernel in each piece, and the kernels that take longest.</summary>
internal static class TimeSection
{
    private const int ShownKernels = 15;

    public static void Write(HtmlWriter html, Explanation explanation)
    {
        html.Append("<section aria-labelledby=\"time\"><h2 id=\"time\">Time of a call</h2>\n");
        foreach (var failed in explanation.NotMeasured)
        {
            html.Append($"<p class=\"warn\">Not measured: {HtmlText.Of(failed)}</p>\n");
        }
        if (explanation.Measured.IsEmpty && explanation.NotMeasured.IsEmpty)
        {
            html.Append("<p>Not measured. The option <code>--measure 1,128</code> runs calls of these sizes with random inputs.</p>\n");
        }
        foreach (var call in explanation.Measured)
        {
            WriteCall(html, explanation, call);
        }
        html.Append("</section>\n");
    }

    private static void WriteCall(HtmlWriter html, Explanation explanation, MeasuredCall call)
    {
        var sizes = call.Sizes.Length > 0 ? call.Sizes : "all sizes fixed";
        html.Append($"<h3>{HtmlText.Of(sizes)}: {HtmlText.Milliseconds(call.Unmarked)} a call</h3>\n");
        html.Append($"<p>Entry {call.Entry}, random inputs, {HtmlText.Count(call.Calls, "call")}, means over the middle half. "
            + $"With marks between kernels, as below, a call takes {HtmlText.Milliseconds(call.Total)}.</p>\n");
        var parts = call.Parts.ToList();
        var rows = parts.Select(p => (Html: Name(explanation, p), Calls: HtmlText.Number(p.Calls), p.Time))
            .Append((Html: "checking and binding the inputs", Calls: "1", Time: call.Binding))
            .Append((Html: "storing what the call changes", Calls: "1", Time: call.Storing));
        HtmlTable.Write(html, $"By piece, {sizes}", ["part", "#calls", "#time", "#share", "|of the call"],
            rows.Select(r =>
                new[] { r.Html, r.Calls, HtmlText.Milliseconds(r.Time), HtmlText.Percent(call.ShareOf(r.Time)),
                HtmlTable.Bar(call.ShareOf(r.Time)) }));
        var kernels = parts.SelectMany(p => p.Kernels.Select(k => (Part: p, Kernel: k))).OrderByDescending(k => k.Kernel.Time).ToList();
        if (kernels.Count > 0)
        {
            HtmlTable.Write(html, $"The kernels and loop nests that take longest, {sizes}",
                ["kernel", "piece", "#time", "#share", "|of the call"],
                kernels.Take(ShownKernels).Select(k => Row(call, k.Kernel, HtmlText.Of(k.Part.What))));
        }
        foreach (var part in parts.Where(p => p.Kernels.Length > 0 && kernels.Count > ShownKernels))
        {
            html.Append($"<details><summary>All {HtmlText.Count(part.Kernels.Length, "kernel")} of {HtmlText.Of(part.What)}</summary>\n");
            HtmlTable.Write(html, $"Kernels and loop nests of {part.What}, {sizes}", ["kernel", "step", "#time", "#share", "|of the call"],
                part.Kernels.Select(k => Row(call, k, HtmlText.Number(k.Index))));
            html.Append("</details>\n");
        }
    }

    private static string[] Row(MeasuredCall call, MeasuredKernel kernel, string place) =>
    [
        $"{HtmlText.Of(kernel.What)} <br /><small><code>{HtmlText.Of(kernel.Nodes)}</code></small>", place,
        HtmlText.Milliseconds(kernel.Time), HtmlText.Percent(call.ShareOf(kernel.Time)), HtmlTable.Bar(call.ShareOf(kernel.Time)),
    ];

    private static string Name(Explanation explanation, MeasuredPart part) =>
        part.UniquePiece is { } piece && explanation.Pieces.Any(p => p.Index == piece)
        ? $"<a href=\"#piece-{piece}\">{HtmlText.Of(part.What)}</a>"
        : HtmlText.Of(part.What);
}
