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

    /// <summary>Reads all artifacts and constants and compares all checksums. Nothing is changed.</summary>
    internal VerifyReport Verify()
    {
        if (Refusal is { } refusal)
            return new VerifyReport(0, 0, [], 0, 0, refusal);
        var (count, bytes, faults) = (0, 0L, ImmutableArray.CreateBuilder<CacheEntry>());
        var files = Files(out var problem);
        // Of each file of constants what is wrong with it: several artifacts may name it.
        var constants = new Dictionary<ConstantsName, string>();
        foreach (var listed in files.Where(f => f.Kind == CacheFileKind.Artifact))
        {
            var (reading, length) = ReadListed(listed);
            if (!reading.IsSound && reading.Fault == ArtifactFault.NotFound)
                continue;
            count++;
            bytes += length;
            if (reading.IsSound && ConstantsOf(reading.Artifact) is { } name)
            {
                if (!constants.TryGetValue(name, out var fault))
                {
                    constants.Add(name, fault = FaultOf(name));
                    bytes += fault.Length == 0 ? name.Length : 0;
                }
                reading = fault.Length == 0 ? reading : ArtifactReading.Faulty(ArtifactFault.NoConstants, fault);
            }
            if (!reading.IsSound)
            {
                faults.Add(new CacheEntry(listed.Hash, length, listed.LastUsed, null, null, null, reading.Fault, reading.Reason));
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
        if (reading.IsSound && ConstantsOf(reading.Artifact) is { } name)
        {
            using var constants = Open(name, out var reason)?.Bytes;
            reading = constants is not null ? reading : ArtifactReading.Faulty(ArtifactFault.NoConstants, reason);
        }
        return reading.IsSound ? new CacheExplanation(key, true, "", key, []) : Nearest(key, reading.Reason);
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
        var summary = file?.ReadSummary(options.MaxArtifactLength, out fault);
        if (file is null && fault.Fault == ArtifactFault.NotFound)
            return null;
        if (summary is { Key: var key } && key.Hash != listed.Hash)
        {
            (summary, fault) = (null, OtherKey(key));
        }
        return summary is null
            ? new CacheEntry(listed.Hash, listed.Length, listed.LastUsed, null, null, null, fault.Fault, fault.Reason)
            : new CacheEntry(listed.Hash, listed.Length, listed.LastUsed, summary.Key, summary.Manifest, summary.Constants, null, "");
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

    // Null too where the section is damaged, which the artifact's checksums say no less.
    private static ConstantsName? ConstantsOf(Artifact artifact)
    {
        try
        {
            return ConstantsName.Read(artifact.Section(ArtifactSectionNames.Constants).Span);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private string FaultOf(ConstantsName name)
    {
        if (Open(name, out var reason) is not { } file)
        {
            return reason;
        }
        using (file.Bytes)
        {
            return IsSound(file) ? "" : DamagedConstants;
        }
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
}
