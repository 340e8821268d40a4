using System.Globalization;
using Piecewise.Runtime.Tests.Artifacts;

namespace Piecewise.Runtime.Tests.Cache;

/// <summary>What child processes do to a cache. Each prints what happened; the tests compare it.</summary>
internal static class CacheChild
{
    public static int Run(string[] arguments)
    {
        switch (arguments)
        {
            case ["publish-until-killed", var folder, var first]:
                PublishUntilKilled(new ArtifactCache(folder), Number(first));
                return 0;
            case ["race", var folder, var meeting, var self, var rounds]:
                return Race.Run(new ArtifactCache(folder), meeting, Number(self), Number(rounds));
            case ["prune-until-killed", var folder]:
                var cache = new ArtifactCache(folder);
                Console.WriteLine("ready");
                while (true)
                {
                    cache.Prune(maxBytes: 100_000);
                }
            case ["fill", var folder, var least]:
                return Fill(new ArtifactCache(folder), Number(least));
            case ["use", var folder, var number]:
                Use(new ArtifactCache(folder), Number(number));
                return 0;
            case ["list", var folder]:
                List(new ArtifactCache(folder), Console.Out);
                return 0;
            case ["as-user", var user, .. var rest]:
                WarmUp();
                UnixProcess.BecomeUser((uint)Number(user));
                return Run(rest);
            case ["with-umask", var mask, .. var rest]:
                UnixProcess.SetUmask(Convert.ToUInt32(mask, 8));
                return Run(rest);
            case ["with-file-limit", var bytes, .. var rest]:
                UnixProcess.LimitFileLength((ulong)Number(bytes));
                return Run(rest);
            default:
                Console.Error.WriteLine($"No such verb: {string.Join(' ', arguments)}");
                return 2;
        }
    }

    /// <summary>
    /// Bytes of the assembly of sample <paramref name="number"/> in these tests: of all sizes, so that writes take their time.
    /// </summary>
    public static int AssemblyLength(int number) => number * 7919 % 60_000;

    public static Artifact Sample(int number) => SampleArtifacts.Create(number, AssemblyLength(number));

    private static void PublishUntilKilled(ArtifactCache cache, int first)
    {
        for (var number = first; ; number++)
        {
            if (cache.Publish(Sample(number)).IsPublished)
            {
                Console.WriteLine(number);
            }
        }
    }

    // Publishes until the disk is full, then makes room and goes on.
    private static int Fill(ArtifactCache cache, int least)
    {
        var stored = 0;
        PublishResult result;
        while ((result = cache.Publish(SampleArtifacts.Create(stored, 50_000))).IsPublished && stored < 1_000)
        {
            stored++;
        }
        var sound = Enumerable.Range(0, stored).Count(i => cache.Find(SampleArtifacts.Create(i, 50_000).Key).IsSound);
        var verified = cache.Verify();
        Console.WriteLine($"not published: {result.Reason}");
        Console.WriteLine(
            $"stored {(stored >= least && stored < 1_000 ? "enough" : stored)}, lost {stored - sound}, faults {verified.Faults.Length}, "
            + $"unfinished {verified.Unfinished}");
        cache.Prune(maxBytes: 0);
        Console.WriteLine($"after pruning: {cache.Publish(SampleArtifacts.Create(stored, 1_000)).IsPublished}");
        return 0;
    }

    private static void Use(ArtifactCache cache, int number)
    {
        var reading = cache.Find(Sample(number).Key);
        Console.WriteLine($"find: {(reading.IsSound ? "sound" : $"{reading.Fault}: {reading.Reason}")}");
        var other = Sample(number + 1);
        var result = cache.Publish(other);
        Console.WriteLine($"publish: {(result.IsPublished ? "done" : result.Reason)}");
        Console.WriteLine($"again: {(cache.Find(other.Key) is { IsSound: false } miss ? miss.Fault : "sound")}");
        var pruned = cache.Prune(maxBytes: 0);
        Console.WriteLine($"prune: {pruned.Removed} removed, {pruned.Failures.Count} failures");
    }

    private static void List(ArtifactCache cache, TextWriter output)
    {
        var listing = cache.List();
        output.WriteLine($"list: {listing.Entries.Count()}, {listing.Problem}");
        output.WriteLine($"verify: {(cache.Verify() is { IsSound: false } report ? report.Problem : "sound")}");
        output.WriteLine($"prune: {string.Join(", ", cache.Prune(maxBytes: 0).Failures)}");
    }

    // Assemblies are loaded while they can surely be read.
    private static void WarmUp()
    {
        using var temporary = new TemporaryFolder();
        var cache = new ArtifactCache(temporary.Path);
        cache.Publish(Sample(1));
        _ = cache.Find(Sample(1).Key).IsSound && cache.Why(Sample(2).Key).IsPresent;
        List(cache, TextWriter.Null);
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
