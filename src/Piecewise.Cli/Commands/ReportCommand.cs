using System.CommandLine;
using Piecewise.Cli.Output;
using Piecewise.Compiler.Explain;

namespace Piecewise.Cli.Commands;

/// <summary><c>report FILE -o report.html</c>: what was done to a program, as one HTML file (T3).</summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A .pt2 program." };
        var output = new Option<string>("--output", "-o") { Description = "The file to write.", DefaultValueFactory = _ => "report.html" };
        var entries = new EntryArguments();
        var json = CommandRunner.JsonOption();
        var command = new Command("report", "Write an HTML file about a compile: pieces, passes with before and after, providers, times.") { file, output, json };
        entries.AddTo(command);
        command.Handle(json, (parsed, _) =>
        {
            var lowering = entries.Read(parsed);
            lowering = lowering with { Passes = lowering.Passes with { KeepText = true } };
            using var program = CommandRunner.Load(parsed.GetValue(file)!, CommandRunner.ProgramOf(parsed), lowering: lowering);
            var text = HtmlReport.Write(Explanation.Of(program.Program.FileName, program.Lowered), program.Partition.Stitch);
            var path = parsed.GetValue(output)!;
            File.WriteAllText(path, text);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(new { report = path, characters = text.Length });
            }
            else
            {
                Console.Out.WriteLine($"{path}: {program.Lowered.Partition.Summary}, {program.Lowered.Entries.Entries.Length} entries");
            }
            return ExitCodes.Done;
        });
        return command;
    }
}
