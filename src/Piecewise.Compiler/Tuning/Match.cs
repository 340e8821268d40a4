using System.Collections.Immutable;

namespace Piecewise.Compiler.Tuning;

/// <summary>What two versions took for calls of one size, in turns.</summary>
/// <param name="Size">Value of the size that is dispatched by; 1 where there is none.</param>
/// <param name="Rounds">What a call of each took, by round, in milliseconds.</param>
/// <param name="Margin">By how much times must differ to be told apart, as a share.</param>
internal sealed record Match(long Size, ImmutableArray<(double Holder, double Challenger)> Rounds, double Margin)
{
    /// <summary>Smaller differences are never told from chance.</summary>
    public const double LeastMargin = 0.02;

    // Of rounds that must agree.
    private const double Share = 0.75;

    /// <summary>Milliseconds of a call: the median over the rounds.</summary>
    public double Holder => MedianOf(Rounds.Select(r => r.Holder));

    /// <summary>The same of the challenger's.</summary>
    public double Challenger => MedianOf(Rounds.Select(r => r.Challenger));

    /// <summary>The median over the rounds of the challenger's time to the holder's.</summary>
    public double Ratio => MedianOf(Ratios);

    /// <summary>The challenger is faster: by the median, and in three quarters of the rounds.</summary>
    public bool IsFaster => Ratio <= 1 - Margin && Ratios.Count(r => r < 1) >= Share * Rounds.Length;

    /// <summary>The challenger may be slower. Doubt speaks for the holder: the median is enough, and the least margin.</summary>
    public bool IsSlower => Ratio >= 1 + LeastMargin;

    private IEnumerable<double> Ratios => Rounds.Select(r => r.Challenger / r.Holder);

    private static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
