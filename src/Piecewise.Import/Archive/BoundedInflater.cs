using System.IO.Compression;
using Piecewise.Tensors;

namespace Piecewise.Import;

/// <summary>Inflates one entry into exactly the memory it declares, and never into more.</summary>
internal static unsafe class BoundedInflater
{
    /// <summary>Deflate can't shrink data by more than this factor, so a larger declared size is a lie.</summary>
    public const int MaxRatio = 1032;

    /// <summary>The inflated bytes in a pinned array, or null where the payload does not inflate to its declared length.</summary>
    public static byte[]? TryInflate(MappedBytes bytes, ArchiveEntry entry)
    {
        byte[] result = GC.AllocateUninitializedArray<byte>(checked((int)entry.Length), pinned: true);
        using var stored = new UnmanagedMemoryStream(bytes.Pointer + entry.Offset, entry.StoredLength);
        using var inflater = new DeflateStream(stored, CompressionMode.Decompress);
        try
        {
            inflater.ReadExactly(result);
            return inflater.ReadByte() < 0 ? result : null;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return null;
        }
    }
}
