namespace Piecewise.Runtime;

/// <summary>One artifact file of a cache.</summary>
/// <param name="Hash">The key's hash, from the file's name.</param>
/// <param name="Length">Bytes of the file; 0 where it can't be opened.</param>
/// <param name="LastUsed">When it was written or last loaded, to the day. UTC.</param>
/// <param name="Key">The key, if the file says so credibly.</param>
/// <param name="Manifest">What the file says about itself; null where there is a fault.</param>
/// <param name="Constants">The file of constants that belongs to it, and perhaps to others; null: none, or there is a fault.</param>
/// <param name="Fault">What is wrong with the file; null: nothing that was looked at.</param>
/// <param name="Reason">The same in words; empty: nothing.</param>
internal sealed record CacheEntry(
    string Hash, long Length, DateTime LastUsed, ArtifactKey? Key, ArtifactManifest? Manifest, ConstantsName? Constants,
    ArtifactFault? Fault, string Reason)
{
    public bool IsSound => Fault is null;
}
