using System.Collections.Immutable;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Entries;

/// <summary>The entries of a program: single sizes first, then ranges in order.</summary>
/// <param name="Size">What calls are dispatched by.</param>
/// <param name="Entries">One per compiled version.</param>
/// <param name="WarmUpSizes">At least one size for each entry (R9), in ascending order.</param>
/// <param name="Derived">Endpoints that passes asked for and that lie inside the program's range, with the reason (R8).</param>
internal sealed record EntryPlan(DynamicSize Size, ImmutableArray<CompileEntry> Entries, ImmutableArray<long> WarmUpSizes,
    ImmutableArray<DerivedEndpoint> Derived)
{
    /// <summary>Finds the entry of a size.</summary>
    public DispatchTable Dispatch { get; } = new([.. Entries.Select(e => e.Range)]);

    /// <summary>Plans the entries.</summary>
    /// <param name="size">The program's dynamic size.</param>
    /// <param name="options">What the user asks for.</param>
    /// <param name="derived">What passes ask for; those outside the program's range are left out.</param>
    /// <exception cref="EntryException">A point or size lies outside the program's range; all of them are named.</exception>
    public static EntryPlan Make(DynamicSize size, EntryOptions? options = null, IEnumerable<DerivedEndpoint>? derived = null)
    {
        ArgumentNullException.ThrowIfNull(size);
        options ??= new EntryOptions();
        if (size.Symbol is null)
        {
            return new EntryPlan(size, [new CompileEntry(size.Range, null)], [], []);
        }
        var problems = new List<string>();
        var last = LastSize(size.Range, options.MaxSize, problems);
        var range = new SizeRange(Math.Min(size.Range.Start, last), last);
        RequireInside(options.RangeEndpoints, "range endpoint", range, size.Symbol, problems);
        RequireInside(options.RangeSplitPoints, "range split point", range, size.Symbol, problems);
        RequireInside(options.Sizes, "compile size", range, size.Symbol, problems);
        RequireInside(options.WarmUpSizes, "warm-up size", range, size.Symbol, problems);
        if (problems.Count > 0)
        {
            throw new EntryException(problems);
        }
        ImmutableArray<DerivedEndpoint> added =
            [.. (derived ?? []).Where(d => d.Size >= range.Start && d.Size < range.End).DistinctBy(d => d.Size).OrderBy(d => d.Size)];
        var ends = options.RangeEndpoints.Concat(options.RangeSplitPoints.Select(p => p - 1)).Concat(added.Select(d => d.Size))
            .Append(range.End)
            .Where(e => e >= range.Start).Distinct().Order();
        var ranges = new List<SizeRange>();
        var start = range.Start;
        foreach (var end in ends)
        {
            ranges.Add(new SizeRange(start, end));
            start = end == long.MaxValue ? end : end + 1;
        }
        ImmutableArray<CompileEntry> entries =
        [
            .. options.Sizes.Distinct().Order().Select(s => new SizeRange(s, s)).Where(s => !ranges.Contains(s)).Concat(ranges)
                .Select(r => new CompileEntry(r, size.Symbol)),
        ];
        var plan = new EntryPlan(size, entries, [], added);
        return plan with { WarmUpSizes = plan.WarmUps(options.WarmUpSizes) };
    }

    /// <summary>The plan with some of its entries; sizes of the others are served by none.</summary>
    public EntryPlan Where(Func<CompileEntry, int, bool> isKept)
    {
        ImmutableArray<CompileEntry> kept = [.. Entries.Where(isKept)];
        return kept.Length == Entries.Length
            ? this
            : new EntryPlan(Size, kept, [.. WarmUpSizes.Where(s => kept.Any(e => e.Range.Contains(s)))], Derived);
    }

    private ImmutableArray<long> WarmUps(ImmutableArray<long> given)
    {
        var served = given.Select(Dispatch.Find).ToHashSet();
        return [.. given.Concat(Entries.Where((_, i) => !served.Contains(i)).Select(e => e.TuningHint)).Distinct().Order()];
    }

    private static long LastSize(SizeRange exported, long? wanted, List<string> problems)
    {
        if (wanted is { } size && (size < Math.Max(exported.Start, 1) || size > exported.End))
        {
            problems.Add($"The largest size {size} lies outside {exported}, the sizes that the program was exported for. [R1]");
            return exported.End;
        }
        return wanted ?? exported.End;
    }

    private static void RequireInside(ImmutableArray<long> points, string what, SizeRange range, string symbol, List<string> problems)
    {
        foreach (var point in points)
        {
            if (!range.Contains(point))
            {
                problems.Add(
                    $"The {what} {point} lies outside {range}, "
                    + $"the sizes of {symbol}. [{(what == "compile size" ? "R2" : what == "warm-up size" ? "R9" : "R1")}]");
            }
        }
    }
}
