using System.CommandLine;
using Piecewise.Cli.Output;
using Piecewise.Compiler.Partition;
using Piecewise.Compiler.Shard;

namespace Piecewise.Cli.Commands;

/// <summary><c>partition FILE</c>: the pieces of a program, and why each value crosses between them.</summary>
internal static class PartitionCommand
{
    private const int MostRanks = 64;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A .pt2 program." };
        var split = new Option<string[]>("--split")
        {
            Description = $"Splitting ops as ns::op or ns::op.overload; by default {SplittingOps.Default}.",
            AllowMultipleArgumentsPerToken = true,
        };
        var ranks = new Option<int?>("--tensor-parallel")
        {
            Description = "Show how this many processes would share the program: what each has of the weights, and its pieces.",
        };
        var json = CommandRunner.JsonOption();
        var command = new Command("partition", "Split a program at splitting ops and show the pieces.") { file, split, ranks, json };
        command.Handle(json, (parsed, _) => Run(
            parsed.GetValue(file)!, CommandRunner.ProgramOf(parsed), parsed.GetValue(split), parsed.GetValue(ranks),
            parsed.GetValue(json)));
        return command;
    }

    private static int Run(string file, string? programName, string[]? split, int? ranks, bool json)
    {
        if (ranks is < 1 or > MostRanks)
        {
            throw new UsageException($"--tensor-parallel is a number of processes from 1 to {MostRanks}, not {ranks}.");
        }
        var splitting = ParseSplit(split);
        using var program = CommandRunner.Load(
            file, programName, splitting: splitting, ranks: ranks is { } count ? new TensorParallel(0, count) : null);
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
                tensorParallel = program.Sharding is not { } plan ? null : new
                {
                    ranks = plan.World,
                    bytes = plan.LocalBytes,
                    wholeBytes = plan.WholeBytes,
                    exchanges = plan.Exchanges,
                    weights = plan.Weights.Select(w => new { w.Weight, w.Placement, reason = w.Reason.Length > 0 ? w.Reason : null }),
                },
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
            Console.Out.Write(program.Sharding?.ToString());
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
