using System.Diagnostics;
using System.Globalization;

namespace Piecewise.Benchmarks;

/// <summary>
/// Guards against loss of speed: times of two builds, taken by turns on one machine in one run. <c>benchmarks/compare.sh</c> makes the
/// builds; docs/benchmarks.md says how to read the table.
/// </summary>
internal static class Guard
{
    private const int Fewest = 15;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(0.3);

    /// <summary>
    /// <c>measure ROOT</c> prints a line for each task: its name, a tab, the median of its calls in microseconds.
    /// <c>compare OTHER OWN ROOT ROUNDS THRESHOLD</c> lets two builds of this program measure by turns, and prints how they compare.
    /// </summary>
    /// <returns>1 where the own build lost, else 0.</returns>
    public static int Run(string[] args)
    {
        switch (args)
        {
            case ["measure", var root]:
                foreach (var task in GuardTask.Kernels.Concat(GuardTask.Calls(root)))
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{task.Name}\t{Measure(task):F3}"));
                }
                return 0;
            case ["compare", var other, var own, var root, var rounds, var threshold]:
                return Compare(
                    other, own, root, int.Parse(rounds, CultureInfo.InvariantCulture),
                    double.Parse(threshold, CultureInfo.InvariantCulture));
            default:
                Console.Error.WriteLine("guard measure ROOT, or guard compare OTHER.dll OWN.dll ROOT ROUNDS THRESHOLD");
                return 2;
        }
    }

    private static double Measure(GuardTask task)
    {
        var call = task.Start();
        var start = Stopwatch.GetTimestamp();
        do
        {
            call();
        }
        while (Stopwatch.GetElapsedTime(start) < WarmUp);
        var times = new List<double>();
        start = Stopwatch.GetTimestamp();
        while (times.Count < Fewest || Stopwatch.GetElapsedTime(start) < Enough)
        {
            var begin = Stopwatch.GetTimestamp();
            call();
            times.Add(Stopwatch.GetElapsedTime(begin).TotalMicroseconds);
        }
        return Median(times);
    }

    private static int Compare(string other, string own, string root, int rounds, double threshold)
    {
        var (before, after) = (new Dictionary<string, List<double>>(), new Dictionary<string, List<double>>());
        for (var round = 0; round < rounds; round++)
        {
            // Neither has always the same neighbour.
            foreach (var isOwn in round % 2 == 0 ? new[] { false, true } : [true, false])
            {
                Console.Error.WriteLine($"round {round + 1} of {rounds}: {(isOwn ? "this tree" : "the other commit")}");
                Collect(isOwn ? own : other, root, isOwn ? after : before);
            }
        }
        Console.WriteLine("| | other, µs | this, µs | ratio of medians | ratio of the best | |");
        Console.WriteLine("|---|---:|---:|---:|---:|---|");
        var lost = 0;
        foreach (var (name, times) in after)
        {
            if (!before.TryGetValue(name, out var earlier))
            {
                continue;
            }
            var (ratio, best) = (Median(times) / Median(earlier), times.Min() / earlier.Min());
            // Somebody else's work makes some rounds slow: what is slower is slower in the best one too.
            var isLoss = Math.Min(ratio, best) > threshold;
            lost += isLoss ? 1 : 0;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {Median(earlier):F1} | {Median(times):F1} | {ratio:F2} | {best:F2} | {(isLoss ? "**slower**" : "")} |"));
        }
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{after.Count} tasks, medians of {rounds} alternating rounds; {lost} slower by more than {threshold:F2}"));
        return lost > 0 ? 1 : 0;
    }

    private static void Collect(string build, string root, Dictionary<string, List<double>> times)
    {
        var start = new ProcessStartInfo("dotnet", [build, "measure", root]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        while (process.StandardOutput.ReadLine() is { } line)
        {
            var (name, time) = line.Split('\t') is [var n, var t] ? (n, t) : throw new InvalidDataException($"'{line}' is no time.");
            if (!times.TryGetValue(name, out var known))
            {
                times.Add(name, known = []);
            }
            known.Add(double.Parse(time, CultureInfo.InvariantCulture));
        }
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{build} ended with {process.ExitCode}.");
        }
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
