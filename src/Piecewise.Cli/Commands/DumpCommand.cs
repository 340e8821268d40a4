using System.CommandLine;
using Piecewise.Cli.Output;
using Piecewise.Compiler;
using Piecewise.Graphs;

namespace Piecewise.Cli.Commands;

/// <summary><c>dump FILE --after STAGE</c>: the text form of a program at one joint of the pipeline.</summary>
internal static class DumpCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A .pt2 program." };
        var after = new Option<DumpStage>("--after") { Description = "imported, functional or partitioned.", DefaultValueFactory = _ => DumpStage.Functional };
        var json = CommandRunner.JsonOption();
        var command = new Command("dump", "Print a program's graph in the text form after a stage.") { file, after, json };
        command.Handle(json, (parsed, _) => Run(parsed.GetValue(file)!, parsed.GetValue(after), parsed.GetValue(json)));
        return command;
    }

    private enum DumpStage
    {
        Imported,
        Functional,
        Partitioned,
    }

    private static int Run(string file, DumpStage stage, bool json)
    {
        using var program = CommandRunner.Load(file);
        var text = stage switch
        {
            DumpStage.Imported => GraphPrinter.Print(program.Program.Graph),
            DumpStage.Functional => GraphPrinter.Print(program.Functional),
            _ => GraphPrinter.PrintModule(program.Partition.Stitch),
        };
        if (json)
        {
            JsonOutput.Write(new { file, after = stage.ToString().ToLowerInvariant(), text });
        }
        else
        {
            Console.Out.WriteLine(text);
        }
        return ExitCodes.Done;
    }
}
