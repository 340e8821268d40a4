using System.Diagnostics;
using System.Globalization;
using Piecewise.Runtime.Tests.Artifacts;

namespace Piecewise.Runtime.Tests.Cache;

public sealed class KilledProcessTests
{
    private const int Kills = 200;

    [Fact]
    public void K2_writers_killed_at_random_moments_lose_nothing_that_was_published_and_leave_nothing_wrong()
    {
        var unfinished = 0;
        var published = 0;
        Parallel.For(0, Kills, new ParallelOptions { MaxDegreeOfParallelism = 3 }, kill =>
        {
            using var temporary = new TemporaryFolder();
            var confirmed = PublishAndKill(temporary.Path, first: kill * 1_000,
                after: TimeSpan.FromMilliseconds(new Random(kill).NextDouble() * 12));
            var cache = new ArtifactCache(temporary.Path);
            var verified = cache.Verify();
            Assert.True(verified.IsSound, $"kill {kill}: {string.Join(' ', verified.Faults)}");
            Assert.Equal(0, verified.SetAside);
            // One more may be there: killed between the rename and the line that tells of it.
            Assert.InRange(verified.Checked, confirmed.Count, confirmed.Count + 1);
            Assert.InRange(verified.Unfinished, 0, 1);
            foreach (var number in confirmed)
            {
                var artifact = CacheChild.Sample(number);
                var reading = cache.Find(artifact.Key);
                Assert.True(reading.IsSound && SampleArtifacts.AreEqual(artifact, reading.Artifact),
                    $"kill {kill}, {number}: {reading.Reason}");
            }
            // The one that was being written is a miss like any other, and can be written.
            var next = CacheChild.Sample(kill * 1_000 + verified.Checked);
            Assert.Equal(ArtifactFault.NotFound, cache.Find(next.Key).Fault);
            Assert.True(cache.Publish(next).IsPublished && cache.Find(next.Key).IsSound);
            Interlocked.Add(ref unfinished, verified.Unfinished);
            Interlocked.Add(ref published, confirmed.Count);
        });
        Console.WriteLine($"{Kills} kills: {published} artifacts published before, {unfinished} writes cut off");
        // Else the test does not test what its name says.
        Assert.True(unfinished >= Kills / 20, $"only {unfinished} kills met a write");
    }

    [Fact]
    public void K4_pruning_beside_writers_and_readers_harms_none()
    {
        using var temporary = new TemporaryFolder();
        using var pruner = ChildProcess.Start(ChildProcess.Command("cache", "prune-until-killed", temporary.Path));
        Assert.Equal("ready", pruner.StandardOutput.ReadLine());
        var cache = new ArtifactCache(temporary.Path);
        var found = 0;
        var end = Stopwatch.StartNew();
        for (var number = 0; number < 300 || (found == 0 && end.Elapsed < TimeSpan.FromSeconds(10)); number++)
        {
            var artifact = CacheChild.Sample(number);
            var result = cache.Publish(artifact);
            Assert.True(result.IsPublished, result.Reason);
            var reading = cache.Find(artifact.Key);
            Assert.True(reading.IsSound || reading.Fault == ArtifactFault.NotFound, reading.Reason);
            found += reading.IsSound ? 1 : 0;
            Assert.Empty(cache.Verify().Faults);
        }
        Assert.False(pruner.HasExited, "the pruning process failed");
        pruner.Kill();
        pruner.WaitForExit();
        Assert.True(found > 0);
    }

    // Starts a process that publishes, kills it, and returns what it said it had published.
    private static List<int> PublishAndKill(string folder, int first, TimeSpan after)
    {
        using var process = ChildProcess.Start(
            ChildProcess.Command("cache", "publish-until-killed", folder, first.ToString(CultureInfo.InvariantCulture)));
        // Before the first the process was starting. From then on each takes about half a millisecond.
        Assert.Equal(first.ToString(CultureInfo.InvariantCulture), process.StandardOutput.ReadLine());
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < after)
        {
            Thread.Yield();
        }
        process.Kill();
        // Of the last line a part may be missing; it has no line end then, and its number is too small or none.
        var lines = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return [first, .. lines[..(lines.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => int.Parse(l, CultureInfo.InvariantCulture))];
    }
}
