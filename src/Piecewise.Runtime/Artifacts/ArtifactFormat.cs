using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Piecewise.Runtime;

/// <summary>
/// The artifact file (docs/cache.md): a head, which is a header of 64 bytes, a table of the sections with a SHA-256 each, and the SHA-256
/// of both; then the sections at multiples of 64 bytes with zeros between. So every byte is covered once, and the head can be verified
/// without the rest. Numbers are little-endian. Equal artifacts give equal bytes.
/// </summary>
internal static class ArtifactFormat
{
    /// <summary>Changes whenever an older reader would misread a newer file.</summary>
    public const int Version = 1;

    /// <summary>Most sections of a file, the manifest apart.</summary>
    public const int MaxSections = 63;

    internal const int HeaderLength = 64;
    internal const int TableEntryLength = 80;
    internal const int Alignment = 64;
    internal const int MaxHeadLength = HeaderLength + (MaxSections + 1) * TableEntryLength + SHA256.HashSizeInBytes;

    // Offsets in the header. The last 8 bytes are zero.
    internal const int VersionAt = 8;
    internal const int SectionCountAt = 12;
    internal const int FileLengthAt = 16;
    internal const int KeyHashAt = 24;
    internal const int ReservedAt = 56;

    // Offsets in an entry of the table.
    internal const int SectionNameAt = 0;
    internal const int SectionStartAt = 32;
    internal const int SectionLengthAt = 40;
    internal const int SectionHashAt = 48;

    // Not text, survives no line-end conversion, and says what it is.
    internal static ReadOnlySpan<byte> Magic => [0x89, (byte)'P', (byte)'W', (byte)'A', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    /// <summary>The file of an artifact.</summary>
    /// <exception cref="OverflowException">It would be larger than 2 GiB.</exception>
    public static byte[] Write(Artifact artifact)
    {
        var manifest = JsonSerializer.SerializeToUtf8Bytes(artifact.Manifest, ArtifactManifestJson.Readable.ArtifactManifest);
        List<ArtifactSection> sections = [new(ArtifactSectionNames.Manifest, manifest), .. artifact.Sections];
        var starts = new int[sections.Count];
        var end = HeadLength(sections.Count);
        for (var i = 0; i < sections.Count; i++)
        {
            starts[i] = (int)Aligned(end);
            end = checked((int)(Aligned(end) + sections[i].Content.Length));
        }
        var file = new byte[end];
        Magic.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(VersionAt), Version);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(SectionCountAt), sections.Count);
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(FileLengthAt), file.Length);
        artifact.Key.HashBytes.CopyTo(file.AsSpan(KeyHashAt));
        for (var i = 0; i < sections.Count; i++)
        {
            var (name, content) = sections[i];
            var entry = file.AsSpan(HeaderLength + i * TableEntryLength, TableEntryLength);
            Encoding.ASCII.GetBytes(name, entry[SectionNameAt..]);
            BinaryPrimitives.WriteInt64LittleEndian(entry[SectionStartAt..], starts[i]);
            BinaryPrimitives.WriteInt64LittleEndian(entry[SectionLengthAt..], content.Length);
            SHA256.HashData(content.Span, entry[SectionHashAt..]);
            content.Span.CopyTo(file.AsSpan(starts[i]));
        }
        var head = HeadLength(sections.Count) - SHA256.HashSizeInBytes;
        SHA256.HashData(file.AsSpan(0, head), file.AsSpan(head));
        return file;
    }

    internal static int HeadLength(int sections) => HeaderLength + sections * TableEntryLength + SHA256.HashSizeInBytes;

    internal static long Aligned(long position) => (position + Alignment - 1) / Alignment * Alignment;
}
