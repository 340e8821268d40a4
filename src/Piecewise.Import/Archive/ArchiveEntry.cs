namespace Piecewise.Import;

/// <summary>One record of an archive: where its payload lies in the file and how it is stored.</summary>
/// <param name="Name">Name below the archive's root folder, with <c>/</c> between parts.</param>
/// <param name="Offset">Position of the payload's first byte in the file.</param>
/// <param name="StoredLength">Bytes that the payload takes in the file.</param>
/// <param name="Length">Bytes of the record itself; equal to <paramref name="StoredLength"/> unless compressed.</param>
/// <param name="Crc32">CRC-32 of the record's bytes, from the central directory.</param>
/// <param name="IsCompressed">Whether the payload is deflated (method 8) and not stored (method 0).</param>
internal sealed record ArchiveEntry(string Name, long Offset, long StoredLength, long Length, uint Crc32, bool IsCompressed);
