using Microsoft.Extensions.Logging;

namespace Piecewise.Runtime;

/// <summary>What the cache logs. Event ids are part of the public interface: 2000s cache (T1).</summary>
internal static partial class CacheLog
{
    [LoggerMessage(2000, LogLevel.Debug, "Loaded artifact {Hash}, {Bytes} bytes")]
    public static partial void Hit(this ILogger logger, string hash, long bytes);

    [LoggerMessage(2001, LogLevel.Debug, "Cache miss: {Explanation}")]
    public static partial void Missed(this ILogger logger, CacheExplanation explanation);

    [LoggerMessage(2002, LogLevel.Warning, "Artifact {Hash} is not used ({Fault}): {Reason}")]
    public static partial void Faulty(this ILogger logger, string hash, ArtifactFault fault, string reason);

    [LoggerMessage(2003, LogLevel.Information, "Damaged file {Hash} was set aside as {File}")]
    public static partial void SetAside(this ILogger logger, string hash, string file);

    [LoggerMessage(2004, LogLevel.Debug, "Published artifact {Hash}, {Bytes} bytes")]
    public static partial void Published(this ILogger logger, string hash, int bytes);

    [LoggerMessage(2005, LogLevel.Warning, "Artifact {Hash} was not stored, the next start compiles it again: {Reason}")]
    public static partial void NotPublished(this ILogger logger, string hash, string reason);

    [LoggerMessage(2006, LogLevel.Warning, "The cache folder {Folder} is not used: {Reason} [K5]")]
    public static partial void Refused(this ILogger logger, string folder, string reason);

    [LoggerMessage(2007, LogLevel.Information, "Pruned {Folder}: {Removed} artifacts and {Leftovers} leftovers removed, {Bytes} bytes")]
    public static partial void Pruned(this ILogger logger, string folder, int removed, int leftovers, long bytes);

    [LoggerMessage(2008, LogLevel.Debug, "Published constants {Hash}, {Bytes} bytes")]
    public static partial void PublishedConstants(this ILogger logger, string hash, long bytes);
}
