using System.Buffers.Binary;
using System.Collections.Immutable;
using Piecewise.Tensors;

namespace Piecewise.Import;

/// <summary>
/// Reads the central directory of a zip and locates every payload in the file. The BCL's own reader gives streams but no
/// offsets, and weights are used where they lie.
/// </summary>
/// <remarks>
/// PyTorch pads the local header so that each payload starts at a multiple of 64 bytes; the central directory does not
/// know of the padding, so the payload's position comes from the local header (pt2-format §3.1).
/// </remarks>
internal static class ZipDirectory
{
    private const int CentralLength = 46;
    private const int LocalLength = 30;
    private const uint CentralSignature = 0x02014B50;
    private const uint LocalSignature = 0x04034B50;
    private const ushort Zip64Extra = 0x0001;
    private const int Stored = 0;
    private const int Deflated = 8;

    // Bit 0: encrypted; bit 6: strong encryption; bit 13: masked local headers.
    private const int EncryptedFlags = 0x2041;

    /// <summary>All files of the zip in directory order; folders are left out.</summary>
    /// <exception cref="Pt2FormatException">The zip is damaged or uses what is refused here.</exception>
    public static ImmutableArray<ArchiveEntry> Read(MappedBytes bytes, ArchiveLimits limits, ProblemList problems)
    {
        if (ZipEndRecord.TryRead(bytes, out string problem) is not { } end)
        {
            problems.Add(problem);
            throw problems.ToException();
        }

        if (end.EntryCount > limits.MaxEntries || end.DirectoryLength > limits.MaxDirectoryBytes
            || end.EntryCount > end.DirectoryLength / CentralLength)
        {
            problems.Add($"the zip declares {end.EntryCount} entries in a directory of {end.DirectoryLength} bytes");
            throw problems.ToException();
        }

        ImmutableArray<Located> located = ReadEntries(bytes, end, problems);
        CheckNames(located, problems);
        CheckRanges(located, problems);
        CheckInflation(located, bytes.Length, limits, problems);
        problems.ThrowIfAny();
        return [.. located.Where(item => !item.IsFolder).Select(item => item.Entry)];
    }

    private static ImmutableArray<Located> ReadEntries(MappedBytes bytes, ZipEndRecord end, ProblemList problems)
    {
        ReadOnlySpan<byte> directory = bytes.Slice(end.DirectoryOffset, (int)end.DirectoryLength);
        var located = ImmutableArray.CreateBuilder<Located>((int)end.EntryCount);
        for (long i = 0; i < end.EntryCount; i++)
        {
            if (directory.Length < CentralLength || BinaryPrimitives.ReadUInt32LittleEndian(directory) != CentralSignature)
            {
                problems.Add($"entry {i} of the zip's central directory is damaged");
                throw problems.ToException();
            }

            int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[28..]);
            int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[30..]);
            int commentLength = BinaryPrimitives.ReadUInt16LittleEndian(directory[32..]);
            int total = CentralLength + nameLength + extraLength + commentLength;
            if (directory.Length < total)
            {
                problems.Add($"entry {i} of the zip's central directory reaches beyond the directory");
                throw problems.ToException();
            }

