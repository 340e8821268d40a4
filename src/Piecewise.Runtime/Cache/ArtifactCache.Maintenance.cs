using System.Collections.Immutable;

namespace Piecewise.Runtime;

/// <summary>What people ask of a cache (K4): list, why, verify, prune.</summary>
public sealed partial class ArtifactCache
{
    // A process that writes for longer than this is dead: publishing takes milliseconds.
    private static readonly TimeSpan UnfinishedAge = TimeSpan.FromHours(1);

    /// <summary>
    /// All artifacts in order of their hashes, each read and verified as it is reached; nothing is changed. Of a refused folder none:
    /// <see cref="Refusal"/> says why.
    /// </summary>
    public IEnumerable<CacheEntry> List()
    {
        if (Refusal is not null)
            yield break;
        foreach (var file in FilesOrNone())
        {
            var reading = Read(file.FullName, null, out var length, out var written);
            if (reading is { IsSound: true, Artifact: var artifact } && artifact.Key.Hash != CacheFolder.HashOf(file))
            {
                reading = ArtifactReading.Faulty(ArtifactFault.OtherKey, $"the file holds the artifact of key {artifact.Key}");
            }
            // Pruned by another process since it was listed.
            if (reading.IsSound || reading.Fault != ArtifactFault.NotFound)
                yield return new CacheEntry(CacheFolder.HashOf(file), length, written, reading);
        }
    }

    /// <summary>The artifacts that a lookup would not load, with reasons; empty: all are sound. Nothing is changed.</summary>
    public ImmutableArray<CacheEntry> Verify() => [.. List().Where(e => !e.Reading.IsSound)];

    /// <summary>Whether a key is there; if not, which of its factors differ from those of the nearest artifact that is. Counts as no lookup.</summary>
    public CacheExplanation Why(ArtifactKey key)
    {
        if (Refusal is { } refusal)
            return new CacheExplanation(key, false, refusal, null, []);
        var reading = Read(folder.FileOf(key.Hash), key, out _, out _);
        return reading.IsSound ? new CacheExplanation(key, true, "", key, []) : Nearest(key, reading.Reason);
    }

    /// <summary>
    /// Removes artifacts not used for <paramref name="olderThan"/>, then the least recently used until the rest has at most
    /// <paramref name="maxBytes"/>; also damaged files, and unfinished ones older than an hour. Processes that run meanwhile lose nothing
    /// but a later hit.
    /// </summary>
    public PruneReport Prune(long? maxBytes = null, TimeSpan? olderThan = null)
    {
        var failures = new List<string>();
        if (Refusal is { } refusal)
            return new PruneReport(0, 0, 0, 0, 0, [refusal]);
        var (removed, leftovers, bytesRemoved, kept, bytesKept) = (0, 0, 0L, 0, 0L);
        var now = DateTime.UtcNow;
        foreach (var (file, isUnfinished) in Snapshot(() => folder.Leftovers(), failures))
        {
            if ((!isUnfinished || now - file.LastWriteTimeUtc > UnfinishedAge) && Remove(file, failures))
            {
                leftovers++;
                bytesRemoved += file.Length;
            }
        }
        foreach (var file in Snapshot(folder.Artifacts, failures).OrderByDescending(f => f.LastWriteTimeUtc).ThenBy(f => f.Name, StringComparer.Ordinal))
        {
            var goes = now - file.LastWriteTimeUtc > olderThan || bytesKept + file.Length > maxBytes;
            if (goes && Remove(file, failures))
            {
                removed++;
                bytesRemoved += file.Length;
            }
            else
            {
                kept++;
                bytesKept += file.Length;
            }
        }
        logger.Pruned(Folder, removed, leftovers, bytesRemoved);
        return new PruneReport(removed, leftovers, bytesRemoved, kept, bytesKept, failures);
    }

    private CacheExplanation Nearest(ArtifactKey key, string reason)
    {
        var nearest = default(ArtifactKey);
        var differences = ImmutableArray<FactorDifference>.Empty;
        foreach (var file in FilesOrNone())
        {
            if (Read(file.FullName, null, out _, out _).Artifact?.Key is not { } other || other.Equals(key))
                continue;
            var found = key.Differences(other);
            // Of equally many, the one whose first difference comes latest: the order of factors says what matters most.
            if (nearest is null || found.Length < differences.Length
                || (found.Length == differences.Length && FirstAt(key, found) > FirstAt(key, differences)))
            {
                (nearest, differences) = (other, found);
            }
        }
        return new CacheExplanation(key, false, reason, nearest, differences);
    }

    private static int FirstAt(ArtifactKey key, ImmutableArray<FactorDifference> differences)
    {
        for (var i = 0; i < key.Factors.Length; i++)
        {
            if (differences.Any(d => d.Name == key.Factors[i].Name))
                return i;
        }
        return key.Factors.Length;
    }

    private List<FileInfo> FilesOrNone() => Snapshot(folder.Artifacts, []);

    private static List<T> Snapshot<T>(Func<IEnumerable<T>> files, List<string> failures)
    {
        try
        {
            return [.. files()];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            failures.Add(exception.Message);
            return [];
        }
    }

    private static bool Remove(FileInfo file, List<string> failures)
    {
        if (CacheFolder.TryDelete(file.FullName))
            return true;
        failures.Add($"{file.FullName} can't be removed.");
        return false;
    }
}
