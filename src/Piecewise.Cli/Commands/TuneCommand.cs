using System.CommandLine;
using System.Globalization;
using Piecewise.Cli.Measuring;
using Piecewise.Cli.Output;
using Piecewise.Compiler;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Tuning;
using Piecewise.Operators;
using Piecewise.Runtime;
using Spectre.Console;

namespace Piecewise.Cli.Commands;

/// <summary>
/// <c>tune FILE</c>: measures on this machine for which ranges of sizes a program is best compiled, and who computes its ops.
/// </summary>
internal static class TuneCommand
{
    private const double DefaultBudget = 120;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A .pt2 file." };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "The file to write; by default named after FILE, in the current folder: model.tuning.json.",
        };
        var sizes = new Option<string>("--tokens")
        {
            Description = "Sizes of calls that count: values of the size that a program is dispatched by.",
            DefaultValueFactory = _ => "1,16,128,512",
        };
        var symbol = new Option<string?>("--symbol") { Description = "The dynamic size that is meant, where a program has several." };
        var lastRow = new Option<bool>("--last-row") { Description = "Compute only the last row of the last result, as generate does." };
        var threads = new Option<int?>("--threads") { Description = "Threads that work at once; by default one for each core." };
        var budget = new Option<double>("--budget")
        {
            Description = "Seconds to measure; what has begun is finished.",
            DefaultValueFactory = _ => DefaultBudget,
        };
        var json = CommandRunner.JsonOption();
        var command = new Command("tune",
            "Measure which ranges of sizes and which providers make calls faster on this machine, for --tuning of other commands.")
        {
            file, output, sizes, symbol, lastRow, threads, budget, WeightsOption.Create(), json,
        };
        command.Handle(json, (parsed, cancellation) =>
        {
            var path = CommandRunner.Existing(parsed.GetValue(file)!);
            var target = OutputFile.Parse(
                "--output", parsed.GetValue(output) ?? $"{Path.GetFileNameWithoutExtension(path)}.tuning.json");
            var options = new CompileOptions
            {
                Program = CommandRunner.ProgramOf(parsed),
                Catalog = StandardOperators.Create(),
                Lowering = new LoweringOptions { Entries = new EntryOptions { Symbol = parsed.GetValue(symbol) } },
                LastRowOnly = parsed.GetValue(lastRow),
                Weights = WeightsOption.Read(parsed),
                Logger = StandardErrorLogger.Shared,
            };
            var asked = SizeList.Parse("--tokens", parsed.GetValue(sizes)!);
            var isAsked = parsed.GetResult(sizes) is { Implicit: false };
            var seconds = TimeSpan.FromSeconds(parsed.InRange(0.001, 86_400, budget));
            if (parsed.AtLeast(1, threads) is { } most)
            {
                SharedTeam.Threads = most;
            }
            var result = Run(path, options, asked, isAsked, seconds, parsed.GetValue(json), cancellation);
            var tuning = new TuningFile
            {
                Program = TuningFile.TuningProgram.Of(path, options),
                Machine = TuningMachine.Of(options),
                Weights = options.Weights.ToString(),
                LastRow = options.LastRowOnly,
                Choice = result.Choice,
                Times = result.Times,
            };
            File.WriteAllText(target, tuning.ToJson());
            if (parsed.GetValue(json))
            {
                JsonOutput.Write(Json(path, target, result));
            }
            else
            {
                Write(path, target, result);
            }
            return ExitCodes.Done;
        });
        return command;
    }

    private static TuningResult Run(
        string path, CompileOptions options, long[] asked, bool isAsked, TimeSpan budget, bool quiet, CancellationToken cancellation)
    {
        using var program = PreparedProgram.Load(path, options);
        var random = new RandomInputs(path);
        var tunable = new TunableProgram(program, options, random.For);
        // The sizes that nobody asked for are tried; a size that was asked for and does not work is a mistake.
        var space = tunable.Space(asked, (size, reason) =>
        {
            if (isAsked)
            {
                throw new UsageException($"--tokens {size} can't be measured: {reason}");
            }
            Console.Error.WriteLine($"Calls of {size} are left out: {reason}");
        });
        WeightsOption.Check(path, program.Remarks, options.Weights);
        if (quiet || Console.IsErrorRedirected)
        {
            return new TuningSearch(space, tunable.Compile, budget, TimeProvider.System, cancellation).Run();
        }
        return Terminal.Bar().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new ElapsedTimeColumn()).Start(context =>
        {
            var task = context.AddTask("tune");
            return new TuningSearch(space, tunable.Compile, budget, TimeProvider.System, cancellation)
            {
                Progress = new Bar(p => (task.Description, task.Value) = (Markup.Escape(p.What), p.Fraction * 100)),
            }.Run();
        });
    }

    private static object Json(string path, string target, TuningResult result) => new
    {
        file = path,
        tuning = target,
        gain = !result.Choice.IsDefault,
        choice = result.Choice.ToString(),
        result.Times,
        tried = result.Tried.Select(t => new
        {
            t.What,
            outcome = TextOf(t.Outcome),
            matches = t.Matches.Select(m => new
            {
                m.Size,
                milliseconds = Math.Round(m.Holder, 6),
                triedMilliseconds = Math.Round(m.Challenger, 6),
                ratio = Math.Round(m.Ratio, 4),
                rounds = m.Rounds.Length,
            }),
        }),
    };

    private static void Write(string path, string target, TuningResult result)
    {
        var tried = new Table().Border(TableBorder.Simple).AddColumns("tried", "time beside before, by size", "outcome");
        foreach (var candidate in result.Tried)
        {
            tried.AddRow(
                Markup.Escape(candidate.What),
                string.Join("  ", candidate.Matches.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Size}: {m.Ratio:F3}"))),
                TextOf(candidate.Outcome));
        }
        Terminal.Write(tried);
        var times = new Table().Border(TableBorder.Simple).AddColumns("size", "defaults, ms", "chosen, ms", "ratio");
        foreach (var time in result.Times)
        {
            times.AddRow(
                time.Size.ToString(CultureInfo.InvariantCulture), time.DefaultMilliseconds.ToString("F4", CultureInfo.InvariantCulture),
                time.ChosenMilliseconds.ToString("F4", CultureInfo.InvariantCulture),
                time.Ratio.ToString("F3", CultureInfo.InvariantCulture));
        }
        Terminal.Write(times);
        var left = result.Tried.Count(t => t.Outcome == TuningOutcome.NotTried);
        if (left > 0)
        {
            Console.Out.WriteLine($"{left} of {result.Tried.Length} were not tried: the budget was used up; a longer --budget tries them.");
        }
        Console.Out.WriteLine(result.Choice.IsDefault
            ? $"No gain found; the defaults stay. {target} says so."
            : $"Chosen: {result.Choice}\nUse it with: piecewise bench {path} --tuning {target}");
    }

    private static string TextOf(TuningOutcome outcome) => outcome switch
    {
        TuningOutcome.Kept => "kept",
        TuningOutcome.NoGain => "no gain",
        TuningOutcome.Slower => "slower",
        TuningOutcome.NotRepeated => "gain not repeated",
        TuningOutcome.NotTried => "not tried: no time",
        _ => "noise",
    };

    // In the caller's thread, unlike Progress<T>: the bar shows what is measured.
    private sealed class Bar(Action<TuningProgress> show) : IProgress<TuningProgress>
    {
        public void Report(TuningProgress value) => show(value);
    }
}
