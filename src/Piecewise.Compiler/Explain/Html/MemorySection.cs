using Piecewise.Runtime;

namespace Piecewise.Compiler.Explain;

/// <summary>Memory of a call over its steps: which buffer lies where for how long, and what is alive at each step.</summary>
internal static class MemorySection
{
    // Beyond, what is drawn is thinner than a line.
    private const int MostDrawn = 3000;
    private const int ShownBuffers = 12;

    public static void Write(HtmlWriter html, Explanation explanation)
    {
        html.Append("<section aria-labelledby=\"memory\"><h2 id=\"memory\">Memory of a call</h2>\n");
        if (explanation.Memory.IsEmpty)
        {
            html.Append("<p>Not planned.</p>\n");
        }
        foreach (var memory in explanation.Memory)
        {
            WriteEntry(html, explanation.Entries[memory.Entry], memory);
        }
        html.Append("</section>\n");
    }

    private static void WriteEntry(HtmlWriter html, ExplainedEntry entry, ExplainedMemory memory)
    {
        var plan = memory.Plan;
        var (alone, scratch) = (plan.Buffers.Sum(b => b.Request.Length), plan.Buffers.Where(memory.IsScratch)
            .Select(b => b.Request.Length).DefaultIfEmpty().Max());
        html.Append($"<h3>Entry {entry.Index}{(memory.Sizes.Length > 0 ? $", largest call: {HtmlText.Of(memory.Sizes)}" : "")}</h3>\n");
        html.Append($"<p>The arena has {CompileFacts.Bytes(plan.ArenaLength)}; at most {CompileFacts.Bytes(plan.PeakLiveBytes)} of it "
            + $"are in use at once. "
            + $"{HtmlText.Count(plan.Buffers.Length, "buffer")} would take {CompileFacts.Bytes(alone)} if none shared memory with "
                + $"another. The largest scratch memory of a step has {CompileFacts.Bytes(scratch)}.</p>\n");
        if (plan.ArenaLength == 0 || memory.Steps.IsEmpty)
        {
            return;
        }
        WriteDrawing(html, memory);
        html.Append("<details><summary>The largest buffers</summary>\n");
        HtmlTable.Write(html, "The largest buffers, with the steps for which they are kept", ["buffer", "#bytes", "#offset", "steps"],
            plan.Buffers.OrderByDescending(b => b.Request.Length).Take(ShownBuffers).Select(b => new[]
            {
                $"<code>%{HtmlText.Of(memory.Names[b.Request.Id])}</code>", HtmlText.Number(b.Request.Length), HtmlText.Number(b.Offset),
                $"{b.Request.First} to {(b.Request.Last == int.MaxValue ? "the end" : HtmlText.Number(b.Request.Last))}",
            }));
        html.Append("</details>\n");
    }

    // In units of steps and of thousandths of the arena; text stays outside, where it keeps its size.
    private static void WriteDrawing(HtmlWriter html, ExplainedMemory memory)
    {
        var (plan, steps) = (memory.Plan, memory.Steps.Length);
        html.Append($"<figure><svg class=\"memory\" viewBox=\"0 0 {steps} 1000\" preserveAspectRatio=\"none\" role=\"img\" "
            + $"aria-label=\"Buffers over steps. The arena has {CompileFacts.Bytes(plan.ArenaLength)}; the largest buffers are in the "
            + "table below.\">\n");
        foreach (var buffer in plan.Buffers.Where(b => b.Region == PlannedBuffer.Arena && b.Request.Length > 0)
            .OrderByDescending(b => b.Request.Length).Take(MostDrawn))
        {
            var last = memory.LastStep(buffer);
            var (bottom, height) = (Y(buffer.Offset), 1000.0 * buffer.Request.Length / plan.ArenaLength);
            var kind = memory.IsScratch(buffer) ? "scratch" : buffer.Request.Last == int.MaxValue ? "shown" : "result";
            html.Append($"<rect class=\"{kind}\" x=\"{buffer.Request.First}\" y=\"{HtmlText.Number(bottom - height)}\" "
                + $"width=\"{last + 1 - buffer.Request.First}\" height=\"{HtmlText.Number(height)}\">"
                + $"<title>%{HtmlText.Shortened(memory.Names[buffer.Request.Id], 100)}: {CompileFacts.Bytes(buffer.Request.Length)}, "
                    + $"steps {buffer.Request.First} to {last}</title></rect>\n");
        }
        var live = memory.LiveBytes.SelectMany((bytes, step) => new[] { Point(step, bytes), Point(step + 1, bytes) });
        html.Append($"<polyline points=\"{string.Join(' ', live)}\" />\n</svg>\n");
        html.Append($"<div class=\"axis\"><span>step 0</span><span>step {steps - 1}</span></div>\n");
        html.Append("<figcaption>Height: place in the arena. Line: bytes in use.<ul class=\"key\"><li><i class=\"result\"></i>passed "
            + "on</li><li><i class=\"scratch\"></i>scratch of a step</li><li><i class=\"shown\"></i>results of the call</li></ul>"
            + "</figcaption></figure>\n");

        double Y(long bytes) => 1000 - (1000.0 * bytes / plan.ArenaLength);

        string Point(int step, long bytes) => $"{step},{HtmlText.Number(Math.Max(Y(bytes), 0))}";
    }
}
