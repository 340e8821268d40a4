using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Piecewise.Runtime;

/// <summary>
/// A folder of artifacts, found by their keys' hashes (K1, K2), that any number of processes may share. Whatever is wrong with a file or
/// with the folder is a miss that says why, never an exception and never a wrong artifact. Thread-safe. docs/cache.md describes files,
/// protocol and faults.
/// </summary>
public sealed partial class ArtifactCache
{
    // Loading marks a file as used so that pruning keeps it, but not more often than this: a warm start should not write.
    private static readonly TimeSpan UseGranularity = TimeSpan.FromDays(1);

    private readonly CacheFolder folder;
    private readonly CacheOptions options;
    private readonly ILogger logger;
    private int refusalTold;

    /// <param name="folder">Where models that were compiled lie (<c>CompileOptions.CacheFolder</c>); need not exist.</param>
    /// <exception cref="ArgumentException">The path is empty or no path.</exception>
    public ArtifactCache(string folder)
        : this(folder, options: null, logger: null)
    {
    }

    /// <param name="folder">Need not exist; the first publish makes it.</param>
    /// <param name="options">How the folder is treated.</param>
    /// <param name="logger">Told what happened, with event ids from 2000 on.</param>
    /// <exception cref="ArgumentException">The path is empty or no path.</exception>
    internal ArtifactCache(string folder, CacheOptions? options = null, ILogger? logger = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        this.folder = new CacheFolder(folder);
        this.options = options ?? new CacheOptions();
        this.logger = logger ?? NullLogger.Instance;
    }

    /// <summary>Absolute path of the folder.</summary>
    public string Folder => folder.Path;

    /// <summary>Why nothing is loaded from or written to this folder (K5); null: it is used.</summary>
    public string? Refusal
    {
        get
        {
            if (options.TrustFolder || FolderTrust.ObjectionToFolder(Folder) is not { } objection)
                return null;
            if (Interlocked.Exchange(ref refusalTold, 1) == 0)
            {
                logger.Refused(Folder, objection);
            }
            return objection;
        }
    }

    /// <summary>The artifact of a key, with all checksums verified, or why there is none.</summary>
    internal ArtifactReading Find(ArtifactKey key)
    {
        var reading = Refusal is { } refusal ? ArtifactReading.Faulty(ArtifactFault.Untrusted, refusal) : Load(key);
        if (!reading.IsSound)
        {
            PiecewiseTelemetry.CacheLookups.Add(1, new KeyValuePair<string, object?>("result", reading.Fault));
            if (reading.Fault != ArtifactFault.NotFound)
            {
                logger.Faulty(key.Hash, reading.Fault, reading.Reason);
            }
            else if (logger.IsEnabled(LogLevel.Debug))
            {
                logger.Missed(Nearest(key, reading.Reason));
            }
        }
        return reading;
    }

    /// <summary>Stores an artifact. Never throws for what is wrong with the folder; the artifact stays usable either way.</summary>
    internal PublishResult Publish(Artifact artifact)
    {
        var reason = Refusal;
        if (reason is null)
        {
            try
            {
                var content = ArtifactFormat.Write(artifact);
                if (content.Length <= options.MaxArtifactLength)
                {
                    folder.Publish(artifact.Key.Hash, content);
                    logger.Published(artifact.Key.Hash, content.Length);
                    return new PublishResult(true, "");
                }
                reason = $"it has {content.Length} bytes, and no file of more than {options.MaxArtifactLength} would be read";
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or OverflowException)
            {
                reason = exception.Message;
            }
        }
        logger.NotPublished(artifact.Key.Hash, reason);
        return new PublishResult(false, reason);
    }

    private ArtifactReading Load(ArtifactKey key)
    {
        var path = folder.FileOf(key.Hash);
        ArtifactReading reading;
        using (var file = ArtifactFile.Open(path, options, out var fault))
        {
            if (file is null)
                return ArtifactReading.Faulty(fault.Fault, fault.Reason);
            reading = file.ReadAll(key, options.MaxArtifactLength);
            if (reading.IsSound)
            {
                PiecewiseTelemetry.CacheLookups.Add(1, new KeyValuePair<string, object?>("result", "hit"));
                logger.Hit(key.Hash, file.Length);
                MarkUsed(path, file.LastUsed);
            }
        }
        // Beyond the handle: Windows moves no file that is open without leave.
        if (!reading.IsSound && IsDamage(reading.Fault))
        {
            SetAside(key, path);
        }
        return reading;
    }

    private static bool IsDamage(ArtifactFault fault) => fault is ArtifactFault.WrongLength or ArtifactFault.NotAnArtifact
        or ArtifactFault.ChecksumMismatch or ArtifactFault.Malformed or ArtifactFault.OtherKey;

    private static void MarkUsed(string path, DateTime lastUsed)
    {
        var now = DateTime.UtcNow;
        if (now - lastUsed < UseGranularity)
            return;
        try
        {
            File.SetLastWriteTimeUtc(path, now);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A folder that may only be read is pruned by whoever may write it.
        }
    }

    // Moved, not deleted, so that someone can look at it.
    private void SetAside(ArtifactKey key, string path)
    {
        try
        {
            var damaged = CacheFolder.DamagedFileOf(path);
            File.Move(path, damaged, overwrite: true);
            // Another process may have published a sound one since the damaged one was read: that one was moved then, and goes back.
            using (var moved = ArtifactFile.Open(damaged, options, out _))
            {
                if (moved?.ReadAll(key, options.MaxArtifactLength).IsSound != true)
                {
                    logger.SetAside(key.Hash, damaged);
                    return;
                }
            }
            File.Move(damaged, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It stays where it is and stays a miss; the next publish of the key replaces it.
        }
    }
}
