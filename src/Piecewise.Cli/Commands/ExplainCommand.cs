using System.CommandLine;
using Piecewise.Cli.Output;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Explain;
using Piecewise.Compiler.Schedule;

namespace Piecewise.Cli.Commands;

/// <summary><c>explain FILE</c>: what the passes did to each piece for each entry, what nearly applied, who computes what, what code and what memory that makes (T2).</summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A .pt2 program." };
        var piece = new Option<int?>("--piece") { Description = "Only this unique piece, with its lowered graphs, its steps and its C#." };
        var entry = new Option<int?>("--entry") { Description = "Only this entry, with all buffers of a call." };
        var entries = new EntryArguments();
        var json = CommandRunner.JsonOption();
        var command = new Command("explain", "Show what the passes did to each piece for each range of sizes, and why not more.") { file, piece, entry, json };
        entries.AddTo(command);
        command.Handle(json, (parsed, _) =>
        {
            using var program = CommandRunner.Load(parsed.GetValue(file)!, CommandRunner.ProgramOf(parsed), lowering: entries.Read(parsed));
            var explanation = Explanation.Of(program.Program.FileName, program.Lowered, program.Plan());
            var (onlyPiece, onlyEntry) = (parsed.GetValue(piece), parsed.GetValue(entry));
            RequireInside(onlyPiece, explanation.Pieces.Length, "unique piece");
            RequireInside(onlyEntry, explanation.Entries.Length, "entry");
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(Json(explanation, onlyPiece, onlyEntry));
            }
            else
            {
                Console.Out.Write(ExplanationText.Write(explanation, onlyPiece, onlyEntry));
            }
            return ExitCodes.Done;
        });
        return command;
    }

    private static void RequireInside(int? number, int count, string what)
    {
        if (number is { } given && (given < 0 || given >= count))
        {
            throw new UsageException($"There is no {what} {given}; they are numbered 0 to {count - 1}.");
        }
    }

    private static object Json(Explanation explanation, int? piece, int? entry) => new
    {
        explanation.Program,
        explanation.Partition,
        passMilliseconds = explanation.PassTime.TotalMilliseconds,
        stitchMilliseconds = explanation.StitchTime.TotalMilliseconds,
        explanation.Replacements,
        entries = explanation.Entries.Select(e => new { e.Index, range = e.Entry.ToString(), e.Entry.Symbol, e.Entry.IsStatic, e.DerivedFor }),
        applied = explanation.Applied.Select(a => new { a.Pass, a.Rule, a.Pieces, a.Places }),
        pieces = explanation.Pieces.Where(p => piece is null || p.Index == piece).Select(p => new
        {
            p.Index,
            p.Calls,
            nodes = p.Graph.Count,
            passes = p.Records.Where(r => r.Entry is null || entry is null || r.Entry == explanation.Entries[entry.Value].Entry).Select(r => new
            {
                r.Pass,
                entry = r.Entry?.ToString(),
                milliseconds = r.Elapsed.TotalMilliseconds,
                r.NodesBefore,
                r.NodesAfter,
                r.Skipped,
                rewrites = r.Rewrites.Select(w => new { w.Number, w.Rule, w.Node, source = w.Source?.ToString() }),
                remarks = r.Remarks.Select(m => new { m.Rule, m.Node, m.Reason, source = m.Source?.ToString() }),
                providers = r.Providers.Select(c => new { c.Node, c.Op, c.Provider, c.PassedOver }),
            }),
            versions = p.Versions.Select((v, i) => (v, i)).Where(x => entry is null || x.v.Entry == entry).Select(x => new
            {
                x.v.Entry,
                nodes = x.v.Graph.Count,
                graph = x.v.Graph.ToString(),
                code = p.Codes[x.i] is { } code ? Json(code, piece is null ? null : p.SourceOf(x.i)) : null,
            }),
        }),
        memory = explanation.Memory.Where(m => entry is null || m.Entry == entry).Select(m => new
        {
            m.Entry,
            m.Sizes,
            arenaBytes = m.Plan.ArenaLength,
            buffers = m.Plan.Buffers.Select(b => new { name = m.Names[b.Request.Id], b.Offset, bytes = b.Request.Length, b.Request.First, b.Request.Last }),
        }),
        explanation.Remarks,
    };

    private static object Json(PlannedCode code, string? source) => new
    {
        code.Name,
        steps = code.Schedule.Items.Select(i => new
        {
            kind = i switch { LoopKernel => "loops", KernelItem { Epilogue: not null, Kernel.MethodThen: { } both } => both, KernelItem { Kernel.Method: var method } => method, _ => "reference" },
            nodes = i.Nodes.Select(n => n.Name).Distinct(),
            i.Reasons,
        }),
        results = code.Schedule.Results.Length,
        temporaries = code.Schedule.Temporaries.Length,
        scratchBytes = code.Schedule.ScratchBytes.ToString(),
        source,
    };
}
