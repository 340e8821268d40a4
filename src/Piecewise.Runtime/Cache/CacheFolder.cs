namespace Piecewise.Runtime;

/// <summary>Names and files of a cache folder: <c>ab/ab….pwa</c>, unfinished <c>ab/.….tmp</c>, set aside <c>ab/ab….pwa.bad</c>.</summary>
internal sealed class CacheFolder(string path)
{
    private const string Extension = ".pwa";
    private const string UnfinishedExtension = ".tmp";
    private const string DamagedExtension = ".pwa.bad";
    private const int ShardLength = 2;

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public string FileOf(string hash) => System.IO.Path.Combine(Path, hash[..ShardLength], hash + Extension);

    public static string DamagedFileOf(string file) => System.IO.Path.ChangeExtension(file, DamagedExtension);

    /// <summary>The artifacts, in order of their hashes. Files that vanish meanwhile are left out.</summary>
    public IEnumerable<FileInfo> Artifacts() =>
        Files().Where(f => f.Extension == Extension && IsHash(HashOf(f)) && f.Name.StartsWith(f.Directory!.Name, StringComparison.Ordinal));

    /// <summary>What killed processes left, and damaged artifacts.</summary>
    public IEnumerable<(FileInfo File, bool IsUnfinished)> Leftovers() =>
        Files().Where(f => f.Name.EndsWith(UnfinishedExtension, StringComparison.Ordinal) || f.Name.EndsWith(DamagedExtension, StringComparison.Ordinal))
            .Select(f => (f, f.Name.EndsWith(UnfinishedExtension, StringComparison.Ordinal)));

    public static string HashOf(FileInfo file) => System.IO.Path.GetFileNameWithoutExtension(file.Name);

    /// <summary>
    /// Writes a file so that it is there whole or not at all, whenever this process or the machine stops, and whoever else writes the
    /// same: into a file of its own in the same folder, to the disk, then over the name at once.
    /// </summary>
    /// <exception cref="IOException">The disk is full or broken.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public void Publish(string hash, byte[] content)
    {
        var file = FileOf(hash);
        var shard = System.IO.Path.GetDirectoryName(file)!;
        CreateFolders(shard);
        var unfinished = System.IO.Path.Combine(shard, $".{Guid.NewGuid():N}{UnfinishedExtension}");
        try
        {
            using (var stream = new FileStream(unfinished, NewFile()))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }
            File.Move(unfinished, file, overwrite: true);
        }
        catch
        {
            TryDelete(unfinished);
            throw;
        }
    }

    public static bool TryDelete(string file)
    {
        try
        {
            File.Delete(file);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsHash(string name) => name.Length == 2 * ArtifactKey.HashLength && name.All(char.IsAsciiHexDigitLower);

    // Modes are given, not left to the umask: under a lenient one, others could write what this process later loads.
    private static FileStreamOptions NewFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        }
        return options;
    }

    private static void CreateFolders(string shard)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(shard);
        }
        else
        {
            Directory.CreateDirectory(shard, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }
    }

    private IEnumerable<FileInfo> Files()
    {
        // Inaccessible folders are passed over: what can't be listed can't be loaded either.
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.Directory };
        var folder = new DirectoryInfo(Path);
        return folder.Exists ? folder.EnumerateFiles("*", options).OrderBy(f => f.Name, StringComparer.Ordinal) : [];
    }
}
