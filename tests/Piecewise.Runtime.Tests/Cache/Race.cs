using System.IO.MemoryMappedFiles;

namespace Piecewise.Runtime.Tests.Cache;

/// <summary>Two processes that do the same to a cache at the same moment, round by round.</summary>
internal static unsafe class Race
{
    private const int Racers = 2;

    /// <summary>Returns the number of rounds in which something was lost or wrong, and prints them.</summary>
    /// <param name="cache">The folder they share.</param>
    /// <param name="meeting">A file of zeros: a counter for each racer.</param>
    /// <param name="self">Which racer this is: 0 or 1.</param>
    /// <param name="rounds">How many.</param>
    public static int Run(ArtifactCache cache, string meeting, int self, int rounds)
    {
        using var file = MemoryMappedFile.CreateFromFile(meeting);
        using var view = file.CreateViewAccessor();
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        var arrived = (long*)start;
        var wrong = 0;
        for (var round = 0; round < rounds; round++)
        {
            var artifact = CacheChild.Sample(round);
            if (round % 2 == 1 && self == 0)
            {
                // Both find a damaged file, set it aside and publish.
                cache.Publish(artifact);
                var path = Path.Combine(cache.Folder, artifact.Key.Hash[..2], artifact.Key.Hash + ".pwa");
                File.WriteAllBytes(path, new byte[1_000]);
            }
            Meet(arrived, self);
            var before = cache.Find(artifact.Key);
            var published = cache.Publish(artifact);
            Meet(arrived, self);
            var after = cache.Find(artifact.Key);
            if (!published.IsPublished || !IsRight(after, artifact) || (before.IsSound && !IsRight(before, artifact)))
            {
                Console.WriteLine($"round {round}: {before.Reason} / {published.Reason} / {after.Reason}");
                wrong++;
            }
            Meet(arrived, self);
        }
        Console.WriteLine($"{rounds} rounds, {wrong} wrong");
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        return wrong == 0 ? 0 : 1;
    }

    private static bool IsRight(ArtifactReading reading, Artifact artifact) =>
        reading.IsSound && Artifacts.SampleArtifacts.AreEqual(reading.Artifact, artifact);

    private static void Meet(long* arrived, int self)
    {
        var mine = Interlocked.Increment(ref arrived[self]);
        var wait = new SpinWait();
        while (Volatile.Read(ref arrived[Racers - 1 - self]) < mine)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }
    }
}
