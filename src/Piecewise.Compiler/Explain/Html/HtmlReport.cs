using Piecewise.Compiler.Passes;

namespace Piecewise.Compiler.Explain;

/// <summary>
/// An explanation as one HTML file that needs nothing else (T3): what was compiled and for what, what is not compiled, the graph of pieces,
/// times, memory, and what each pass did. It follows the reader's light or dark setting, and can be used with the keyboard alone and with a
/// screen reader.
/// </summary>
internal static class HtmlReport
{
    /// <summary>
    /// The document's text. Before and after of a pass are shown where the program was lowered with <see cref="PassSettings.KeepText"/>.
    /// </summary>
    public static string Write(Explanation explanation)
    {
        var title = HtmlText.Of(Path.GetFileName(explanation.Program));
        var html = new HtmlWriter();
        html.Append($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8" />
            <meta name="viewport" content="width=device-width, initial-scale=1" />
            <title>{title}: Piecewise report</title>
            <style>{HtmlStyle.Text}</style>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the content</a>
            <header><h1>{title}</h1>
            <p>{HtmlText.Of(explanation.Partition)}; {HtmlText.Count(explanation.Entries.Length, "range")} of sizes;
            {Rewrites(explanation)}{Fastest(explanation)}</p>
            <nav aria-label="Sections"><ul>
            <li><a href="#compile">Compile</a></li><li><a href="#flow">Pieces</a></li>
            <li><a href="#time">Time of a call</a></li><li><a href="#memory">Memory</a></li>
            <li><a href="#phases">Phases and passes</a></li><li><a href="#pieces">Piece by piece</a></li>
            </ul></nav>
            </header>
            <main id="main">

            """);
        HeadSection.Write(html, explanation);
        FlowSection.Write(html, explanation);
        TimeSection.Write(html, explanation);
        MemorySection.Write(html, explanation);
        PhaseSection.Write(html, explanation);
        html.Append("<section aria-labelledby=\"pieces\"><h2 id=\"pieces\">Piece by piece</h2>\n");
        foreach (var piece in explanation.Pieces)
        {
            PieceArticle.Write(html, explanation, piece);
        }
        html.Append("</section>\n</main>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static string Rewrites(Explanation explanation) =>
        HtmlText.Count(explanation.Pieces.Sum(p => p.Records.Sum(r => r.Rewrites.Length)), "rewrite");

    private static string Fastest(Explanation explanation) => explanation.Measured.IsEmpty
        ? ""
        : $"; a call takes {string.Join(", ", explanation.Measured.Select(TimeOf))}";

    private static string TimeOf(MeasuredCall call) =>
        $"{HtmlText.Milliseconds(call.Unmarked)}{(call.Sizes.Length > 0 ? $" for {HtmlText.Of(call.Sizes)}" : "")}";
}
