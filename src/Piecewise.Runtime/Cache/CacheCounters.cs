using System.Collections.Immutable;

namespace Piecewise.Runtime;

/// <summary>The running counts of <see cref="CacheStatistics"/>; any thread may count.</summary>
internal sealed class CacheCounters
{
    private readonly long[] misses = new long[Enum.GetValues<ArtifactFault>().Length];
    private long hits;
    private long published;
    private long publishFailures;
    private long bytesRead;
    private long bytesWritten;

    public void Hit(long bytes)
    {
        Interlocked.Increment(ref hits);
        Interlocked.Add(ref bytesRead, bytes);
        PiecewiseTelemetry.CacheLookups.Add(1, new KeyValuePair<string, object?>("result", "hit"));
    }

    public void Miss(ArtifactFault reason)
    {
        Interlocked.Increment(ref misses[(int)reason]);
        PiecewiseTelemetry.CacheLookups.Add(1, new KeyValuePair<string, object?>("result", reason));
    }

    public void Published(long bytes)
    {
        Interlocked.Increment(ref published);
        Interlocked.Add(ref bytesWritten, bytes);
    }

    public void PublishFailed() => Interlocked.Increment(ref publishFailures);

    public CacheStatistics Snapshot() => new(
        Interlocked.Read(ref hits),
        misses.Select((count, i) => KeyValuePair.Create((ArtifactFault)i, count)).Where(m => m.Value > 0).ToImmutableSortedDictionary(),
        Interlocked.Read(ref published),
        Interlocked.Read(ref publishFailures),
        Interlocked.Read(ref bytesRead),
        Interlocked.Read(ref bytesWritten));
}
