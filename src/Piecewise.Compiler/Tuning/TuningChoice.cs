using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using Piecewise.Compiler.Lower;

namespace Piecewise.Compiler.Tuning;

/// <summary>For which sizes a program is compiled, and who computes its ops: what a tuning can choose.</summary>
internal sealed record TuningChoice
{
    /// <summary>What is compiled where nothing is asked for.</summary>
    public static TuningChoice Default { get; } = new();

    /// <summary>The size that the points are about; null where the program has none to dispatch by.</summary>
    public string? Symbol { get; init; }

    /// <summary>Last sizes of ranges.</summary>
    [JsonRequired]
    public ImmutableArray<long> RangeEndpoints { get; init; } = [];

    /// <summary>Sizes with versions of their own.</summary>
    [JsonRequired]
    public ImmutableArray<long> Sizes { get; init; } = [];

    /// <summary>The first provider to ask, by op.</summary>
    [JsonRequired]
    public ImmutableSortedDictionary<string, string> Providers { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Whether it has points, so that there is more than one version.</summary>
    [JsonIgnore]
    public bool HasEntries => !RangeEndpoints.IsEmpty || !Sizes.IsEmpty;

    /// <summary>Whether it changes nothing.</summary>
    [JsonIgnore]
    public bool IsDefault => !HasEntries && Providers.IsEmpty;

    /// <summary>These options with what is chosen; what they ask for themselves stays.</summary>
    /// <param name="options">The options.</param>
    /// <param name="leftOut">Told what of the choice has no effect, and why.</param>
    public LoweringOptions ApplyTo(LoweringOptions options, Action<string>? leftOut = null)
    {
        var (entries, passes) = (options.Entries, options.Passes);
        if (HasEntries)
        {
            if (!entries.RangeEndpoints.IsEmpty || !entries.RangeSplitPoints.IsEmpty || !entries.Sizes.IsEmpty)
            {
                leftOut?.Invoke("its ranges and sizes: others were asked for");
            }
            else if (entries.Symbol is { } asked && asked != Symbol)
            {
                leftOut?.Invoke($"its ranges and sizes: they are about {Symbol ?? "no size"}, and {asked} was asked for");
            }
            else
            {
                var most = entries.MaxSize ?? long.MaxValue;
                if (RangeEndpoints.Concat(Sizes).Any(p => p > most))
                {
                    leftOut?.Invoke(string.Create(CultureInfo.InvariantCulture, $"its points above {most}, the largest size"));
                }
                entries = entries with
                {
                    Symbol = Symbol,
                    RangeEndpoints = [.. RangeEndpoints.Where(p => p <= most)],
                    Sizes = [.. Sizes.Where(p => p <= most)],
                };
            }
        }
        foreach (var (op, provider) in Providers)
        {
            if (passes.Providers.User.ContainsKey(op))
            {
                leftOut?.Invoke($"its provider of {op}: another was asked for");
            }
            else
            {
                passes = passes with { Providers = passes.Providers.With(op, provider) };
            }
        }
        return options with { Entries = entries, Passes = passes };
    }

    /// <summary>As on the command line.</summary>
    public override string ToString()
    {
        var parts = Providers.Select(p => $"--provider {p.Key}={p.Value}");
        if (!Sizes.IsEmpty)
        {
            parts = parts.Prepend($"--sizes {Numbers(Sizes)}");
        }
        if (!RangeEndpoints.IsEmpty)
        {
            parts = parts.Prepend($"--range-endpoints {Numbers(RangeEndpoints)}");
        }
        return IsDefault ? "the defaults" : string.Join(' ', parts);
    }

    private static string Numbers(ImmutableArray<long> numbers) =>
        string.Join(',', numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)));
}
