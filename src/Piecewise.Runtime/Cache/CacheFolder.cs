namespace Piecewise.Runtime;

/// <summary>
/// Names and files of a cache folder: artifacts <c>ab/ab….pwa</c>, constants <c>cd/cd….pwc</c>, either set aside <c>ab/ab….pwa.bad</c>,
/// lists of stamps beside them <c>ab/ab….pwa.src</c>, and unfinished ones <c>.….tmp</c>.
/// </summary>
internal sealed class CacheFolder(string path)
{
    private const string Extension = ".pwa";
    private const string UnfinishedExtension = ".tmp";
    private const string ConstantsExtension = ".pwc";
    private const string DamagedExtension = ".bad";
    private const string SourcesExtension = ".src";
    private const int ShardLength = 2;

    /// <summary>A process that writes for longer than this is dead: publishing takes milliseconds, of large weights some seconds.</summary>
    public static readonly TimeSpan UnfinishedAge = TimeSpan.FromHours(1);

    private bool swept;

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public string FileOf(string hash) => System.IO.Path.Combine(Path, hash[..ShardLength], hash + Extension);

    /// <summary>The file of constants whose content hashes to this.</summary>
    public string ConstantsOf(string hash) => System.IO.Path.Combine(Path, hash[..ShardLength], hash + ConstantsExtension);

    /// <summary>Beside an artifact: which files were compared with it. Beside constants: when they were hashed.</summary>
    public static string SourcesOf(string file) => file + SourcesExtension;

    public static string DamagedFileOf(string file) => file + DamagedExtension;

    /// <summary>
    /// The cache's files in order of their names; those of others are left out, and so are those that vanish meanwhile. Folders in it that
    /// can't be listed are passed over: what can't be listed can't be loaded either.
    /// </summary>
    /// <exception cref="IOException">The folder is no folder, or broken.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be listed.</exception>
    public List<CacheFile> Files()
    {
        var folder = new DirectoryInfo(Path);
        if (!folder.Exists)
            return [];
        var options = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            MaxRecursionDepth = 1,
            IgnoreInaccessible = true,
            AttributesToSkip = FileAttributes.None
        };
        // What may not be listed is not empty.
        _ = folder.EnumerateFileSystemInfos().Any();
        var files = new List<CacheFile>();
        foreach (var file in folder.EnumerateFiles("*", options))
        {
            try
            {
                if (KindOf(file) is { } kind)
                {
                    files.Add(new CacheFile(file.FullName, kind, file.Length, file.LastWriteTimeUtc));
                }
            }
            catch (FileNotFoundException)
            {
                // Published under its name, or pruned, since the folder was read.
            }
        }
        files.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return files;
    }

    /// <summary>
    /// Writes a file so that it is there whole or not at all, whenever this process or the machine stops, and whoever else writes the
    /// same: into a file of its own in the same folder, to the disk, then over the name at once.
    /// </summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public void Publish(string hash, byte[] content)
    {
        var file = FileOf(hash);
        Sweep(System.IO.Path.GetDirectoryName(file)!);
        // What was compared with another artifact of this name was not compared with this one.
        if (Directory.Exists(System.IO.Path.GetDirectoryName(file)))
        {
            File.Delete(SourcesOf(file));
        }
        Replace(file, content);
    }

    /// <summary>As <see cref="Publish"/>, without sweeping.</summary>
    /// <inheritdoc cref="Publish"/>
    public static void Replace(string file, byte[] content)
    {
        var unfinished = Unfinished(System.IO.Path.GetDirectoryName(file)!, stream => stream.Write(content));
        try
        {
            Finish(unfinished, file);
        }
        catch
        {
            TryDelete(unfinished);
            throw;
        }
    }

    /// <summary>The first part of it, for a file whose content names it.</summary>
    /// <returns>Where it lies until it is finished.</returns>
    /// <inheritdoc cref="Publish"/>
    public string WriteUnfinished(Action<Stream> write)
    {
        Sweep(Path);
        return Unfinished(Path, write);
    }

    /// <summary>The second part.</summary>
    /// <inheritdoc cref="Publish"/>
    public static void Finish(string unfinished, string file)
    {
        CreateFolders(System.IO.Path.GetDirectoryName(file)!);
        File.Move(unfinished, file, overwrite: true);
    }

    private static string Unfinished(string folder, Action<Stream> write)
    {
        CreateFolders(folder);
        var unfinished = System.IO.Path.Combine(folder, $".{Guid.NewGuid():N}{UnfinishedExtension}");
        try
        {
            using var stream = new FileStream(unfinished, NewFile());
            try
            {
                write(stream);
            }
            catch (ArgumentOutOfRangeException exception)
            {
                // What the BCL makes of a file longer than the file system or the process's limits allow.
                throw new IOException($"A file of more than {stream.Length} bytes is too large here.", exception);
            }
            stream.Flush(flushToDisk: true);
            return unfinished;
        }
        catch
        {
            TryDelete(unfinished);
            throw;
        }
    }

    private void Sweep(string shard)
    {
        RemoveUnfinished(swept ? shard : Path);
        swept = true;
    }

    // What processes have left that were killed while they wrote: of all the cache at the first publish, then where one writes anyway.
    // Files of writers that live are younger, and one that is removed all the same costs its writer one failed publish.
    private static void RemoveUnfinished(string folder)
    {
        try
        {
            var options = new EnumerationOptions
            {
                RecurseSubdirectories = true,
                MaxRecursionDepth = 1,
                IgnoreInaccessible = true,
                AttributesToSkip = FileAttributes.None
            };
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles($".*{UnfinishedExtension}", options))
            {
                if (DateTime.UtcNow - file.LastWriteTimeUtc > UnfinishedAge)
                {
                    TryDelete(file.FullName);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Pruning says what can't be removed.
        }
    }

    public static bool TryDelete(string file)
    {
        try
        {
            File.Delete(file);
            if (System.IO.Path.GetExtension(file) is Extension or ConstantsExtension)
            {
                File.Delete(SourcesOf(file));
            }
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static CacheFileKind? KindOf(FileInfo file)
    {
        var name = file.Name;
        if (name.EndsWith(UnfinishedExtension, StringComparison.Ordinal) && name.StartsWith('.'))
        {
            return CacheFileKind.Unfinished;
        }
        var isDamaged = name.EndsWith(DamagedExtension, StringComparison.Ordinal);
        var sound = isDamaged ? name[..^DamagedExtension.Length] : name;
        CacheFileKind? kind = System.IO.Path.GetExtension(sound) switch
        {
            Extension => CacheFileKind.Artifact,
            ConstantsExtension => CacheFileKind.Constants,
            _ => null,
        };
        return !IsHash(System.IO.Path.GetFileNameWithoutExtension(sound)) ? null
            : isDamaged && kind is not null ? CacheFileKind.SetAside
            : sound.StartsWith(file.Directory!.Name, StringComparison.Ordinal) ? kind : null;
    }

    private static bool IsHash(string name) => name.Length == 2 * ArtifactKey.HashLength && name.All(char.IsAsciiHexDigitLower);

    // Modes are given, not left to the umask: under a lenient one, others could write what this process later loads.
    private static FileStreamOptions NewFile()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        }
        return options;
    }

    // Level by level: the BCL gives the mode to the last only, and leaves those above it to the umask.
    private static void CreateFolders(string path)
    {
        if (Directory.Exists(path))
            return;
        if (System.IO.Path.GetDirectoryName(path) is { } parent)
        {
            CreateFolders(parent);
        }
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }
    }
}
