using System.CommandLine;
using Piecewise.Cli.Output;
using Piecewise.Compiler.Partition;

namespace Piecewise.Cli.Commands;

/// <summary><c>partition FILE</c>: the pieces of a program, and why each value crosses between them.</summary>
internal static class PartitionCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A .pt2 program." };
        var split = new Option<string[]>("--split")
        {
            Description = $"Splitting ops as ns::op or ns::op.overload; by default {SplittingOps.Default}.",
            AllowMultipleArgumentsPerToken = true,
        };
        var json = CommandRunner.JsonOption();
        var command = new Command("partition", "Split a program at splitting ops and show the pieces.") { file, split, json };
        command.Handle(json, (parsed, _) =>
            Run(parsed.GetValue(file)!, CommandRunner.ProgramOf(parsed), parsed.GetValue(split), parsed.GetValue(json)));
        return command;
    }

    private static int Run(string file, string? programName, string[]? split, bool json)
    {
        var splitting = ParseSplit(split);
        using var program = CommandRunner.Load(file, programName, splitting: splitting);
        var result = program.Partition;
        if (split is { Length: > 0 })
        {
            foreach (var name in splitting.Unmatched(program.Functional))
            {
                Console.Error.WriteLine($"warning: no call of {name} in this program.");
            }
        }
        if (json)
        {
            JsonOutput.Write(new
            {
                pieces = result.Plan.Pieces.Select((p, i) => new
                {
                    index = p.Index,
                    kind = p.Kind.ToString().ToLowerInvariant(),
                    unique = result.Pieces[i].UniqueIndex,
                    nodes = p.Nodes.Length,
                    inputs = p.Inputs.Select(
                        input => new { name = input.Name, type = input.Type.ToString(), from = input.From, reason = input.Reason }),
                    outputs = p.Outputs.Select(
                        o => new { name = o.Name, type = o.Type.ToString(), consumers = o.Consumers, result = o.IsResult }),
                }),
                uniquePieces = result.UniquePieceCount,
                unusedInputs = result.UnusedInputs,
                splittingOps = splitting.Names,
            });
        }
        else
        {
            Console.Out.Write(result.Plan.ToString());
            Console.Out.WriteLine($"{result.Summary}, {result.UnusedInputs} unused inputs");
        }
        return ExitCodes.Done;
    }

    private static SplittingOps ParseSplit(string[]? names)
    {
        if (names is null or [])
        {
            return SplittingOps.Default;
        }
        try
        {
            return new SplittingOps(names);
        }
        catch (ArgumentException e)
        {
            throw new UsageException(e.Message);
        }
    }
}
