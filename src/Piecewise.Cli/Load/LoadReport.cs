using System.Collections.Immutable;

namespace Piecewise.Cli.Load;

/// <summary>A latency of many requests, in milliseconds.</summary>
/// <param name="Name">As vLLM calls it.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Median">The median.</param>
/// <param name="Deviation">The standard deviation of the population.</param>
/// <param name="Percentiles">Values by percentile, between neighbours interpolated linearly.</param>
internal sealed record Latency(
    string Name, double Mean, double Median, double Deviation, ImmutableSortedDictionary<double, double> Percentiles)
{
    public static Latency Of(string name, IEnumerable<double> seconds, IEnumerable<double> percentiles)
    {
        double[] sorted = [.. seconds.Select(s => s * 1000).Order()];
        if (sorted.Length == 0)
        {
            return new Latency(name, 0, 0, 0, percentiles.ToImmutableSortedDictionary(p => p, _ => 0.0));
        }
        var mean = sorted.Average();
        return new Latency(
            name, mean, At(sorted, 50), Math.Sqrt(sorted.Average(x => (x - mean) * (x - mean))),
            percentiles.ToImmutableSortedDictionary(p => p, p => At(sorted, p)));
    }

    private static double At(double[] sorted, double percentile)
    {
        var place = percentile / 100 * (sorted.Length - 1);
        var below = (int)Math.Floor(place);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}

/// <summary>What <see cref="Goal"/> says may take at most so many milliseconds.</summary>
/// <param name="Metric"><c>ttft</c>, <c>tpot</c> or <c>e2el</c>.</param>
/// <param name="Milliseconds">At most.</param>
internal sealed record Goal(string Metric, double Milliseconds)
{
    /// <summary>A text of one token has no time per further one, and meets any goal for it.</summary>
    public bool IsMetBy(RequestTimes request) => Milliseconds >= 1000 * (Metric switch
    {
        "ttft" => request.TimeToFirstToken,
        "tpot" => request.TimePerOutputToken ?? 0,
        _ => request.Latency,
    });
}

/// <summary>What a run has shown; every figure as <c>vllm bench serve</c> defines it.</summary>
internal sealed record LoadReport
{
    public required int Completed { get; init; }

    /// <summary>Requests that failed, by what was wrong.</summary>
    public required ImmutableSortedDictionary<string, int> Failures { get; init; }

    /// <summary>Seconds from the first request that was sent to the end of the last answer.</summary>
    public required double Duration { get; init; }

    public required long PromptTokens { get; init; }

    public required long OutputTokens { get; init; }

    public required double RequestsPerSecond { get; init; }

    public required double OutputTokensPerSecond { get; init; }

    public required double TotalTokensPerSecond { get; init; }

    /// <summary>Requests a second that met all goals; null where there are none.</summary>
    public double? Goodput { get; init; }

    /// <summary>Requests that ran at once at most.</summary>
    public required int PeakConcurrency { get; init; }

    public required ImmutableArray<Latency> Latencies { get; init; }

    public static LoadReport Of(IReadOnlyList<RequestTimes> requests, IReadOnlyList<double> percentiles, IReadOnlyList<Goal> goals)
    {
        var done = requests.Where(r => r.Error is null).ToArray();
        var duration = requests.Count == 0 ? 0 : requests.Max(r => r.Ended) - requests.Min(r => r.Sent);
        var (prompt, output) = (done.Sum(r => (long)r.PromptTokens), done.Sum(r => (long)r.OutputTokens));
        return new LoadReport
        {
            Completed = done.Length,
            Failures = requests.Where(r => r.Error is not null).GroupBy(r => r.Error!)
                .ToImmutableSortedDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal),
            Duration = duration,
            PromptTokens = prompt,
            OutputTokens = output,
            RequestsPerSecond = PerSecond(done.Length),
            OutputTokensPerSecond = PerSecond(output),
            TotalTokensPerSecond = PerSecond(prompt + output),
            Goodput = goals.Count == 0 ? null : PerSecond(done.Count(r => goals.All(g => g.IsMetBy(r)))),
            PeakConcurrency = Peak(requests),
            Latencies =
            [
                Latency.Of("ttft", done.Select(r => r.TimeToFirstToken), percentiles),
                Latency.Of("first_text", done.Where(r => r.FirstText is not null).Select(r => r.FirstText!.Value - r.Sent), percentiles),
                Latency.Of("tpot", done.Select(r => r.TimePerOutputToken).OfType<double>(), percentiles),
                Latency.Of("itl", done.SelectMany(r => r.Gaps), percentiles),
                Latency.Of("e2el", done.Select(r => r.Latency), percentiles),
            ],
        };

        double PerSecond(double count) => duration > 0 ? count / duration : 0;
    }

    // What ends when another begins does not run beside it.
    private static int Peak(IReadOnlyList<RequestTimes> requests)
    {
        var (now, most) = (0, 0);
        foreach (var (_, change) in requests.SelectMany(r => new[] { (At: r.Sent, Change: 1), (At: r.Ended, Change: -1) })
            .OrderBy(e => e.At).ThenBy(e => e.Change))
        {
            now += change;
            most = Math.Max(most, now);
        }
        return most;
    }
}
