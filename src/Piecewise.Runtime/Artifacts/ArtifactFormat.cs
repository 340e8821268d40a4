using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Piecewise.Runtime;

/// <summary>
/// The artifact file (docs/cache.md): a header of 64 bytes, a table of sections with a SHA-256 each, the sections at multiples of 64
/// bytes with zeros between, and the SHA-256 of everything before it. Numbers are little-endian. Equal artifacts give equal bytes.
/// </summary>
public static class ArtifactFormat
{
    /// <summary>Changes whenever an older reader would misread a newer file.</summary>
    public const int Version = 1;

    internal const int HeaderLength = 64;
    internal const int TableEntryLength = 64;
    internal const int MaxSections = 16;
    internal const int Alignment = 64;

    // Offsets in the header.
    internal const int VersionAt = 8;
    internal const int SectionCountAt = 12;
    internal const int FileLengthAt = 16;
    internal const int KeyHashAt = 24;

    // Offsets in an entry of the table.
    internal const int SectionKindAt = 0;
    internal const int SectionStartAt = 8;
    internal const int SectionLengthAt = 16;
    internal const int SectionHashAt = 24;

    // Not text, survives no line-end conversion, and says what it is.
    internal static ReadOnlySpan<byte> Magic => [0x89, (byte)'P', (byte)'W', (byte)'A', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    /// <summary>The file of an artifact.</summary>
    /// <exception cref="OverflowException">It would be larger than 2 GiB.</exception>
    public static byte[] Write(Artifact artifact)
    {
        List<(ArtifactSection Kind, ReadOnlyMemory<byte> Bytes)> sections =
        [
            (ArtifactSection.Manifest, JsonSerializer.SerializeToUtf8Bytes(artifact.Manifest, ArtifactManifestJson.Readable.ArtifactManifest)),
            (ArtifactSection.Assembly, artifact.Assembly),
            (ArtifactSection.Source, Encoding.UTF8.GetBytes(artifact.Source)),
        ];
        if (!artifact.Symbols.IsEmpty)
        {
            sections.Add((ArtifactSection.Symbols, artifact.Symbols));
        }
        var starts = new int[sections.Count];
        var end = HeaderLength + sections.Count * TableEntryLength;
        for (var i = 0; i < sections.Count; i++)
        {
            starts[i] = end;
            end = checked(end + sections[i].Bytes.Length + Alignment - 1) / Alignment * Alignment;
        }
        var file = new byte[checked(end + SHA256.HashSizeInBytes)];
        Magic.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(VersionAt), Version);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(SectionCountAt), sections.Count);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(FileLengthAt), file.Length);
        artifact.Key.HashBytes.CopyTo(file.AsSpan(KeyHashAt));
        for (var i = 0; i < sections.Count; i++)
        {
            var (kind, bytes) = sections[i];
            var entry = file.AsSpan(HeaderLength + i * TableEntryLength, TableEntryLength);
            BinaryPrimitives.WriteInt32LittleEndian(entry[SectionKindAt..], (int)kind);
            BinaryPrimitives.WriteInt64LittleEndian(entry[SectionStartAt..], starts[i]);
            BinaryPrimitives.WriteInt64LittleEndian(entry[SectionLengthAt..], bytes.Length);
            SHA256.HashData(bytes.Span, entry[SectionHashAt..]);
            bytes.Span.CopyTo(file.AsSpan(starts[i]));
        }
        SHA256.HashData(file.AsSpan(0, end), file.AsSpan(end));
        return file;
    }
}
