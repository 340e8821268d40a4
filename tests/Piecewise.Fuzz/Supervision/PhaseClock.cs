using System.Diagnostics;

namespace Piecewise.Fuzz;

/// <summary>Where the time of a run goes: milliseconds by the first words of what is done.</summary>
internal sealed class PhaseClock
{
    private readonly Dictionary<string, long> ticks = new(StringComparer.Ordinal);
    private string current = "make";
    private long since = Stopwatch.GetTimestamp();

    /// <summary>From now on this is done.</summary>
    public void Begin(string phase)
    {
        var now = Stopwatch.GetTimestamp();
        ticks[current] = ticks.GetValueOrDefault(current) + now - since;
        since = now;
        current = phase.StartsWith("prepare", StringComparison.Ordinal) || phase is "import" or "make" or "compare" ? phase : "call";
    }

    /// <summary>The milliseconds so far, by <c>ms of</c> what; they begin at 0 again.</summary>
    public IEnumerable<KeyValuePair<string, int>> Take()
    {
        var result = ticks.Select(t => KeyValuePair.Create($"ms of {t.Key}", (int)(t.Value * 1000 / Stopwatch.Frequency))).ToList();
        ticks.Clear();
        return result;
    }
}
