namespace Piecewise.Compiler.Explain;

/// <summary>A sequence as parts that repeat: what a person sees in <c>a b c b c b c d</c>.</summary>
internal static class RepeatingParts
{
    private const int LongestPeriod = 64;

    /// <summary>The parts in order: where each begins, its length, and how often it is there, one after another.</summary>
    public static IEnumerable<(int Start, int Period, int Times)> Of(IReadOnlyList<string> names)
    {
        for (var start = 0; start < names.Count;)
        {
            // The part that covers most; of equal ones, the shortest.
            var best = Enumerable.Range(1, Math.Min(LongestPeriod, names.Count - start))
                .Select(period => (Period: period, Times: TimesOf(names, start, period)))
                .Where(p => p.Times > 1).OrderByDescending(p => p.Period * p.Times).ThenBy(p => p.Period)
                    .FirstOrDefault((Period: 1, Times: 1));
            yield return (start, best.Period, best.Times);
            start += best.Period * best.Times;
        }
    }

    private static int TimesOf(IReadOnlyList<string> names, int start, int period)
    {
        var end = start + period;
        while (end < names.Count && names[end] == names[end - period])
        {
            end++;
        }
        return (end - start) / period;
    }
}
