using System.CommandLine;
using Piecewise.Cli.Output;
using Piecewise.Compiler.Explain;

namespace Piecewise.Cli.Commands;

/// <summary>
/// <c>explain FILE</c>: what the passes did to each piece for each entry, what nearly applied, who computes what, what code and what memory
/// that makes (T2).
/// </summary>
internal static class ExplainCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A .pt2 program." };
        var piece = new Option<int?>("--piece") { Description = "Only this unique piece, with its lowered graphs, its steps and its C#." };
        var entry = new Option<int?>("--entry") { Description = "Only this entry, with all buffers of a call." };
        var backend = CompileArguments.BackendOption();
        var arguments = new ExplainArguments();
        var json = CommandRunner.JsonOption();
        var command = new Command("explain", "Show what the passes did to each piece for each range of sizes, and why not more.")
        {
            file, piece, entry, backend, json,
        };
        arguments.AddTo(command);
        command.Handle(json, (parsed, cancellation) =>
        {
            var explanation = arguments.Run(parsed.GetValue(file)!, parsed, isWhole: false, cancellation);
            if (parsed.GetValue(backend) is { } name)
            {
                explanation = explanation.Measured.IsEmpty
                    ? explanation with { Backend = name }
                    : throw new UsageException("--measure measures generated code; leave --backend out.");
            }
            var (onlyPiece, onlyEntry) = (parsed.GetValue(piece), parsed.GetValue(entry));
            RequireInside(onlyPiece, explanation.Pieces.Length, "unique piece");
            RequireInside(onlyEntry, explanation.Entries.Length, "entry");
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(ExplanationJson.Of(explanation, onlyPiece, onlyEntry));
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
}