            ReadOnlySpan<byte> name = directory.Slice(CentralLength, nameLength);
            ReadOnlySpan<byte> extra = directory.Slice(CentralLength + nameLength, extraLength);
            if (ReadEntry(bytes, end.DirectoryOffset, directory, name, extra, out string problem) is { } item)
                located.Add(item);
            else
                problems.Add(problem);
            directory = directory[total..];
        }

        if (!directory.IsEmpty)
            problems.Add($"the zip's central directory has {directory.Length} bytes after its last entry");
        return located.DrainToImmutable();
    }

    private static Located? ReadEntry(
        MappedBytes bytes, long payloadsEnd, ReadOnlySpan<byte> central, ReadOnlySpan<byte> nameBytes, ReadOnlySpan<byte> extra,
        out string problem)
    {
        if (ZipEntryName.TryRead(nameBytes, out problem) is not { } name)
            return null;
        string shown = Printable.Text(name);
        int flags = BinaryPrimitives.ReadUInt16LittleEndian(central[8..]);
        int method = BinaryPrimitives.ReadUInt16LittleEndian(central[10..]);
        uint crc = BinaryPrimitives.ReadUInt32LittleEndian(central[16..]);
        ulong storedLength = BinaryPrimitives.ReadUInt32LittleEndian(central[20..]);
        ulong length = BinaryPrimitives.ReadUInt32LittleEndian(central[24..]);
        uint disk = BinaryPrimitives.ReadUInt16LittleEndian(central[34..]);
        ulong header = BinaryPrimitives.ReadUInt32LittleEndian(central[42..]);
        if (!ReadZip64(extra, ref length, ref storedLength, ref header, ref disk))
            return Fail($"the zip entry '{shown}' lacks its ZIP64 sizes", out problem);
        if (disk != 0)
            return Fail($"the zip entry '{shown}' lies on another disk", out problem);
        if ((flags & EncryptedFlags) != 0)
            return Fail($"the zip entry '{shown}' is encrypted; decrypt the file first", out problem);
        if (method is not (Stored or Deflated))
            return Fail($"the zip entry '{shown}' uses compression method {method}; only stored and deflated ones are read", out problem);
        if (method == Stored && storedLength != length)
            return Fail($"the stored zip entry '{shown}' declares two lengths, {storedLength} and {length}", out problem);
        if (method == Deflated && (length > 0 ? (length - 1) / BoundedInflater.MaxRatio : 0) > storedLength)
            return Fail($"the zip entry '{shown}' declares {length} bytes, more than {storedLength} deflated bytes can hold", out problem);

        if (header > (ulong)payloadsEnd || (ulong)payloadsEnd - header < LocalLength)
            return Fail($"the zip entry '{shown}' starts outside the file", out problem);
        long headerOffset = (long)header;
        ReadOnlySpan<byte> local = bytes.Slice(headerOffset, LocalLength);
        if (BinaryPrimitives.ReadUInt32LittleEndian(local) != LocalSignature)
            return Fail($"the zip entry '{shown}' has no local header where the directory says", out problem);
        int localFlags = BinaryPrimitives.ReadUInt16LittleEndian(local[6..]);
        int localMethod = BinaryPrimitives.ReadUInt16LittleEndian(local[8..]);
        int localName = BinaryPrimitives.ReadUInt16LittleEndian(local[26..]);
        int localExtra = BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        long offset = headerOffset + LocalLength + localName + localExtra;
        if (offset > payloadsEnd || storedLength > (ulong)(payloadsEnd - offset))
            return Fail($"the zip entry '{shown}' declares {storedLength} bytes, which reach beyond the file's records", out problem);
        if (localMethod != method || (localFlags & EncryptedFlags) != 0
            || !bytes.Slice(headerOffset + LocalLength, localName).SequenceEqual(nameBytes))
            return Fail($"the local header of the zip entry '{shown}' contradicts the directory", out problem);

        bool isFolder = name.EndsWith('/');
        if (isFolder && length != 0)
            return Fail($"the zip entry '{shown}' is a folder with content", out problem);
        return new Located(
            new ArchiveEntry(name, offset, (long)storedLength, (long)length, crc, method == Deflated), headerOffset, isFolder);
    }

    /// <summary>Replaces each saturated field by its 64-bit value, in the fixed order of the ZIP64 extra field.</summary>
    private static bool ReadZip64(ReadOnlySpan<byte> extra, ref ulong length, ref ulong storedLength, ref ulong header, ref uint disk)
    {
        if (length != uint.MaxValue && storedLength != uint.MaxValue && header != uint.MaxValue && disk != ushort.MaxValue)
            return true;
        while (extra.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra);
            int size = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (size > extra.Length - 4)
                return false;
            ReadOnlySpan<byte> data = extra.Slice(4, size);
            extra = extra[(4 + size)..];
            if (id == Zip64Extra)
            {
                return Take(ref data, ref length) && Take(ref data, ref storedLength) && Take(ref data, ref header)
                    && TakeDisk(data, ref disk);
            }
        }

        return false;
    }

    private static bool Take(ref ReadOnlySpan<byte> data, ref ulong value)
    {
        if (value != uint.MaxValue)
            return true;
        if (!BinaryPrimitives.TryReadUInt64LittleEndian(data, out value))
            return false;
        data = data[8..];
        return true;
    }

    private static bool TakeDisk(ReadOnlySpan<byte> data, ref uint disk) =>
        disk != ushort.MaxValue || BinaryPrimitives.TryReadUInt32LittleEndian(data, out disk);

    private static void CheckNames(ImmutableArray<Located> located, ProblemList problems)
    {
        var seen = new HashSet<string>(located.Length, StringComparer.Ordinal);
        foreach (Located item in located)
        {
            if (!seen.Add(item.Entry.Name))
                problems.Add($"the zip holds '{Printable.Text(item.Entry.Name)}' more than once");
        }
    }

    /// <summary>Entries that share bytes are how small files pretend to be huge, and no writer makes them.</summary>
    private static void CheckRanges(ImmutableArray<Located> located, ProblemList problems)
    {
        ImmutableArray<Located> sorted = located.Sort(static (left, right) => left.Header.CompareTo(right.Header));
        for (int i = 1; i < sorted.Length; i++)
        {
            ArchiveEntry before = sorted[i - 1].Entry;
            if (before.Offset + before.StoredLength > sorted[i].Header)
            {
                problems.Add($"the zip entries '{Printable.Text(before.Name)}' and "
                    + $"'{Printable.Text(sorted[i].Entry.Name)}' overlap");
            }
        }
    }

    private static void CheckInflation(ImmutableArray<Located> located, long fileLength, ArchiveLimits limits, ProblemList problems)
    {
        // 128-bit numbers would be exact, but code with them is not compiled ahead of time.
        ulong total = 0;
        foreach (Located item in located)
        {
            if (!item.Entry.IsCompressed)
                continue;
            total = Math.Min(total, long.MaxValue) + (ulong)item.Entry.Length;
            if (item.Entry.Length > Array.MaxLength)
                problems.Add($"the deflated zip entry '{item.Entry.Name}' is too large; save the file again without compression");
        }

        long allowed = limits.InflatedBytesAllowed(fileLength);
        if (total > (ulong)allowed)
        {
            problems.Add($"the zip's deflated entries claim {total} bytes in a file of {fileLength}, more than the {allowed} allowed; "
                + "if the file is sound, save it again without compression");
        }
    }

    private static Located? Fail(string why, out string problem)
    {
        problem = why;
        return null;
    }

    private sealed record Located(ArchiveEntry Entry, long Header, bool IsFolder);
}
