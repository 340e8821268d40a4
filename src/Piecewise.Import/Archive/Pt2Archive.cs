using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using Piecewise.Tensors;

namespace Piecewise.Import;

/// <summary>
/// An open <c>.pt2</c> archive: its records by name, JSON records as spans and weights as mapped memory that is never
/// copied. Knows the container only; <see cref="Pt2Model"/> reads what the records say.
/// </summary>
internal sealed unsafe class Pt2Archive : IDisposable
{
    private const int MarkerLimit = 64;

    private readonly MappedBytes bytes;
    private readonly FrozenDictionary<string, ArchiveEntry> entries;
    private readonly Dictionary<string, byte[]> inflated = new(StringComparer.Ordinal);
    private readonly HashSet<string> verified = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly Lazy<FrozenDictionary<string, string>> extraFiles;

    private Pt2Archive(string fileName, MappedBytes bytes, ArchiveLimits limits)
    {
        FileName = fileName;
        Limits = limits;
        this.bytes = bytes;
        var problems = new ProblemList(fileName);
        ImmutableArray<ArchiveEntry> all = ZipDirectory.Read(bytes, limits, problems);
        RootFolder = all.IsEmpty ? "" : all[0].Name[..(all[0].Name.IndexOf('/') + 1)];
        ImmutableArray<ArchiveEntry> inside =
        [
            .. all.Where(entry => entry.Name.StartsWith(RootFolder, StringComparison.Ordinal))
                .Select(entry => entry with { Name = entry.Name[RootFolder.Length..] }),
        ];
        entries = inside.ToFrozenDictionary(entry => entry.Name, StringComparer.Ordinal);
        Entries = inside;
        ImmutableArray<string> outside =
            [.. all.Where(entry => !entry.Name.StartsWith(RootFolder, StringComparison.Ordinal)).Select(entry => entry.Name)];
        Kind = ArchiveClassifier.ByRecords(entries.Keys, outside, ReadMarker("archive_format"));
        extraFiles = new Lazy<FrozenDictionary<string, string>>(ReadExtraFiles);
    }

    /// <summary>The file as the caller named it.</summary>
    public string FileName { get; }

    public ArchiveKind Kind { get; }

    public ArchiveLimits Limits { get; }

    /// <summary>The folder that all records share, with its slash. It is not the file's name: renaming a file leaves it.</summary>
    public string RootFolder { get; }

    /// <summary>The records below the root folder, in the order of the directory.</summary>
    public ImmutableArray<ArchiveEntry> Entries { get; }

    /// <summary>Names of the programs inside; <c>torch.export.save</c> writes one, called <c>model</c>.</summary>
    public ImmutableArray<string> ModelNames =>
        [.. Entries.Where(entry => IsModelRecord(entry.Name)).Select(entry => entry.Name["models/".Length..^".json".Length])];

    /// <summary>The user's own text files, by name. Read at first use.</summary>
    /// <exception cref="Pt2FormatException">One of them is not UTF-8 text, or is damaged.</exception>
    public IReadOnlyDictionary<string, string> ExtraFiles => extraFiles.Value;

    /// <summary>Opens a program archive.</summary>
    /// <exception cref="Pt2FormatException">The file is of another kind, damaged or hostile.</exception>
    /// <exception cref="IOException">The file can't be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Pt2Archive Open(string path, ArchiveLimits? limits = null)
    {
        if (Directory.Exists(path))
            throw new Pt2FormatException(path, "F1", "this is a folder; give the .pt2 file itself");
        return Open(MappedBytes.Open(path), path, limits ?? ArchiveLimits.Default);
    }

    /// <summary>Opens a program archive that is in memory already; the bytes are copied.</summary>
    /// <param name="content">The archive.</param>
    /// <param name="name">Name for messages.</param>
    /// <param name="limits">Bounds; null for the default ones.</param>
    /// <exception cref="Pt2FormatException">The bytes are of another kind, damaged or hostile.</exception>
    public static Pt2Archive Open(ReadOnlySpan<byte> content, string name, ArchiveLimits? limits = null) =>
        Open(MappedBytes.Copy(content), name, limits ?? ArchiveLimits.Default);

    /// <summary>Says what a file is without opening it as a program. Never throws for what the file holds.</summary>
    /// <exception cref="IOException">The file can't be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static ArchiveIdentity Identify(string path)
    {
        try
        {
            using MappedBytes bytes = MappedBytes.Open(path);
            if (ArchiveClassifier.ByFirstBytes(bytes) is { } kind)
                return new ArchiveIdentity(kind, ArchiveAdvice.For(kind));
            using var archive = new Pt2Archive(path, bytes, ArchiveLimits.Default);
            return new ArchiveIdentity(archive.Kind, ArchiveAdvice.For(archive.Kind));
        }
        catch (Pt2FormatException damaged)
        {
            return new ArchiveIdentity(ArchiveKind.Damaged, $"{ArchiveAdvice.For(ArchiveKind.Damaged)}: {damaged.Problems[0]}");
        }
    }

    public bool TryGet(string name, out ArchiveEntry entry)
    {
        if (entries.TryGetValue(name, out ArchiveEntry? found))
        {
            entry = found;
            return true;
        }

        entry = null!;
        return false;
    }

    /// <summary>
    /// The bytes of a small record (JSON, text), checked against its CRC-32 once; whoever reads them keeps a share
    /// (<see cref="RetainMemory"/>).
    /// </summary>
    /// <exception cref="Pt2FormatException">The record is damaged, or larger than <see cref="ArchiveLimits.MaxRecordBytes"/>.</exception>
    internal ReadOnlySpan<byte> GetBytes(ArchiveEntry entry)
    {
        if (entry.Length > Limits.MaxRecordBytes)
        {
            throw new Pt2FormatException(
                FileName, "F2", $"the record '{entry.Name}' has {entry.Length} bytes, more than the {Limits.MaxRecordBytes} allowed");
        }

        ByteRange range = GetRange(entry);
        lock (gate)
        {
            if (verified.Contains(entry.Name))
                return range.Span;
        }

        VerifyChecksum(entry);
        lock (gate)
            verified.Add(entry.Name);
        return range.Span;
    }

