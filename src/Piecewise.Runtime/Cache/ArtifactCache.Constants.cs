using Microsoft.Win32.SafeHandles;
using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <content>
/// Files of constants: written before the artifact that names them, so that whoever finds an artifact finds its constants, unless somebody
/// removed them; mapped, and hashed once (docs/cache.md).
/// </content>
public sealed partial class ArtifactCache
{
    private const string DamagedConstants = "the checksum of the file of its constants does not match its content";

    /// <summary>Makes a file of what is written; null, with the reason, where that can't be.</summary>
    internal ConstantsName? Publish(Action<Stream> write, out string reason)
    {
        reason = Refusal ?? "";
        if (reason.Length > 0)
        {
            return null;
        }
        try
        {
            var unfinished = folder.WriteUnfinished(write);
            try
            {
                ConstantsName name;
                using (var bytes = MappedBytes.Open(unfinished))
                {
                    name = new ConstantsName(ConstantsHash.Of(bytes), bytes.Length);
                }
                var path = folder.ConstantsOf(name.Hash);
                // One that is known stays: other processes share its pages.
                if (Open(name, out _) is not { IsKnown: true })
                {
                    CacheFolder.Finish(unfinished, path);
                    // We wrote it, under a name that nobody knew, and have read what we wrote.
                    if (FileStamp.Of(path) is { } stamp)
                    {
                        StampsOf(path).Add(stamp);
                    }
                }
                logger.PublishedConstants(name.Hash, name.Length);
                return name;
            }
            finally
            {
                CacheFolder.TryDelete(unfinished);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reason = exception.Message;
            return null;
        }
    }

    /// <summary>Maps constants; null, with the reason, where they are not there. Whether they are what they must be tells
    /// <see cref="Check"/>, unless they are known.</summary>
    internal ConstantsFile? Open(ConstantsName name, out string reason)
    {
        reason = Refusal ?? "";
        if (reason.Length > 0)
        {
            return null;
        }
        var path = folder.ConstantsOf(name.Hash);
        var handle = default(SafeFileHandle);
        try
        {
            handle = RegularFile.Open(path);
            var length = RandomAccess.GetLength(handle);
            if (!options.TrustFolder && FolderTrust.ObjectionToFile(path, handle) is { } objection)
            {
                reason = objection;
            }
            else if (length != name.Length)
            {
                reason = $"the file of its constants has {length} bytes, not {name.Length}";
            }
            else
            {
                var stamp = FileStamp.Of(path, handle);
                var bytes = MappedBytes.Open(handle, path);
                handle = null;
                return new ConstantsFile(name, bytes, stamp, stamp is not null && StampsOf(path).Contains(stamp));
            }
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            reason = "the file of its constants is not there";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            reason = exception.Message;
        }
        finally
        {
            handle?.Dispose();
        }
        return null;
    }

    /// <summary>Hashes constants, unless they are known. What is damaged is set aside.</summary>
    /// <exception cref="InvalidDataException">They are not what they must be.</exception>
    internal void Check(ConstantsFile file)
    {
        if (file.IsKnown)
        {
            return;
        }
        var path = folder.ConstantsOf(file.Name.Hash);
        if (!IsSound(file))
        {
            SetAside(file.Name, path);
            throw new InvalidDataException(DamagedConstants);
        }
        if (file.Stamp is { IsSettled: true } stamp && FileStamp.Of(path)?.Text == stamp.Text)
        {
            StampsOf(path).Add(stamp);
        }
    }

    private static bool IsSound(ConstantsFile file) => ConstantsHash.Of(file.Bytes) == file.Name.Hash;

    private void SetAside(ConstantsName name, string path)
    {
        try
        {
            var damaged = CacheFolder.DamagedFileOf(path);
            File.Move(path, damaged, overwrite: true);
            // Another process may have published sound ones since the damaged ones were opened: these were moved then, and go back.
            using (var moved = MappedBytes.Open(damaged))
            {
                if (moved.Length != name.Length || ConstantsHash.Of(moved) != name.Hash)
                {
                    File.Delete(CacheFolder.SourcesOf(path));
                    logger.SetAside(name.Hash, damaged);
                    return;
                }
            }
            File.Move(damaged, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It stays where it is and stays a miss; the next publish of the same constants replaces it.
        }
    }

    private StampList StampsOf(string path) => new(CacheFolder.SourcesOf(path), options);
}
