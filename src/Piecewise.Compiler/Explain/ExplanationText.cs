using System.Globalization;
using System.Text;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Explain;

/// <summary>An explanation as text for people.</summary>
internal static class ExplanationText
{
    // Of a call: kernels below are many, and no reason for anything.
    private const double LeastShare = 0.01;

    /// <summary>The whole explanation, or the part of one piece or entry.</summary>
    /// <param name="explanation">What to tell.</param>
    /// <param name="piece">A unique piece; null for all.</param>
    /// <param name="entry">An entry's number; null for all.</param>
    public static string Write(Explanation explanation, int? piece = null, int? entry = null)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        var text = new StringBuilder();
        Line(text, 0,
            $"{explanation.Program}: {explanation.Partition}; {explanation.Entries.Length} "
            + $"{(explanation.Entries.Length == 1 ? "entry" : "entries")}");
        foreach (var item in explanation.Entries)
        {
            var sizes = item.Entry.Symbol is { } symbol ? $"{symbol} in {item.Entry.Range}" : "all sizes ";
            Line(text, 1, $"entry {item.Index}: {sizes}{(item.DerivedFor is { } why ? $", ends there for {why}" : "")}");
        }
        Line(text, 0,
            $"passes {Milliseconds(explanation.PassTime)}, stitching {Milliseconds(explanation.StitchTime)}; traced implementations: "
            + $"{explanation.Replacements}");
        if (piece is null)
        {
            Line(text, 0, $"rewrites in entry {explanation.Entries[0].Entry.Range}, by rule: unique pieces, places in the program");
            foreach (var (pass, rule, pieces, places) in explanation.Applied.OrderBy(a => a.Pass, StringComparer.Ordinal)
                .ThenByDescending(a => a.Places))
            {
                Line(text, 1, $"{pass}: {rule}: {pieces}, {places}");
            }
        }
        foreach (var item in explanation.Pieces.Where(p => piece is null || p.Index == piece))
        {
            Write(text, explanation, item, entry, whole: piece is not null);
        }
        if (piece is null)
        {
            WriteMemory(text, explanation, entry);
            WriteMeasured(text, explanation);
        }
        return text.ToString();
    }

    private static void WriteMemory(StringBuilder text, Explanation explanation, int? entry)
    {
        foreach (var memory in explanation.Memory.Where(m => entry is null || m.Entry == entry))
        {
            // All buffers are many lines: for those who ask for one entry.
            var lines = memory.ToString().TrimEnd().Split('\n');
            text.Append('\n');
            Line(text, 0, $"memory of entry {memory.Entry}{(memory.Sizes.Length > 0 ? $" for {memory.Sizes}" : "")}: {lines[0]}");
            foreach (var line in entry is null ? [] : lines[1..])
            {
                Line(text, 0, line);
            }
        }
        foreach (var remark in explanation.Remarks.Concat(explanation.ReferenceCalls.Select(r => r.ToString())))
        {
            Line(text, 0, $"not compiled: {remark}");
        }
    }

    private static void WriteMeasured(StringBuilder text, Explanation explanation)
    {
        foreach (var failed in explanation.NotMeasured)
        {
            Line(text, 0, $"not measured: {failed}");
        }
        foreach (var call in explanation.Measured)
        {
            text.Append('\n');
            Line(text, 0,
                $"a call{(call.Sizes.Length > 0 ? $" for {call.Sizes}" : "")}: {Milliseconds(call.Unmarked)}; with marks between "
                + $"kernels, over {call.Calls} calls, {Milliseconds(call.Total)}:");
            foreach (var part in call.Parts)
            {
                Line(text, 1, $"{Share(part.Time)}  {part.What}{(part.Calls > 1 ? $" × {part.Calls}" : "")}");
                foreach (var kernel in part.Kernels.Where(k => call.ShareOf(k.Time) >= LeastShare))
                {
                    Line(text, 2, $"{Share(kernel.Time)}  {kernel.What}: {kernel.Nodes}");
                }
            }
            Line(text, 1, $"{Share(call.Binding + call.Storing)}  inputs and what the call stores");

            string Share(double time) => string.Create(CultureInfo.InvariantCulture, $"{100 * call.ShareOf(time),5:F1} % {time,9:F4} ms");
        }
    }

    private static void WriteCode(StringBuilder text, string backend, ExplainedPiece piece, int version, bool whole)
    {
        if (piece.Codes[version] is not { Schedule: var schedule } code)
        {
            return;
        }
        var calls = schedule.Items.OfType<KernelItem>().ToList();
        var name = $"code {code.Name}{(backend == Backends.Generated ? "" : $" (backend {backend})")}";
        Line(text, 2,
            $"{name}: {schedule.Kernels.Count()} nests of loops, {calls.Count} calls of kernels, "
            + $"{calls.Count(c => c.Epilogue is not null)} of them with loops at their end, {schedule.Calls.Count()} reference "
            + $"calls; {schedule.Temporaries.Length} temporaries in {schedule.ScratchBytes} bytes");
        var source = !whole ? "" : backend == Backends.Generated ? piece.SourceOf(version)! : piece.DescriptionOf(version)!;
        foreach (var line in whole ? $"{schedule}\n{source}".TrimEnd().Split('\n') : [])
        {
            Line(text, 3, line);
        }
    }

    private static void Write(StringBuilder text, Explanation explanation, ExplainedPiece piece, int? entry, bool whole)
    {
        text.Append('\n');
        Line(text, 0,
            $"unique piece {piece.Index}: {piece.Graph.Count} nodes, called as {(piece.Calls.Length == 1 ? "piece" : "pieces")} "
            + $"{Shorten(piece.Calls)}{Module(piece.Graph)}");
        Records(text, piece.Records.Where(r => r.Entry is null), 1);
        for (var i = 0; i < piece.Versions.Length; i++)
        {
            var version = piece.Versions[i];
            if (entry is not null && version.Entry != entry)
            {
                continue;
            }
            var records = piece.Records.Where(r =>
                r.Entry is not null
                && r.Entry == piece.Records.Where(x => x.Entry is not null).Select(x => x.Entry).Distinct().ElementAt(version.Entry))
                .ToArray();
            Line(text, 1, $"entry {version.Entry} {records.FirstOrDefault()?.Entry}: {version.Graph.Count} nodes");
            Records(text, records, 2);
            foreach (var choice in records.SelectMany(r => r.Providers))
            {
                var passedOver = choice.PassedOver.IsEmpty ? "" : $" (not {string.Join("; not ", choice.PassedOver)})";
                Line(text, 2, $"{choice.Op} %{choice.Node}: {choice.Provider}{passedOver}{Place(choice.Source)}");
            }
            if (whole)
            {
                foreach (var line in GraphPrinter.Print(version.Graph).TrimEnd().Split('\n'))
                {
                    Line(text, 2, line);
                }
            }
            WriteCode(text, explanation.Backend, piece, i, whole);
        }
    }

    private static void Records(StringBuilder text, IEnumerable<PassRecord> records, int depth)
    {
        foreach (var record in records)
        {
            if (record.Skipped is { } reason)
            {
                Line(text, depth, $"{record.Pass}: not run: {reason}");
                continue;
            }
            if (record.Rewrites.IsEmpty && record.Remarks.IsEmpty)
            {
                continue;
            }
            Line(text, depth, $"{record.Pass}: {record.NodesBefore} → {record.NodesAfter} nodes, {Milliseconds(record.Elapsed)}");
            foreach (var rewrite in record.Rewrites)
            {
                Line(text, depth + 1,
                    $"{(rewrite.Number is { } number ? $"#{number} " : "")}{rewrite.Rule} at %{rewrite.Node}{Place(rewrite.Source)}");
            }
            foreach (var remark in record.Remarks)
            {
                Line(text, depth + 1, $"not: {remark.Rule} at %{remark.Node}: {remark.Reason}{Place(remark.Source)}");
            }
        }
    }

    private static string Milliseconds(TimeSpan time) => Milliseconds(time.TotalMilliseconds);

    private static string Milliseconds(double time) => time.ToString("F2", CultureInfo.InvariantCulture) + " ms";

    private static string Place(SourceLocation? source) => source is null ? "" : $"  [{source}]";

    private static string Module(Graph graph) =>
        graph.Nodes.Select(n => n.Source?.ModulePath).FirstOrDefault(p => !string.IsNullOrEmpty(p)) is { } path ? $", from {path}" : "";

    private static string Shorten(IReadOnlyList<int> calls) =>
        calls.Count <= 6 ? string.Join(", ", calls) : $"{string.Join(", ", calls.Take(3))}, … {calls[^1]} ({calls.Count} times)";

    private static void Line(StringBuilder text, int depth, string line) => text.Append(' ', depth * 2).Append(line).Append('\n');
}
