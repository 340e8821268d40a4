using System.Diagnostics;
using System.Globalization;
using Piecewise.Runtime.Tests.Cache;

namespace Piecewise.Runtime.Tests.Artifacts;

/// <summary>Measures what a warm start pays per artifact, all checksums included, from the page cache.</summary>
internal static class ArtifactLoadTime
{
    public static void Print()
    {
        using var temporary = new TemporaryFolder();
        var cache = new ArtifactCache(temporary.Path);
        foreach (var length in new[] { 10_000, 100_000, 1_000_000, 10_000_000 })
        {
            var artifact = SampleArtifacts.Create(length, length);
            var publish = Median(20, () => cache.Publish(artifact));
            var find = Median(100, () => cache.Find(artifact.Key));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{length} bytes: find {find:F3} ms, publish {publish:F3} ms"));
        }
    }

    private static double Median(int runs, Action action)
    {
        var times = new double[runs];
        for (var i = 0; i < runs; i++)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        Array.Sort(times);
        return times[runs / 2];
    }
}
