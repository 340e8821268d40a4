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
    private readonly CacheCounters counters = new();
    private int refusalTold;

    /// <param name="folder">Need not exist; the first publish makes it.</param>
    /// <param name="options">How the folder is treated.</param>
    /// <param name="logger">Told what happened, with event ids from 2000 on.</param>
    /// <exception cref="ArgumentException">The path is empty or no path.</exception>
    public ArtifactCache(string folder, CacheOptions? options = null, ILogger? logger = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        this.folder = new CacheFolder(folder);
        this.options = options ?? new CacheOptions();
        this.logger = logger ?? NullLogger.Instance;
    }

    /// <summary>Absolute path of the folder.</summary>
    public string Folder => folder.Path;

    public CacheStatistics Statistics => counters.Snapshot();

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
    public ArtifactReading Find(ArtifactKey key)
    {
        var reading = Refusal is { } refusal ? ArtifactReading.Faulty(ArtifactFault.Untrusted, refusal) : Load(key);
        if (!reading.IsSound)
        {
            counters.Miss(reading.Fault);
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
    public PublishResult Publish(Artifact artifact)
    {
        var reason = Refusal;
        if (reason is null)
        {
            try
            {
                var content = ArtifactFormat.Write(artifact);
                folder.Publish(artifact.Key.Hash, content);
                counters.Published(content.Length);
                logger.Published(artifact.Key.Hash, content.Length);
                return new PublishResult(true, "");
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                reason = exception.Message;
            }
        }
        counters.PublishFailed();
        logger.NotPublished(artifact.Key.Hash, reason);
        return new PublishResult(false, reason);
    }

    private ArtifactReading Load(ArtifactKey key)
    {
        var file = folder.FileOf(key.Hash);
        var reading = Read(file, key, out var length, out var written);
        if (reading.IsSound)
        {
            counters.Hit(length);
            logger.Hit(key.Hash, (int)length);
            MarkUsed(file, written);
        }
        else if (reading.Fault is ArtifactFault.WrongLength or ArtifactFault.NotAnArtifact or ArtifactFault.ChecksumMismatch
            or ArtifactFault.Malformed or ArtifactFault.OtherKey)
        {
            SetAside(key.Hash, file, length, written);
        }
        return reading;
    }

    private ArtifactReading Read(string file, ArtifactKey? key, out long length, out DateTime written)
    {
        (length, written) = (0, default);
        try
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, FileOptions.SequentialScan);
            if (!options.TrustFolder && FolderTrust.ObjectionToFile(file, handle) is { } objection)
                return ArtifactReading.Faulty(ArtifactFault.Untrusted, objection);
            length = RandomAccess.GetLength(handle);
            written = File.GetLastWriteTimeUtc(handle);
            if (length > options.MaxArtifactLength)
                return ArtifactReading.Faulty(ArtifactFault.TooLarge, $"the file has {length} bytes, the bound is {options.MaxArtifactLength}");
            var content = GC.AllocateUninitializedArray<byte>((int)length);
            var filled = 0;
            while (filled < content.Length && RandomAccess.Read(handle, content.AsSpan(filled), filled) is > 0 and var read)
            {
                filled += read;
            }
            return ArtifactReader.Read(content.AsMemory(0, filled), key);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return ArtifactReading.Faulty(ArtifactFault.NotFound, "no artifact of this key is there");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ArtifactReading.Faulty(ArtifactFault.Unreadable, exception.Message);
        }
    }

    private static void MarkUsed(string file, DateTime written)
    {
        var now = DateTime.UtcNow;
        if (now - written < UseGranularity)
            return;
        try
        {
            File.SetLastWriteTimeUtc(file, now);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A folder that may only be read is pruned by whoever may write it.
        }
    }

    // Moved, not deleted, so that someone can look at it. If another process has published a sound one meanwhile, that one stays.
    private void SetAside(string hash, string file, long length, DateTime written)
    {
        try
        {
            var now = new FileInfo(file);
            if (!now.Exists || now.Length != length || now.LastWriteTimeUtc != written)
                return;
            var damaged = CacheFolder.DamagedFileOf(file);
            File.Move(file, damaged, overwrite: true);
            logger.SetAside(hash, damaged);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It stays where it is and stays a miss; the next publish of the key replaces it.
        }
    }
}
