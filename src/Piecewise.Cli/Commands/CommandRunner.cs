using System.CommandLine;
using Piecewise.Cli.Output;
using Piecewise.Cli.Processes;
using Piecewise.Compiler;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Partition;
using Piecewise.Compiler.Shard;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Cli.Commands;

/// <summary>What every verb shares: the <c>--json</c> option, and how an exception becomes a message and an exit code.</summary>
internal static class CommandRunner
{
    private const string Program = "--program";

    public static Option<bool> JsonOption() =>
        new("--json") { Description = "Write JSON to standard output; messages go to standard error." };

    /// <summary>
    /// Makes <paramref name="action"/> the command's action; where it takes a file, <see cref="ProgramOf"/> says which of its programs.
    /// </summary>
    public static void Handle(this Command command, Option<bool> json, Func<ParseResult, CancellationToken, int> action)
    {
        if (command.Arguments.Any(a => a.Name is "FILE" or "PATH"))
        {
            command.Options.Add(ProgramOption());
        }
        command.HandleAlone(json, (parsed, cancellation) =>
        {
            Ranks.Join();
            return action(parsed, cancellation);
        });
    }

    /// <summary>
    /// The same for a command whose program several processes can share: it gets <c>--tensor-parallel</c>, and starts itself so many times.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="json">Its option for JSON.</param>
    /// <param name="action">What it does.</param>
    /// <param name="isFront">Whether it only starts others, which share the program; null for never.</param>
    /// <returns>The option that says how many processes.</returns>
    public static Option<int?> HandleShared(
        this Command command, Option<bool> json, Func<ParseResult, CancellationToken, int> action, Func<ParseResult, bool>? isFront = null)
    {
        command.Options.Add(ProgramOption());
        var ranks = new Option<int?>("--tensor-parallel")
        {
            Description = "Share the program among so many processes of this machine, which MPI connects: each has a part of the weights.",
        };
        command.Options.Add(ranks);
        command.HandleAlone(json, (parsed, cancellation) =>
        {
            var wanted = parsed.GetValue(ranks);
            if (wanted < 1)
            {
                throw new UsageException($"{ranks.Name} takes a number of processes from 1 up, not {wanted}.");
            }
            if (isFront?.Invoke(parsed) == true)
            {
                return !Ranks.AreLaunched ? action(parsed, cancellation)
                    : throw new UsageException($"Replicas are started by one process: leave the launcher out, and use {ranks.Name}.");
            }
            if (wanted > 1 && !Ranks.AreLaunched)
            {
                return LauncherRun.Run(LauncherRun.Find(named: null), wanted.Value, Environment.GetCommandLineArgs().Skip(1));
            }
            Ranks.Join();
            var there = Ranks.Group?.World ?? 1;
            return wanted is null || wanted == there ? action(parsed, cancellation)
                : throw new UsageException($"{ranks.Name} {wanted} was given to {there} processes: leave it out, or start {wanted}.");
        });
        return ranks;
    }

    /// <summary>The same for a command that is no rank, whoever started it.</summary>
    public static void HandleAlone(this Command command, Option<bool> json, Func<ParseResult, CancellationToken, int> action) =>
        command.SetAction((parsed, cancellation) =>
        {
            var asJson = parsed.GetValue(json);
            var code = Run(asJson, () => action(parsed, cancellation));
            return Task.FromResult(Run(asJson, () => Ranks.Leave(code)));
        });

    private static Option<string?> ProgramOption() => new(Program) { Description = "Which program, of a file that holds several." };

    /// <summary>The name of the program in the file; null for the only one.</summary>
    public static string? ProgramOf(ParseResult parsed) => parsed.GetValue<string?>(Program);

    /// <summary>Loads a program; what the library logs goes to standard error, only errors unless <c>--verbose</c> is given.</summary>
    /// <param name="path">A .pt2 file.</param>
    /// <param name="name">Which of its programs; null for the only one.</param>
    /// <param name="catalog">The operators; by default the standard ones.</param>
    /// <param name="splitting">Where to split; by default at attention.</param>
    /// <param name="lowering">For which sizes and how to lower.</param>
    /// <param name="clipSizes">Whether sizes outside the program's range are left out instead of being an error.</param>
    /// <param name="backend">Who makes code; null for the default.</param>
    /// <param name="weights">In how many bits weights are kept; null for as they were exported.</param>
    /// <param name="ranks">Which of several processes this is, that share the program; null: it has it alone.</param>
    /// <param name="tuning">A file that says which sizes to lower for, and how; null for none.</param>
    public static PreparedProgram Load(
        string path, string? name, OperatorCatalog? catalog = null, SplittingOps? splitting = null, LoweringOptions? lowering = null,
        bool clipSizes = false,
        string? backend = null, WeightFormats? weights = null, TensorParallel? ranks = null,
        string? tuning = null) =>
        PreparedProgram.Load(Existing(path), TuningOption.With(new CompileOptions
        {
            Program = name,
            Catalog = catalog,
            SplittingOps = splitting ?? SplittingOps.Default,
            Lowering = lowering ?? new LoweringOptions(),
            ClipSizes = clipSizes,
            Weights = weights ?? WeightFormats.Exported,
            TensorParallel = ranks,
            Code = new CodeOptions { Backend = backend },
            Logger = StandardErrorLogger.Shared,
        }, tuning, path));

    /// <summary>The path, if there is such a file.</summary>
    public static string Existing(string path) => File.Exists(path) ? path
        : string.IsNullOrWhiteSpace(path) ? throw new UsageException("The file's name is empty.")
        : Directory.Exists(path) ? throw new UsageException($"{path} is a folder; name a file in it.")
        : throw new UsageException($"There is no file {path}.");

    private static int Run(bool json, Func<int> action)
    {
        try
        {
            return action();
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Cancelled;
        }
        catch (Exception e) when (IsUserError(e))
        {
            return Report(json, e.Message, ExitCodes.BadInput);
        }
        catch (Exception e)
        {
            return Report(json, $"internal error, please report it with this text: {e}", ExitCodes.InternalError);
        }
    }

    private static bool IsUserError(Exception e) =>
        e is PiecewiseException or GraphFormatException or UsageException or IOException or UnauthorizedAccessException;

    private static int Report(bool json, string message, int code)
    {
        Console.Error.WriteLine($"error: {message}");
        if (json)
        {
            JsonOutput.Write(new { error = message });
        }
        return code;
    }
}