    /// <summary>
    /// The memory of a record of any size. A stored record is a view of the mapped file; a deflated one is inflated once and
    /// kept. No checksum is computed, so that weights stay untouched until they are used.
    /// </summary>
    /// <exception cref="Pt2FormatException">A deflated record does not inflate to its declared size.</exception>
    /// <exception cref="ArgumentException">The entry is none of this archive.</exception>
    /// <exception cref="ObjectDisposedException">The archive is closed.</exception>
    public ByteRange GetRange(ArchiveEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (!entries.TryGetValue(entry.Name, out ArchiveEntry? own) || own != entry)
            throw new ArgumentException($"The archive has no such record '{Printable.Text(entry.Name)}'.", nameof(entry));
        if (!entry.IsCompressed)
            return new ByteRange(bytes, bytes.Pointer + entry.Offset, entry.Length);
        lock (gate)
        {
            if (!inflated.TryGetValue(entry.Name, out byte[]? content))
            {
                content = BoundedInflater.TryInflate(bytes, entry)
                    ?? throw new Pt2FormatException(
                        FileName, "F2", $"the deflated record '{entry.Name}' does not inflate to the {entry.Length} bytes it declares");
                inflated.Add(entry.Name, content);
            }

            // The array is on the pinned heap, so its address outlives the fixed statement.
            fixed (byte* start = content)
                return new ByteRange(content, start, content.Length);
        }
    }

    /// <summary>Reads the whole record and compares its CRC-32 with the directory's.</summary>
    /// <exception cref="Pt2FormatException">They differ: the file was altered or damaged after it was written.</exception>
    public void VerifyChecksum(ArchiveEntry entry)
    {
        // Against a thread that closes the archive meanwhile, here and below.
        using IDisposable share = RetainMemory();
        ByteRange range = GetRange(entry);
        uint crc = 0;
        const int Step = 1 << 30;
        for (long at = 0; at < range.Length; at += Step)
            crc = Crc32.Append(crc, new ReadOnlySpan<byte>(range.Pointer + at, (int)Math.Min(Step, range.Length - at)));
        GC.KeepAlive(range.Owner);
        if (crc != entry.Crc32)
        {
            throw new Pt2FormatException(
                FileName, "F2",
                $"the record '{entry.Name}' has the checksum {crc:x8} and not {entry.Crc32:x8}: the file is damaged, "
                + "fetch or save it again");
        }
    }

    /// <summary>Keeps the mapped memory valid beyond <see cref="Dispose"/>, until the returned share is disposed.</summary>
    public IDisposable RetainMemory() => bytes.Retain();

    public void Dispose() => bytes.Dispose();

    /// <inheritdoc cref="MappedBytes.Lend"/>
    internal void Lend() => bytes.Lend();

    internal static bool IsModelRecord(string name) =>
        name.StartsWith("models/", StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal)
        && name.IndexOf('/', "models/".Length) < 0;

    private static Pt2Archive Open(MappedBytes bytes, string name, ArchiveLimits limits)
    {
        try
        {
            if (ArchiveClassifier.ByFirstBytes(bytes) is { } kind)
                throw new Pt2FormatException(name, "F1", ArchiveAdvice.For(kind));
            var archive = new Pt2Archive(name, bytes, limits);
            if (archive.Kind != ArchiveKind.Pt2)
                throw new Pt2FormatException(name, "F1", ArchiveAdvice.For(archive.Kind));
            archive.CheckMarkers();
            return archive;
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    private void CheckMarkers()
    {
        var problems = new ProblemList(FileName);
        // A missing version means the first one, and a missing order the usual one, as in PyTorch.
        if (ReadMarker("archive_version") is { } version && version != "0")
        {
            problems.AddCause(
                $"the archive has version '{Printable.Text(version)}', only version 0 is known; update this library",
                "F1");
        }

        if (ReadMarker("byteorder") is { } order && order != "little")
        {
            problems.AddCause(
                order == "big"
                    ? "the weights are big-endian; save the program again on a little-endian machine"
                    : $"the byte order '{Printable.Text(order)}' is unknown", "F1");
        }

        problems.ThrowIfAny();
    }

    /// <summary>The trimmed text of a record of a few bytes; null where it is missing.</summary>
    private string? ReadMarker(string name)
    {
        if (!TryGet(name, out ArchiveEntry entry))
            return null;
        if (entry.Length > MarkerLimit)
            throw new Pt2FormatException(FileName, "F2", $"the record '{name}' has {entry.Length} bytes, a few were expected");
        return Encoding.Latin1.GetString(GetBytes(entry)).Trim();
    }

    private FrozenDictionary<string, string> ReadExtraFiles()
    {
        using IDisposable share = RetainMemory();
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        var problems = new ProblemList(FileName);
        foreach (ArchiveEntry entry in Entries)
        {
            if (!entry.Name.StartsWith("extra/", StringComparison.Ordinal))
                continue;
            ReadOnlySpan<byte> content = GetBytes(entry);
            if (Utf8.IsValid(content))
                files.Add(entry.Name["extra/".Length..], Encoding.UTF8.GetString(content));
            else
                problems.Add($"the extra file '{entry.Name}' is not UTF-8 text");
        }

        problems.ThrowIfAny();
        return files.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
