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
        var arguments = new ExplainArguments();
        var json = CommandRunner.JsonOption();
        var command = new Command("report", "Write an HTML file about a compile: graph of pieces, times, memory, what each pass did.")
        {
            file, output, json,
        };
        arguments.AddTo(command);
        command.Handle(json, (parsed, cancellation) =>
        {
            var path = OutputFile.Parse("--output", parsed.GetValue(output)!);
            var explanation = arguments.Run(parsed.GetValue(file)!, parsed, isWhole: true, cancellation);
            var text = HtmlReport.Write(explanation);
            File.WriteAllText(path, text);
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(new { report = path, characters = text.Length, explanation = ExplanationJson.Of(explanation) });
            }
            else
            {
                var count = explanation.Entries.Length;
                Console.Out.WriteLine($"{path}: {explanation.Partition}, {count} {(count == 1 ? "entry" : "entries")}");
            }
            return ExitCodes.Done;
        });
        return command;
    }
}
