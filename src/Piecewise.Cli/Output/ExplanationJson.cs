using Piecewise.Compiler.Build;
using Piecewise.Compiler.Explain;

namespace Piecewise.Cli.Output;

/// <summary>An explanation for scripts: the same data as the text and the HTML report.</summary>
internal static class ExplanationJson
{
    /// <summary>The whole explanation, or the part of one piece or entry.</summary>
    /// <param name="explanation">What to tell.</param>
    /// <param name="piece">A unique piece, with its C#; null for all.</param>
    /// <param name="entry">An entry's number; null for all.</param>
    public static object Of(Explanation explanation, int? piece = null, int? entry = null) => new
    {
        explanation.Program,
        facts = explanation.Facts.ToDictionary(f => f.Name, f => f.Value),
        explanation.Partition,
        phases = explanation.Phases.Select(p => new { p.Phase, milliseconds = p.Time.TotalMilliseconds }),
        passMilliseconds = explanation.PassTime.TotalMilliseconds,
        stitchMilliseconds = explanation.StitchTime.TotalMilliseconds,
        explanation.Replacements,
        entries = explanation.Entries.Select(e => new
        {
            e.Index,
            range = e.Entry.ToString(),
            e.Entry.Symbol,
            e.Entry.IsStatic,
            e.DerivedFor,
        }),
        applied = explanation.Applied.Select(a => new { a.Pass, a.Rule, a.Pieces, a.Places }),
        flow = new
        {
            rows = explanation.Flow.Rows.Select(r => new
            {
                kind = r.Kind.ToString().ToLowerInvariant(),
                r.Name,
                r.UniquePiece,
                r.Pieces,
                r.Nodes,
                r.WeightBytes,
            }),
            loops = explanation.Flow.Loops.Select(l => new { l.First, l.Last, l.Times }),
            edges = explanation.Flow.Edges.Select(e => new { e.From, e.To, e.Values }),
        },
        pieces = explanation.Pieces.Where(p => piece is null || p.Index == piece)
            .Select(p => Json(explanation, p, piece is not null, entry)),
        memory = explanation.Memory.Where(m => entry is null || m.Entry == entry).Select(m => new
        {
            m.Entry,
            m.Sizes,
            arenaBytes = m.Plan.ArenaLength,
            peakBytes = m.Plan.PeakLiveBytes,
            m.Steps,
            m.LiveBytes,
            buffers = m.Plan.Buffers.Select(b => new
            {
                name = m.Names[b.Request.Id],
                b.Offset,
                bytes = b.Request.Length,
                b.Request.First,
                b.Request.Last,
            }),
        }),
        measured = explanation.Measured.Where(m => entry is null || m.Entry == entry).Select(Json),
        explanation.NotMeasured,
        explanation.Remarks,
        referenceCalls = explanation.ReferenceCalls.Select(r => new { r.Operator, r.Reason, calls = r.Places.Length, r.Places }),
    };

    private static object Json(Explanation explanation, ExplainedPiece piece, bool withSource, int? entry) => new
    {
        piece.Index,
        piece.Calls,
        nodes = piece.Graph.Count,
        passes = piece.Records.Where(r => r.Entry is null || entry is null || r.Entry == explanation.Entries[entry.Value].Entry)
            .Select(r => new
            {
                r.Pass,
                r.Step.Pass.Summary,
                r.Step.Reason,
                entry = r.Entry?.ToString(),
                milliseconds = r.Elapsed.TotalMilliseconds,
                r.NodesBefore,
                r.NodesAfter,
                r.Skipped,
                rewrites = r.Rewrites.Select(w => new { w.Number, w.Rule, w.Node, source = w.Source?.ToString() }),
                remarks = r.Remarks.Select(m => new { m.Rule, m.Node, m.Reason, source = m.Source?.ToString() }),
                providers = r.Providers.Select(c => new { c.Node, c.Op, c.Provider, c.PassedOver }),
            }),
        versions = piece.Versions.Select((v, i) => (v, i)).Where(x => entry is null || x.v.Entry == entry).Select(x => new
        {
            x.v.Entry,
            nodes = x.v.Graph.Count,
            graph = x.v.Graph.ToString(),
            code = piece.Codes[x.i] is { } code ? Json(code, withSource ? piece.SourceOf(x.i) : null) : null,
        }),
    };

    private static object Json(PlannedCode code, string? source) => new
    {
        code.Name,
        steps = code.Schedule.Items.Select(i => new { kind = StepText.Kind(i), nodes = i.Nodes.Select(n => n.Name).Distinct(), i.Reasons }),
        results = code.Schedule.Results.Length,
        temporaries = code.Schedule.Temporaries.Length,
        scratchBytes = code.Schedule.ScratchBytes.ToString(),
        source,
    };

    private static object Json(MeasuredCall call) => new
    {
        call.Sizes,
        call.Entry,
        call.Calls,
        milliseconds = Rounded(call.Unmarked),
        markedMilliseconds = Rounded(call.Total),
        bindingMilliseconds = Rounded(call.Binding),
        storingMilliseconds = Rounded(call.Storing),
        steps = call.Steps.Select(s => new
        {
            s.Name,
            kind = s.Kind.ToString().ToLowerInvariant(),
            s.What,
            s.UniquePiece,
            milliseconds = Rounded(s.Time),
            share = Rounded(call.ShareOf(s.Time)),
            bytes = s.Work?.Bytes,
            operations = s.Work?.Operations,
            kernels = s.Kernels.Select(k => new
            {
                k.Index,
                k.What,
                k.Nodes,
                milliseconds = Rounded(k.Time),
                share = Rounded(call.ShareOf(k.Time)),
                bytes = k.Work?.Bytes,
                operations = k.Work?.Operations,
            }),
        }),
    };

    /// <summary>Milliseconds and shares, without digits that mean nothing.</summary>
    internal static double Rounded(double value) => Math.Round(value, 6);
}
