using System.Collections.Immutable;

namespace Piecewise.Runtime;

/// <summary>What people ask of a cache (K4): list, why, verify, prune.</summary>
public sealed partial class ArtifactCache
{
    /// <summary>
    /// All artifacts in order of their hashes. Only head and manifest are read and verified, each as it is reached, so that listing costs
    /// little however large the cache; <see cref="Verify"/> reads all.
    /// </summary>
    internal CacheListing List()
    {
        if (Refusal is { } refusal)
            return new CacheListing([], refusal);
        var files = Files(out var problem);
        // Null: pruned by another process since the folder was listed.
        return new CacheListing(files.Where(f => f.Kind == CacheFileKind.Artifact).Select(Describe).OfType<CacheEntry>(), problem);
    }

    /// <summary>Reads all artifacts and compares all checksums. Nothing is changed.</summary>
    internal VerifyReport Verify()
    {
        if (Refusal is { } refusal)
            return new VerifyReport(0, 0, [], 0, 0, refusal);
        var (count, bytes, faults) = (0, 0L, ImmutableArray.CreateBuilder<CacheEntry>());
        var files = Files(out var problem);
        foreach (var listed in files.Where(f => f.Kind == CacheFileKind.Artifact))
        {
            var (reading, length) = ReadListed(listed);
            if (!reading.IsSound && reading.Fault == ArtifactFault.NotFound)
                continue;
            count++;
            bytes += length;
            if (!reading.IsSound)
            {
                faults.Add(new CacheEntry(listed.Hash, length, listed.LastUsed, null, null, reading.Fault, reading.Reason));
            }
        }
        return new VerifyReport(
            count, bytes, faults.ToImmutable(), files.Count(f => f.Kind == CacheFileKind.SetAside),
            files.Count(f => f.Kind == CacheFileKind.Unfinished), problem);
    }

    /// <summary>
    /// Whether a key is there; if not, which of its factors differ from those of the nearest artifact that is. Counts as no lookup.
    /// </summary>
    internal CacheExplanation Why(ArtifactKey key)
    {
        if (Refusal is { } refusal)
            return new CacheExplanation(key, false, refusal, null, []);
        using var file = ArtifactFile.Open(folder.FileOf(key.Hash), options, out var fault);
        var reading = file?.ReadAll(key, options.MaxArtifactLength) ?? ArtifactReading.Faulty(fault.Fault, fault.Reason);
        return reading.IsSound ? new CacheExplanation(key, true, "", key, []) : Nearest(key, reading.Reason);
    }

    /// <summary>
    /// Removes artifacts not used for <paramref name="olderThan"/>; of the rest keeps the most recently used, as long as they have at most
    /// <paramref name="maxBytes"/> together. Also removes damaged files that were set aside, and unfinished ones older than an hour.
    /// Processes that run meanwhile lose nothing but a later hit.
    /// </summary>
    /// <param name="maxBytes">Null: any number.</param>
    /// <param name="olderThan">Null: any age. Uses are recorded to the day, so that less than a day is hardly meaningful.</param>
    public PruneReport Prune(long? maxBytes = null, TimeSpan? olderThan = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxBytes ?? 0, nameof(maxBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(olderThan ?? TimeSpan.Zero, TimeSpan.Zero, nameof(olderThan));
        if (Refusal is { } refusal)
            return new PruneReport(0, 0, 0, 0, 0, [refusal]);
        var (removed, leftovers, bytesRemoved, kept, bytesKept) = (0, 0, 0L, 0, 0L);
        var now = DateTime.UtcNow;
        var files = Files(out var problem);
        List<string> failures = problem is null ? [] : [problem];
        foreach (var file in files.OrderByDescending(f => f.LastUsed))
        {
            var goes = file.Kind switch
            {
                CacheFileKind.SetAside => true,
                CacheFileKind.Unfinished => now - file.LastUsed > CacheFolder.UnfinishedAge,
                _ => now - file.LastUsed > olderThan || bytesKept + file.Length > maxBytes,
            };
            var isArtifact = file.Kind == CacheFileKind.Artifact;
            if (goes && Remove(file, failures))
            {
                bytesRemoved += file.Length;
                (removed, leftovers) = isArtifact ? (removed + 1, leftovers) : (removed, leftovers + 1);
            }
            else if (isArtifact)
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
        foreach (var file in Files(out _))
        {
            if (file.Kind != CacheFileKind.Artifact || Describe(file) is not { IsSound: true, Key: { } other } || other.Equals(key))
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

    private CacheEntry? Describe(CacheFile listed)
    {
        using var file = ArtifactFile.Open(listed.Path, options, out var fault);
        var key = default(ArtifactKey);
        var manifest = file?.ReadManifest(options.MaxArtifactLength, out key, out fault);
        if (file is null && fault.Fault == ArtifactFault.NotFound)
            return null;
        if (key is not null && key.Hash != listed.Hash)
        {
            (manifest, fault) = (null, OtherKey(key));
        }
        return manifest is null
            ? new CacheEntry(listed.Hash, listed.Length, listed.LastUsed, null, null, fault.Fault, fault.Reason)
            : new CacheEntry(listed.Hash, listed.Length, listed.LastUsed, key, manifest, null, "");
    }

    private (ArtifactReading Reading, long Length) ReadListed(CacheFile listed)
    {
        using var file = ArtifactFile.Open(listed.Path, options, out var fault);
        if (file is null)
            return (ArtifactReading.Faulty(fault.Fault, fault.Reason), 0);
        var reading = file.ReadAll(null, options.MaxArtifactLength);
        if (reading.IsSound && reading.Artifact.Key.Hash != listed.Hash)
        {
            (var kind, var reason) = OtherKey(reading.Artifact.Key);
            reading = ArtifactReading.Faulty(kind, reason);
        }
        return (reading, file.Length);
    }

    private static (ArtifactFault Fault, string Reason) OtherKey(ArtifactKey key) =>
        (ArtifactFault.OtherKey, $"the file holds the artifact of key {key}");

    // None, with the reason, where the folder can't be listed.
    private List<CacheFile> Files(out string? problem)
    {
        try
        {
            problem = null;
            return folder.Files();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problem = exception.Message;
            return [];
        }
    }

    private static bool Remove(CacheFile file, List<string> failures)
    {
        if (CacheFolder.TryDelete(file.Path))
            return true;
        failures.Add($"{file.Path} can't be removed.");
        return false;
    }
}
