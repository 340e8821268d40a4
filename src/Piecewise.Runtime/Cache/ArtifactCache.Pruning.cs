namespace Piecewise.Runtime;

/// <content>What a cache holds that nobody uses.</content>
public sealed partial class ArtifactCache
{
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
        // Constants stay as long as an artifact that stays names them, and count once.
        var (needed, named) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var file in files.Where(f => f.Kind == CacheFileKind.Artifact).OrderByDescending(f => f.LastUsed))
        {
            var constants = Describe(file)?.Constants;
            var bytes = file.Length + (constants is null || needed.Contains(constants.Hash) ? 0 : constants.Length);
            if ((now - file.LastUsed > olderThan || bytesKept + bytes > maxBytes) && Remove(file, failures))
            {
                removed++;
                bytesRemoved += file.Length;
            }
            else
            {
                kept++;
                bytesKept += bytes;
                _ = constants is not null && needed.Add(constants.Hash);
            }
            _ = constants is not null && named.Add(constants.Hash);
        }
        foreach (var file in files.Where(f => f.Kind != CacheFileKind.Artifact))
        {
            var goes = file.Kind switch
            {
                CacheFileKind.SetAside => true,
                CacheFileKind.Unfinished => now - file.LastUsed > CacheFolder.UnfinishedAge,
                // Those that no artifact names may be waiting for theirs, which is written after them.
                _ => !needed.Contains(file.Hash) && (named.Contains(file.Hash) || now - file.LastUsed > CacheFolder.UnfinishedAge),
            };
            if (goes && Remove(file, failures))
            {
                bytesRemoved += file.Length;
                leftovers += named.Contains(file.Hash) && file.Kind == CacheFileKind.Constants ? 0 : 1;
            }
        }
        logger.Pruned(Folder, removed, leftovers, bytesRemoved);
        return new PruneReport(removed, leftovers, bytesRemoved, kept, bytesKept, failures);
    }

    private static bool Remove(CacheFile file, List<string> failures)
    {
        if (CacheFolder.TryDelete(file.Path))
            return true;
        failures.Add($"{file.Path} can't be removed.");
        return false;
    }
}
