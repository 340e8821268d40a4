using System.CommandLine;
using Piecewise.Cli.Output;
using Piecewise.Compiler;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Verification;
using Piecewise.Operators;
using Piecewise.Runtime;
using Piecewise.Tensors;

namespace Piecewise.Cli.Commands;

/// <summary><c>bisect FILE</c>: the first rewrite after which the recorded cases no longer match (N6).</summary>
internal static class BisectCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A .pt2 program with its recorded cases, X.safetensors, beside it." };
        var entries = new EntryArguments();
        var json = CommandRunner.JsonOption();
        var command = new Command("bisect", "Find the first rewrite that changes a program's outputs.") { file, json };
        entries.AddTo(command);
        command.Handle(json, (parsed, cancellation) =>
        {
            var path = CommandRunner.Existing(parsed.GetValue(file)!);
            var asked = new CompileOptions
            {
                Program = CommandRunner.ProgramOf(parsed),
                Lowering = entries.Read(parsed),
                Logger = StandardErrorLogger.Shared,
            };
            return Run(path, asked.Program, TuningOption.ReadInto(asked, parsed, path).Lowering, parsed.GetValue(json), cancellation);
        });
        return command;
    }

    private static int Run(string file, string? name, LoweringOptions options, bool json, CancellationToken cancellation)
    {
        var cases = RecordedCases.Existing(file);
        var catalog = StandardOperators.Create();
        using var program = CommandRunner.Load(file, name, catalog);
        using var recorded = SafetensorsFile.Open(cases);
        var size = DynamicSize.Of(program.Program, options.Entries.Symbol);
        options = options with { Entries = options.Entries.Within(size, out _) };
        RewriteBisection result;
        try
        {
            result = RewriteBisection.Run(
                stopAfter => ProgramLowerer.Run(program.Partition, size, catalog,
                    options with { Passes = options.Passes with { StopAfter = stopAfter ?? options.Passes.StopAfter } }),
                (lowered, mode) =>
                {
                    cancellation.ThrowIfCancellationRequested();
                    var executable = mode == RunMode.Compiled
                        ? ProgramCompiler.Run(program.Program, lowered, cancellation: cancellation).Program
                        : InterpretedProgram.Of(program.Program, lowered);
                    using var session = executable.StartSession(new SessionOptions { Seed = SeedOption.Usual });
                    return ProgramVerifier.Run(program.Program, session, recorded).All(c => c.Ok);
                });
        }
        catch (InvalidOperationException e)
        {
            throw new UsageException(e.Message);
        }
        var blamed = result.Program?.Records.SelectMany(r => r.Rewrites.Select(w => (Record: r, Rewrite: w)))
            .Where(p => p.Rewrite.Number == result.First).ToArray() is [var only] ? only : default;
        if (json)
        {
            JsonOutput.Write(new
            {
                result.Total,
                result.First,
                result.Runs,
                mode = result.First is null ? null : result.Mode.ToString().ToLowerInvariant(),
                pass = blamed.Record?.Pass,
                piece = blamed.Record?.UniquePiece,
                entry = blamed.Record?.Entry?.ToString(),
                rule = blamed.Rewrite?.Rule,
                node = blamed.Rewrite?.Node,
            });
        }
        else if (result.First is null)
        {
            Console.Out.WriteLine($"All {result.Total} rewrites together leave the recorded cases right, interpreted and compiled.");
        }
        else
        {
            Console.Out.WriteLine(
                $"Rewrite {result.First} of {result.Total} makes the "
                + $"difference {(result.Mode == RunMode.Compiled ? "in compiled code" : "when interpreted")} ({result.Runs} runs):");
            Console.Out.WriteLine(
                $"  {blamed.Record!.Pass}: {blamed.Rewrite!.Rule} at %{blamed.Rewrite.Node}, unique piece {blamed.Record.UniquePiece}, "
                + $"entry {blamed.Record.Entry?.ToString() ?? "all"}");
            Console.Out.WriteLine($"  {blamed.Rewrite.Source}");
            Console.Out.WriteLine($"See it with: piecewise explain {file} --piece {blamed.Record.UniquePiece} --stop-after {result.First}");
        }
        return result.First is null ? ExitCodes.Done : ExitCodes.CheckFailed;
    }
}
