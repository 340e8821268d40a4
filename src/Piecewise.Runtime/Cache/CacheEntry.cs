namespace Piecewise.Runtime;

/// <summary>One file of a cache.</summary>
/// <param name="Hash">The key's hash, from the file's name.</param>
/// <param name="Length">Bytes of the file.</param>
/// <param name="LastUsed">When it was written or last loaded, to the day.</param>
/// <param name="Reading">What reading it gave.</param>
public readonly record struct CacheEntry(string Hash, long Length, DateTime LastUsed, ArtifactReading Reading);
