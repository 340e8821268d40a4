namespace Piecewise.Runtime;

/// <summary>What a cache holds.</summary>
/// <param name="Entries">Its artifacts in order of their hashes, each read as it is reached.</param>
/// <param name="Problem">Why there is nothing to list: the folder is not used (K5), or can't be read; null: it was listed.</param>
internal sealed record CacheListing(IEnumerable<CacheEntry> Entries, string? Problem);
