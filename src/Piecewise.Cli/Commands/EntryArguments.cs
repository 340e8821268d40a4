using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using Piecewise.Compiler.Entries;
using Piecewise.Compiler.Lower;
using Piecewise.Compiler.Passes;
using Piecewise.Operators.OpIr;

namespace Piecewise.Cli.Commands;

/// <summary>The options that say for which sizes and how a program is lowered; shared by the verbs that lower.</summary>
internal sealed class EntryArguments
{
    private readonly Option<string[]> endpoints = List("--range-endpoints", "Last sizes of ranges: 8,32 gives (1, 8) (9, 32) (33, max).");
    private readonly Option<string[]> splitPoints =
        List("--range-split-points", "First sizes of ranges: 32,64 gives (1, 31) (32, 63) (64, max).");
    private readonly Option<string[]> sizes = List("--sizes", "Single sizes with versions of their own.");
    private readonly Option<long?> max = new("--max-size") { Description = "The largest size that will be called." };
    private readonly Option<string?> symbol = new("--symbol")
    {
        Description = "The dynamic size to dispatch by, where a program has several.",
    };
    private readonly Option<string[]> without = List("--without", "Optional passes to leave out.");
    private readonly Option<string[]> providers = List("--provider", "Providers of an op, best first: rms_norm=native.");
    private readonly Option<long?> stopAfter = new("--stop-after") { Description = "Do only the first N optional rewrites." };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { endpoints, splitPoints, sizes, max, symbol, without, providers, stopAfter })
        {
            command.Options.Add(option);
        }
        command.Options.Add(TuningOption.Create());
    }

    /// <summary>Without what a tuning says, which is about a file: see <see cref="TuningOption"/>.</summary>
    public LoweringOptions Read(ParseResult parsed) => new()
    {
        Entries = new EntryOptions
        {
            RangeEndpoints = Numbers(parsed, endpoints),
            RangeSplitPoints = Numbers(parsed, splitPoints),
            Sizes = Numbers(parsed, sizes),
            MaxSize = parsed.GetValue(max),
            Symbol = parsed.GetValue(symbol),
        },
        Passes = new PassSettings
        {
            Disabled = [.. Words(parsed, without)],
            Providers = Words(parsed, providers, split: false).Aggregate(ProviderPriorities.Default, Prefer),
            StopAfter = parsed.GetValue(stopAfter) is < 0 and var negative
                ? throw new UsageException($"--stop-after takes a number of rewrites from 0 up, not {negative}.")
                : parsed.GetValue(stopAfter),
        },
    };

    private static Option<string[]> List(string name, string description) =>
        new(name) { Description = description, AllowMultipleArgumentsPerToken = true };

    private static List<string> Words(ParseResult parsed, Option<string[]> option, bool split = true)
    {
        var given = parsed.GetValue(option) ?? [];
        List<string> words =
            [.. given.SelectMany(w => split ? w.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [w])];
        return words.Count > 0 || given.Length == 0 ? words : throw new UsageException($"{option.Name} is given and empty.");
    }

    private static ImmutableArray<long> Numbers(ParseResult parsed, Option<string[]> option) =>
    [
        .. Words(parsed, option).Select(w => long.TryParse(w, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new UsageException($"{option.Name} takes whole numbers, not '{w}'.")),
    ];

    private static ProviderPriorities Prefer(ProviderPriorities priorities, string text) =>
        text.Split('=', 2) is [{ Length: > 0 } op, { Length: > 0 } list]
        ? priorities.With(op, [.. list.Split(',')])
        : throw new UsageException($"--provider takes op=provider,provider, not '{text}'.");
}
