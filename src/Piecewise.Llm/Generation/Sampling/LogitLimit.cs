using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Piecewise.Llm;

/// <summary>Which tokens may be picked: those with a logit above a floor, and of those at the floor the first ones.</summary>
/// <param name="Floor">A logit; not NaN.</param>
/// <param name="LastTie">The last token that may have the floor itself for its logit; -1 for none.</param>
internal readonly record struct LogitLimit(float Floor, int LastTie)
{
    /// <summary>So few tokens are ranked faster than another pass over the vocabulary leaves out half of them.</summary>
    private const int FewTokens = 1024;

    /// <summary>The most likely tokens: of equal ones the first, and none that is masked by minus infinity.</summary>
    /// <param name="logits">Logits without NaN.</param>
    /// <param name="largest">The largest, above minus infinity.</param>
    /// <param name="topK">How many; 0 for all.</param>
    /// <param name="ranking">Memory to work in.</param>
    public static LogitLimit Of(ReadOnlySpan<float> logits, float largest, int topK, TokenRanking ranking)
    {
        var limit = topK > 0 && topK < logits.Length ? Top(logits, largest, topK, ranking) : new LogitLimit(float.NegativeInfinity, -1);
        // Beside plus infinity nothing has a chance.
        return float.IsPositiveInfinity(largest) && limit.Floor < largest ? new LogitLimit(float.MaxValue, -1) : limit;
    }

    /// <summary>All bits where a token may be picked.</summary>
    /// <param name="logits">Those of eight tokens in a row.</param>
    /// <param name="first">The first of these.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Kept(Vector256<float> logits, int first)
    {
        var floor = Vector256.Create(Floor);
        var early = Vector256.LessThan(Vector256<int>.Indices, Vector256.Create(LastTie - first + 1)).AsSingle();
        return Vector256.GreaterThan(logits, floor) | (Vector256.Equals(logits, floor) & early);
    }

    // Bisection over floats as whole numbers: from low on there are enough tokens, from high on too few. Each pass only counts, at the
    // speed of memory, and there are at most 32.
    private static LogitLimit Top(ReadOnlySpan<float> logits, float largest, int count, TokenRanking ranking)
    {
        var (low, high) = (FloatOrder.KeyOf(float.NegativeInfinity), FloatOrder.KeyOf(largest));
        var (enough, few) = (logits.Length, LogitScan.CountFrom(logits, largest));
        if (few >= count)
        {
            return new LogitLimit(largest, LogitScan.TokenWith(logits, largest, count));
        }
        while (high - low > 1 && enough - few > FewTokens)
        {
            var middle = low + ((high - low) / 2);
            var found = LogitScan.CountFrom(logits, FloatOrder.FloatOf(middle));
            (low, enough, high, few) = found >= count ? (middle, found, high, few) : (low, enough, middle, found);
            if (enough == count)
            {
                return new LogitLimit(FloatOrder.FloatOf(low), int.MaxValue);
            }
        }
        var floor = FloatOrder.FloatOf(low);
        if (float.IsNegativeInfinity(floor) && LogitScan.CountFrom(logits, -float.MaxValue) < count)
        {
            return new LogitLimit(floor, -1);
        }
        if (high - low == 1)
        {
            return new LogitLimit(floor, LogitScan.TokenWith(logits, floor, count - few));
        }
        ranking.Clear();
        LogitScan.Collect(logits, Math.Max(floor, -float.MaxValue), FloatOrder.FloatOf(high), ranking);
        var last = ranking.Find(logits, count - few - 0.5).Token;
        return new LogitLimit(logits[last], last);
    }
}
