using System.Collections.Immutable;
using System.Globalization;

namespace Piecewise.Compiler.Entries;

/// <summary>For which sizes a program is compiled (R1, R2, R9).</summary>
internal sealed record EntryOptions
{
    /// <summary>Last sizes of ranges: 8, 32 gives (1, 8) (9, 32) (33, max).</summary>
    public ImmutableArray<long> RangeEndpoints { get; init; } = [];

    /// <summary>First sizes of ranges: 32, 64 gives (1, 31) (32, 63) (64, max).</summary>
    public ImmutableArray<long> RangeSplitPoints { get; init; } = [];

    /// <summary>Sizes with versions of their own, which win over the range that holds them.</summary>
    public ImmutableArray<long> Sizes { get; init; } = [];

    /// <summary>Sizes that a warm-up will run; entries without one get their end.</summary>
    public ImmutableArray<long> WarmUpSizes { get; init; } = [];

    /// <summary>The largest size that will be called; null for what the program was exported for.</summary>
    public long? MaxSize { get; init; }

    /// <summary>
    /// The symbol that is dispatched by; null for the program's only one. A program with several is not dispatched unless one is named.
    /// </summary>
    public string? Symbol { get; init; }

    /// <summary>
    /// These options without the points and sizes that lie outside a program's range, for running many programs with one list; what is left
    /// out is named in <paramref name="leftOut"/>.
    /// </summary>
    public EntryOptions Within(DynamicSize size, out ImmutableArray<long> leftOut)
    {
        ArgumentNullException.ThrowIfNull(size);
        var range = size.Range;
        leftOut = size.Symbol is null ? []
            : [.. RangeEndpoints.Concat(RangeSplitPoints).Concat(Sizes).Concat(WarmUpSizes).Where(p => !range.Contains(p)).Distinct()
                .Order()];
        return this with
        {
            RangeEndpoints = [.. RangeEndpoints.Where(range.Contains)],
            RangeSplitPoints = [.. RangeSplitPoints.Where(range.Contains)],
            Sizes = [.. Sizes.Where(range.Contains)],
            WarmUpSizes = [.. WarmUpSizes.Where(range.Contains)],
            MaxSize = MaxSize is { } max && range.Contains(max) ? max : null,
        };
    }

    // Arrays are compared by their items: options are part of cache keys.
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"endpoints=[{string.Join(",", RangeEndpoints)}] splits=[{string.Join(",", RangeSplitPoints)}] sizes=[{string.Join(",", Sizes)}] "
        + $"warmup=[{string.Join(",", WarmUpSizes)}] max={MaxSize} symbol={Symbol}");

    public bool Equals(EntryOptions? other) => other is not null && ToString() == other.ToString();

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);
}
