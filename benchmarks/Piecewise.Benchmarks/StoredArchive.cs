using System.Buffers.Binary;
using System.Text;

namespace Piecewise.Benchmarks;

/// <summary>Writes a zip of stored entries to a file, each payload at a multiple of 64 bytes; files up to 4 GB.</summary>
internal sealed class StoredArchive(string path, string root) : IDisposable
{
    private readonly FileStream file = File.Create(path);
    private readonly List<(byte[] Name, uint Crc, uint Length, uint Header)> entries = [];
    private readonly byte[] zeros = new byte[1 << 20];

    public void Add(string name, ReadOnlySpan<byte> content)
    {
        Begin(name, Checksum(0, content), content.Length);
        file.Write(content);
    }

    public void AddZeros(string name, long length)
    {
        var crc = 0u;
        for (var rest = length; rest > 0; rest -= zeros.Length)
        {
            crc = Checksum(crc, zeros.AsSpan(0, (int)Math.Min(rest, zeros.Length)));
        }
        Begin(name, crc, length);
        for (var rest = length; rest > 0; rest -= zeros.Length)
        {
            file.Write(zeros.AsSpan(0, (int)Math.Min(rest, zeros.Length)));
        }
    }

    public void Dispose()
    {
        var directory = file.Position;
        Span<byte> header = stackalloc byte[46];
        foreach (var (name, crc, length, offset) in entries)
        {
            header.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(header, 0x02014B50);
            BinaryPrimitives.WriteUInt32LittleEndian(header[16..], crc);
            BinaryPrimitives.WriteUInt32LittleEndian(header[20..], length);
            BinaryPrimitives.WriteUInt32LittleEndian(header[24..], length);
            BinaryPrimitives.WriteUInt16LittleEndian(header[28..], (ushort)name.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(header[42..], offset);
            file.Write(header);
            file.Write(name);
        }
        var end = file.Position;
        header[..22].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0x06054B50);
        BinaryPrimitives.WriteUInt16LittleEndian(header[8..], (ushort)entries.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(header[10..], (ushort)entries.Count);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], (uint)(end - directory));
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], (uint)directory);
        file.Write(header[..22]);
        file.Dispose();
    }

    private void Begin(string name, uint crc, long length)
    {
        var encoded = Encoding.UTF8.GetBytes(root + name);
        entries.Add((encoded, crc, checked((uint)length), checked((uint)file.Position)));
        var padding = (int)(-(file.Position + 34 + encoded.Length) & 63);
        Span<byte> header = stackalloc byte[30];
        header.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0x04034B50);
        BinaryPrimitives.WriteUInt32LittleEndian(header[14..], crc);
        BinaryPrimitives.WriteUInt32LittleEndian(header[18..], (uint)length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[22..], (uint)length);
        BinaryPrimitives.WriteUInt16LittleEndian(header[26..], (ushort)encoded.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header[28..], (ushort)(4 + padding));
        file.Write(header);
        file.Write(encoded);
        file.Write([(byte)'F', (byte)'B', (byte)padding, 0]);
        file.Write(zeros.AsSpan(0, padding));
    }

    private static uint Checksum(uint crc, ReadOnlySpan<byte> bytes)
    {
        crc = ~crc;
        foreach (var value in bytes)
        {
            crc = Table[(byte)(crc ^ value)] ^ (crc >> 8);
        }
        return ~crc;
    }

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i =>
    {
        var crc = (uint)i;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1)));
        }
        return crc;
    })];
}
