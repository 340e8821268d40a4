using System.Buffers.Binary;
using System.Text;

namespace Piecewise.Fuzz;

/// <summary>A zip of stored entries whose contents begin at multiples of 64 bytes, as PyTorch writes them.</summary>
internal static class StoredZip
{
    private static readonly uint[] Table =
        [.. Enumerable.Range(0, 256)
            .Select(n => Enumerable.Range(0, 8).Aggregate((uint)n, (c, _) => (c & 1) != 0 ? 0xEDB88320 ^ (c >> 1) : c >> 1))];

    public static byte[] Build(IEnumerable<(string Name, byte[] Content)> entries)
    {
        var file = new MemoryStream();
        var directory = new MemoryStream();
        var count = 0;
        Span<byte> local = stackalloc byte[30];
        Span<byte> central = stackalloc byte[46];
        foreach (var (name, content) in entries)
        {
            var header = (uint)file.Length;
            var (text, crc) = (Encoding.UTF8.GetBytes(name), Crc(content));
            var padding = (int)(-(file.Length + 30 + text.Length + 4) & 63);
            local.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(local, 0x04034B50);
            BinaryPrimitives.WriteUInt32LittleEndian(local[14..], crc);
            BinaryPrimitives.WriteUInt32LittleEndian(local[18..], (uint)content.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(local[22..], (uint)content.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(local[26..], (ushort)text.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(local[28..], (ushort)(4 + padding));
            file.Write(local);
            file.Write(text);
            file.Write("FB"u8);
            file.Write([(byte)padding, 0]);
            file.Write(new byte[padding]);
            file.Write(content);
            central.Clear();
            BinaryPrimitives.WriteUInt32LittleEndian(central, 0x02014B50);
            BinaryPrimitives.WriteUInt32LittleEndian(central[16..], crc);
            BinaryPrimitives.WriteUInt32LittleEndian(central[20..], (uint)content.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(central[24..], (uint)content.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(central[28..], (ushort)text.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(central[42..], header);
            directory.Write(central);
            directory.Write(text);
            count++;
        }
        Span<byte> end = stackalloc byte[22];
        end.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054B50);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], (ushort)count);
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], (ushort)count);
        BinaryPrimitives.WriteUInt32LittleEndian(end[12..], (uint)directory.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(end[16..], (uint)file.Length);
        directory.WriteTo(file);
        file.Write(end);
        return file.ToArray();
    }

    /// <summary>The entries of an archive that <see cref="Build"/> made; null where it is none.</summary>
    public static List<(string Name, byte[] Content)>? Read(ReadOnlySpan<byte> file)
    {
        try
        {
            var result = new List<(string, byte[])>();
            if (Int32(file, file.Length - 22) != 0x06054B50)
            {
                return null;
            }
            for (var at = Int32(file, file.Length - 6); Int32(file, at) == 0x02014B50; at = checked(at + 46 + Int16(file, at + 28)
                + Int16(file, at + 30)))
            {
                var (length, name, header) = (Int32(file, at + 24), Int16(file, at + 28), Int32(file, at + 42));
                var content = checked(header + 30 + Int16(file, header + 26) + Int16(file, header + 28));
                result.Add((Encoding.UTF8.GetString(file.Slice(at + 46, name)), file.Slice(content, length).ToArray()));
            }
            return result;
        }
        catch (Exception e) when (e is ArgumentException or ArithmeticException)
        {
            return null;
        }

        static int Int32(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadInt32LittleEndian(file.Slice(at, 4));

        static int Int16(ReadOnlySpan<byte> file, int at) => BinaryPrimitives.ReadUInt16LittleEndian(file.Slice(at, 2));
    }

    private static uint Crc(byte[] content)
    {
        var crc = uint.MaxValue;
        foreach (var b in content)
        {
            crc = Table[(byte)(crc ^ b)] ^ (crc >> 8);
        }
        return ~crc;
    }
}
