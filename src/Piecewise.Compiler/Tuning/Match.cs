using System.Collections.Immutable;

namespace Piecewise.Compiler.Tuning;

/// <summary>What two versions took for calls of one size, in turns.</summary>
/// <param name="Size">Value of the size that is dispatched by; 1 where there is none.</param>
/// <param name="Rounds">The times of a call of each, by round.</param>
/// <param name="Margin">By how much times must differ to be told apart, as a share.</param>
internal sealed record Match(long Size, ImmutableArray<(TimeSpan Holder, TimeSpan Challenger)> Rounds, double Margin)
{
    /// <summary>Smaller differences are never told from chance.</summary>
    public const double LeastMargin = 0.02;

    // Of rounds that must agree.
    private const double Share = 0.75;

    public TimeSpan Holder => MedianOf(Rounds.Select(r => r.Holder));

    public TimeSpan Challenger => MedianOf(Rounds.Select(r => r.Challenger));

    /// <summary>The median over the rounds of the challenger's time to the holder's.</summary>
    public double Ratio => MedianOf(Ratios);

    /// <summary>The challenger is faster: by the median, and in three quarters of the rounds.</summary>
    public bool IsFaster => Ratio <= 1 - Margin && Ratios.Count(r => r < 1) >= Share * Rounds.Length;

    /// <summary>The challenger may be slower. Doubt speaks for the holder: the median is enough, and the least margin.</summary>
    public bool IsSlower => Ratio >= 1 + LeastMargin;

    private IEnumerable<double> Ratios => Rounds.Select(r => r.Challenger / r.Holder);

    public static T MedianOf<T>(IEnumerable<T> values)
    {
        T[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
