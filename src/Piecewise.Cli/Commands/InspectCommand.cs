using System.CommandLine;
using System.Globalization;
using Piecewise.Cli.Output;
using Piecewise.Compiler.Partition;
using Piecewise.Import;
using Piecewise.Operators;

namespace Piecewise.Cli.Commands;

/// <summary><c>inspect FILE</c>: what a file is and holds, also where it can't be run.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "Any file." };
        var json = CommandRunner.JsonOption();
        var command = new Command("inspect", "Show what a file is: kind, dialect, symbols, inputs, state, operators.") { file, json };
        command.Handle(json, (parsed, _) => Run(parsed.GetValue(file)!, CommandRunner.ProgramOf(parsed), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string file, string? name, bool json)
    {
        _ = CommandRunner.Existing(file);
        var identity = Pt2Archive.Identify(file);
        if (identity.Kind != ArchiveKind.Pt2)
        {
            if (json)
            {
                JsonOutput.Write(new { file, kind = identity.Kind.ToString(), canRun = false, explanation = identity.Explanation });
            }
            else
            {
                Console.Out.WriteLine($"{file}\nkind: {identity.Kind}\n{identity.Explanation}");
            }
            return ExitCodes.Done;
        }
        using var archive = Pt2Archive.Open(file);
        var summary = ProgramSummary.Read(archive, Pt2Model.Read(archive, name), StandardOperators.Create(), SplittingOps.Default.Contains);
        if (json)
        {
            JsonOutput.Write(summary);
        }
        else
        {
            Write(summary);
        }
        return ExitCodes.Done;
    }

    private static void Write(ProgramSummary summary)
    {
        Line("file", summary.File);
        Line("kind", summary.Kind);
        Line("written by", $"PyTorch {summary.TorchVersion}, schema {summary.SchemaVersion}");
        Line("dialect", summary.Dialect);
        Line("nodes", summary.Nodes.ToString(CultureInfo.InvariantCulture));
        foreach (var symbol in summary.Symbols)
        {
            Line("symbol", $"{symbol.Name} in {symbol.Range}");
        }
        foreach (var guard in summary.Guards)
        {
            Line("guard", guard);
        }
        foreach (var input in summary.Inputs)
        {
            Line("input", $"{input.Name}: {input.Type}");
        }
        foreach (var output in summary.Outputs)
        {
            Line("output", output);
        }
        Line("state",
            $"{summary.State.Parameters} parameters, {summary.State.Buffers} buffers, {summary.State.Constants} constants, "
            + $"{summary.State.Bytes.ToString("N0", CultureInfo.InvariantCulture)} bytes");
        if (summary.ExtraFiles.Length > 0)
        {
            Line("extra files", string.Join(", ", summary.ExtraFiles));
        }
        Line("splitting sites", summary.SplittingSites.ToString(CultureInfo.InvariantCulture));
        Line("operators", $"{summary.Operators.Length} different, {summary.Operators.Count(o => !o.Known)} unknown");
        foreach (var op in summary.Operators)
        {
            Console.Out.WriteLine($"  {op.Count,6}  {op.Name}{(op.Known ? "" : "   UNKNOWN")}");
        }
        foreach (var warning in summary.Warnings)
        {
            Line("warning", warning);
        }
        if (summary.WithoutData > 0)
        {
            Line("without data",
                $"{summary.WithoutData} weights or constants: the model was exported on the meta device, or with fake tensors");
        }
        foreach (var problem in summary.Problems)
        {
            Line("problem", problem);
        }
        Line("can run", summary.CanRun ? "yes" : "no");
    }

    private static void Line(string name, string value) => Console.Out.WriteLine($"{name + ":",-17}{value}");
}
