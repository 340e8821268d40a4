using System.CommandLine;
using Piecewise.Cli.Output;
using Piecewise.Compiler;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Passes;
using Piecewise.Graphs;

namespace Piecewise.Cli.Commands;

/// <summary>
/// <c>dump FILE --after STAGE</c>: the text form of a program at one joint of the pipeline, or of a piece after one pass.
/// </summary>
internal static class DumpCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A .pt2 program." };
        var after = new Option<string>("--after")
        {
            Description = "imported, functional, partitioned, lowered, or the name of a pass.",
            DefaultValueFactory = _ => "functional",
        };
        var piece = new Option<int>("--piece") { Description = "After a pass: the unique piece to print.", DefaultValueFactory = _ => 0 };
        var entry = new Option<int>("--entry")
        {
            Description = "The entry to print, after lowering or a pass.",
            DefaultValueFactory = _ => 0,
        };
        var entries = new EntryArguments();
        var json = CommandRunner.JsonOption();
        var command = new Command("dump", "Print a program's graph in the text form after a stage or a pass.")
        {
            file, after, piece, entry, json,
        };
        entries.AddTo(command);
        command.Handle(json, (parsed, _) =>
        {
            var (path, stage) = (parsed.GetValue(file)!, parsed.GetValue(after)!);
            var noPiece = stage is "imported" or "functional" or "partitioned" or "lowered";
            var noEntry = noPiece && stage != "lowered";
            if ((noPiece && parsed.GetResult(piece) is { Implicit: false }) || (noEntry && parsed.GetResult(entry) is { Implicit: false }))
            {
                throw new UsageException(
                    $"The graph after '{stage}' is that of the whole program: --piece and --entry are for passes, "
                    + "--entry for lowered too.");
            }
            var text = Text(path, CommandRunner.ProgramOf(parsed), stage, parsed.GetValue(piece), parsed.GetValue(entry),
                entries.Read(parsed), TuningOption.Read(parsed));
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(new { file = path, after = stage, text });
            }
            else
            {
                Console.Out.WriteLine(text);
            }
            return ExitCodes.Done;
        });
        return command;
    }

    private static string Text(string file, string? name, string stage, int piece, int entry, LoweringOptions lowering,
        string? tuning)
    {
        using var program = CommandRunner.Load(
            file, name, lowering: lowering with { Passes = lowering.Passes with { KeepText = true } }, tuning: tuning);
        return stage.ToLowerInvariant() switch
        {
            "imported" => GraphPrinter.Print(program.Program.Graph),
            "functional" => GraphPrinter.Print(program.Functional),
            "partitioned" => GraphPrinter.PrintModule(program.Partition.Stitch),
            "lowered" => GraphPrinter.PrintModule(Number(program.Lowered.Stitches, entry, "entry")),
            var pass => AfterPass(program, pass, piece, entry),
        };
    }

    private static string AfterPass(PreparedProgram program, string pass, int piece, int entry)
    {
        var lowered = program.Lowered;
        var range = Number(lowered.Entries.Entries, entry, "entry");
        Number([.. lowered.Pieces.Select(p => p.UniqueIndex).Distinct()], piece, "unique piece");
        PassRecord[] records = [.. lowered.Records.Where(r => r.UniquePiece == piece && (r.Entry is null || r.Entry == range))];
        var last = Array.FindLastIndex(records, r => r.Pass == pass);
        if (last < 0)
        {
            throw new UsageException(
                $"There is no stage or pass '{pass}'; the stages are imported, functional, partitioned, lowered, the passes "
                + $"{string.Join(", ", records.Select(r => r.Pass).Distinct())}.");
        }
        // A pass that was not run left the graph as the one before it did.
        return records[..(last + 1)].LastOrDefault(r => r.TextAfter is not null)?.TextAfter
            ?? throw new UsageException($"The pass '{pass}' was not run on this piece, nor any before it.");
    }

    private static T Number<T>(IReadOnlyList<T> items, int number, string what) => number >= 0 && number < items.Count
        ? items[number]
        : throw new UsageException($"There is no {what} {number}; they are numbered 0 to {items.Count - 1}.");
}
