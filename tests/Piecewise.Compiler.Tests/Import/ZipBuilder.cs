using System.Buffers.Binary;
using System.Text;

namespace Piecewise.Compiler.Tests.Import;

/// <summary>
/// Builds a zip in memory the way PyTorch's writer does: stored entries, payloads aligned to 64 bytes by an extra field of
/// the local header, sizes only in the central directory, ZIP64 end records always. Each detail can be falsified.
/// </summary>
internal sealed class ZipBuilder
{
    private readonly List<ZipBuilderEntry> entries = [];

    /// <summary>Prefix of the names that follow.</summary>
    public string Root { get; set; } = "m/";

    /// <summary>Whether the ZIP64 end record and its locator are written.</summary>
    public bool Zip64 { get; set; } = true;

    public string Comment { get; set; } = "";

    /// <summary>Entries that the end records declare; null for the true number.</summary>
    public long? DeclaredEntries { get; set; }

    /// <summary>Length of the directory that the end records declare; null for the true one.</summary>
    public long? DeclaredDirectoryLength { get; set; }

    /// <summary>Number of the disk that the end records declare.</summary>
    public ushort Disk { get; set; }

    public ZipBuilder Add(string name, byte[] content, Action<ZipBuilderEntry>? change = null)
    {
        var entry = new ZipBuilderEntry(Encoding.UTF8.GetBytes(Root + name), content);
        change?.Invoke(entry);
        entries.Add(entry);
        return this;
    }

    public ZipBuilder Add(string name, string content, Action<ZipBuilderEntry>? change = null) =>
        Add(name, Encoding.UTF8.GetBytes(content), change);

    public ZipBuilder Remove(string name)
    {
        entries.RemoveAll(entry => Encoding.UTF8.GetString(entry.Name) == Root + name);
        return this;
    }

    public ZipBuilder Replace(string name, string content)
    {
        entries.Single(entry => Encoding.UTF8.GetString(entry.Name) == Root + name).Content = Encoding.UTF8.GetBytes(content);
        return this;
    }

    public byte[] Build()
    {
        var file = new MemoryStream();
        foreach (ZipBuilderEntry entry in entries)
            WriteLocal(file, entry);
        long directoryOffset = file.Length;
        foreach (ZipBuilderEntry entry in entries)
            WriteCentral(file, entry);
        WriteEnd(file, directoryOffset, file.Length - directoryOffset);
        return file.ToArray();
    }

    private static void WriteLocal(MemoryStream file, ZipBuilderEntry entry)
    {
        entry.Prepare(file.Length);
        byte[] name = entry.LocalName ?? entry.Name;
        int before = 30 + name.Length + 4;
        int padding = (int)(-(file.Length + before) & 63);
        Span<byte> header = stackalloc byte[30];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0x04034B50);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], entry.Flags);
        BinaryPrimitives.WriteUInt16LittleEndian(header[8..], entry.LocalMethod ?? entry.Method);
        BinaryPrimitives.WriteUInt16LittleEndian(header[26..], (ushort)name.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header[28..], (ushort)(4 + padding));
        file.Write(header);
        file.Write(name);
        file.Write("FB"u8);
        file.Write([(byte)padding, 0]);
        file.Write(Enumerable.Repeat((byte)'Z', padding).ToArray());
        file.Write(entry.Stored);
        // The data descriptor that bit 3 of the flags announces.
        Span<byte> descriptor = stackalloc byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(descriptor, 0x08074B50);
        BinaryPrimitives.WriteUInt32LittleEndian(descriptor[4..], entry.Crc);
        BinaryPrimitives.WriteUInt64LittleEndian(descriptor[8..], (ulong)entry.Stored.Length);
        BinaryPrimitives.WriteUInt64LittleEndian(descriptor[16..], (ulong)entry.Content.Length);
        file.Write(descriptor);
    }

    private static void WriteCentral(MemoryStream file, ZipBuilderEntry entry)
    {
        Span<byte> header = stackalloc byte[46];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0x02014B50);
        BinaryPrimitives.WriteUInt16LittleEndian(header[8..], entry.Flags);
        BinaryPrimitives.WriteUInt16LittleEndian(header[10..], entry.Method);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], entry.Crc);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], entry.DeclaredStoredLength ?? (uint)entry.Stored.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[24..], entry.DeclaredLength ?? (uint)entry.Content.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header[28..], (ushort)entry.Name.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header[30..], (ushort)entry.Extra.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header[34..], entry.Disk);
        BinaryPrimitives.WriteUInt32LittleEndian(header[42..], entry.DeclaredHeader ?? (uint)entry.Header);
        file.Write(header);
        file.Write(entry.Name);
        file.Write(entry.Extra);
    }

    private void WriteEnd(MemoryStream file, long offset, long length)
    {
        ulong count = (ulong)(DeclaredEntries ?? entries.Count);
        ulong declaredLength = (ulong)(DeclaredDirectoryLength ?? length);
        if (Zip64)
        {
            long end64Offset = file.Length;
            Span<byte> end64 = stackalloc byte[56];
            end64.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(end64, 0x06064B50);
            BinaryPrimitives.WriteUInt64LittleEndian(end64[4..], 44);
            BinaryPrimitives.WriteUInt32LittleEndian(end64[16..], Disk);
            BinaryPrimitives.WriteUInt64LittleEndian(end64[24..], count);
            BinaryPrimitives.WriteUInt64LittleEndian(end64[32..], count);
            BinaryPrimitives.WriteUInt64LittleEndian(end64[40..], declaredLength);
            BinaryPrimitives.WriteUInt64LittleEndian(end64[48..], (ulong)offset);
            file.Write(end64);
            Span<byte> locator = stackalloc byte[20];
            locator.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(locator, 0x07064B50);
            BinaryPrimitives.WriteUInt64LittleEndian(locator[8..], (ulong)end64Offset);
            BinaryPrimitives.WriteUInt32LittleEndian(locator[16..], 1);
            file.Write(locator);
        }

        Span<byte> end = stackalloc byte[22];
        end.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054B50);
        BinaryPrimitives.WriteUInt16LittleEndian(end[4..], Disk);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], Zip64 ? ushort.MaxValue : (ushort)count);
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], Zip64 ? ushort.MaxValue : (ushort)count);
        BinaryPrimitives.WriteUInt32LittleEndian(end[12..], Zip64 ? uint.MaxValue : (uint)declaredLength);
        BinaryPrimitives.WriteUInt32LittleEndian(end[16..], Zip64 ? uint.MaxValue : (uint)offset);
        BinaryPrimitives.WriteUInt16LittleEndian(end[20..], (ushort)Comment.Length);
        file.Write(end);
        file.Write(Encoding.ASCII.GetBytes(Comment));
    }
}
