using System.IO.Compression;

namespace Piecewise.Compiler.Tests.Import;

/// <summary>One entry of a <see cref="ZipBuilder"/>; what is null or zero is written truthfully.</summary>
internal sealed class ZipBuilderEntry(byte[] name, byte[] content)
{
    public byte[] Name { get; set; } = name;

    public byte[] Content { get; set; } = content;

    /// <summary>Name in the local header only.</summary>
    public byte[]? LocalName { get; set; }

    public ushort Flags { get; set; } = 0x0808;

    /// <summary>0 stored, 8 deflated; others are written as if stored.</summary>
    public ushort Method { get; set; }

    public ushort? LocalMethod { get; set; }

    public uint? DeclaredLength { get; set; }

    public uint? DeclaredStoredLength { get; set; }

    public uint? DeclaredHeader { get; set; }

    public uint? DeclaredCrc { get; set; }

    public ushort Disk { get; set; }

    /// <summary>Extra field of the directory entry.</summary>
    public byte[] Extra { get; set; } = [];

    public byte[] Stored { get; private set; } = [];

    public uint Crc { get; private set; }

    public long Header { get; private set; }

    public void Prepare(long header)
    {
        Header = header;
        Crc = DeclaredCrc ?? Checksum(Content);
        Stored = Method == 8 ? Deflate(Content) : Content;
    }

    /// <summary>CRC-32 bit by bit, so that the tests don't check the library's tables with themselves.</summary>
    private static uint Checksum(byte[] bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1)));
        }

        return ~crc;
    }

    private static byte[] Deflate(byte[] bytes)
    {
        var target = new MemoryStream();
        using (var deflater = new DeflateStream(target, CompressionLevel.Optimal, leaveOpen: true))
            deflater.Write(bytes);
        return target.ToArray();
    }
}
