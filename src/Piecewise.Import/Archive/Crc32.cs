using System.Runtime.InteropServices;

namespace Piecewise.Import;

/// <summary>CRC-32 as ZIP uses it (reflected polynomial 0xEDB88320), eight bytes a step.</summary>
internal static class Crc32
{
    private static readonly uint[] Tables = BuildTables();

    /// <summary>Continues a checksum; start with 0.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint state = ~crc;
        ReadOnlySpan<uint> tables = Tables;
        while (bytes.Length >= 8)
        {
            ulong word = MemoryMarshal.Read<ulong>(bytes);
            if (!BitConverter.IsLittleEndian)
                word = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word);
            uint low = (uint)word ^ state;
            uint high = (uint)(word >> 32);
            state = tables[(7 << 8) | (byte)low]
                ^ tables[(6 << 8) | (byte)(low >> 8)]
                ^ tables[(5 << 8) | (byte)(low >> 16)]
                ^ tables[(4 << 8) | (byte)(low >> 24)]
                ^ tables[(3 << 8) | (byte)high]
                ^ tables[(2 << 8) | (byte)(high >> 8)]
                ^ tables[(1 << 8) | (byte)(high >> 16)]
                ^ tables[(byte)(high >> 24)];
            bytes = bytes[8..];
        }

        foreach (byte value in bytes)
            state = (state >> 8) ^ tables[(byte)(state ^ value)];
        return ~state;
    }

    private static uint[] BuildTables()
    {
        var tables = new uint[8 * 256];
        for (uint i = 0; i < 256; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++)
                value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320u : value >> 1;
            tables[i] = value;
        }

        // Table k holds the effect of a byte that k more bytes follow.
        for (int k = 1; k < 8; k++)
        {
            for (int i = 0; i < 256; i++)
            {
                uint previous = tables[((k - 1) << 8) | i];
                tables[(k << 8) | i] = (previous >> 8) ^ tables[(byte)previous];
            }
        }

        return tables;
    }
}
