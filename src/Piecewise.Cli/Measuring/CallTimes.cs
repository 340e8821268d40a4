using System.Diagnostics;
using Piecewise.Cli.Processes;

namespace Piecewise.Cli.Measuring;

/// <summary>What calls took.</summary>
/// <param name="Median">Half of them took less.</param>
/// <param name="Calls">How many were measured.</param>
internal readonly record struct CallTimes(TimeSpan Median, int Calls)
{
    private const int WarmUps = 3;
    private const int Fewest = 10;
    private const int Most = 2000;

    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(1);

    /// <summary>Calls until a second has passed, ten times at least.</summary>
    public static CallTimes Measure(Action call, CancellationToken cancellation)
    {
        for (var i = 0; i < WarmUps; i++)
        {
            call();
        }
        var times = new List<TimeSpan>();
        var start = Stopwatch.GetTimestamp();
        while (Ranks.FirstSays(times.Count < Fewest || (times.Count < Most && Stopwatch.GetElapsedTime(start) < Enough)))
        {
            cancellation.ThrowIfCancellationRequested();
            var begin = Stopwatch.GetTimestamp();
            call();
            times.Add(Stopwatch.GetElapsedTime(begin));
        }
        return new CallTimes(MedianOf(times), times.Count);
    }

    public static TimeSpan MedianOf(IEnumerable<TimeSpan> times)
    {
        TimeSpan[] sorted = [.. times.Order()];
        return sorted[sorted.Length / 2];
    }
}
