using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Piecewise.Runtime;

/// <summary>
/// Reads artifact files that anyone may have written: every number is checked against what is there before it is used, memory is bounded
/// by the length of the file, and no byte of a section is handed out before the checksums of the section and of the file were compared.
/// </summary>
public static class ArtifactReader
{
    /// <summary>Largest file that is read, unless the caller says otherwise: far above any real piece.</summary>
    public const int DefaultMaxLength = 256 << 20;

    private const int MinLength = ArtifactFormat.HeaderLength + SHA256.HashSizeInBytes;

    private static UTF8Encoding Strict { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file that lies in memory. Never throws on its content. The artifact refers to <paramref name="file"/>.</summary>
    /// <param name="file">All of the file.</param>
    /// <param name="wanted">The key that the file must be of; null: any.</param>
    public static ArtifactReading Read(ReadOnlyMemory<byte> file, ArtifactKey? wanted = null)
    {
        var bytes = file.Span;
        if (bytes.Length < MinLength)
            return Fault(ArtifactFault.WrongLength, $"the file has {bytes.Length} bytes, fewer than the smallest artifact");
        if (!bytes.StartsWith(ArtifactFormat.Magic))
            return Fault(ArtifactFault.NotAnArtifact, "the file does not begin as an artifact does");
        var version = BinaryPrimitives.ReadInt32LittleEndian(bytes[ArtifactFormat.VersionAt..]);
        if (version != ArtifactFormat.Version)
            return Fault(ArtifactFault.OtherVersion, $"the file has format version {version}; this build reads version {ArtifactFormat.Version}");
        var length = BinaryPrimitives.ReadInt64LittleEndian(bytes[ArtifactFormat.FileLengthAt..]);
        if (length != bytes.Length)
            return Fault(ArtifactFault.WrongLength, $"the file has {bytes.Length} bytes and says it has {length}");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..^SHA256.HashSizeInBytes], hash);
        if (!hash.SequenceEqual(bytes[^SHA256.HashSizeInBytes..]))
            return Fault(ArtifactFault.ChecksumMismatch, "the checksum of the file does not match its content");
        return ReadSections(file, wanted);
    }

    // Everything below is checksummed, hence as some writer wrote it; a hostile writer can still write any numbers.
    private static ArtifactReading ReadSections(ReadOnlyMemory<byte> file, ArtifactKey? wanted)
    {
        var bytes = file.Span;
        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes[ArtifactFormat.SectionCountAt..]);
        var end = bytes.Length - SHA256.HashSizeInBytes;
        if (count is < 0 or > ArtifactFormat.MaxSections || ArtifactFormat.HeaderLength + count * ArtifactFormat.TableEntryLength > end)
            return Fault(ArtifactFault.Malformed, $"the file says it has {count} sections");
        var sections = new Dictionary<ArtifactSection, ReadOnlyMemory<byte>>();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        long previous = ArtifactFormat.HeaderLength + count * ArtifactFormat.TableEntryLength;
        for (var i = 0; i < count; i++)
        {
            var entry = bytes.Slice(ArtifactFormat.HeaderLength + i * ArtifactFormat.TableEntryLength, ArtifactFormat.TableEntryLength);
            var kind = (ArtifactSection)BinaryPrimitives.ReadInt32LittleEndian(entry[ArtifactFormat.SectionKindAt..]);
            var start = BinaryPrimitives.ReadInt64LittleEndian(entry[ArtifactFormat.SectionStartAt..]);
            var length = BinaryPrimitives.ReadInt64LittleEndian(entry[ArtifactFormat.SectionLengthAt..]);
            // In order and apart, so that no byte is two things.
            if (start < previous || length < 0 || start > end || length > end - start)
                return Fault(ArtifactFault.Malformed, $"section {i} lies outside the file or over another");
            previous = start + length;
            var content = file.Slice((int)start, (int)length);
            SHA256.HashData(content.Span, hash);
            if (!hash.SequenceEqual(entry.Slice(ArtifactFormat.SectionHashAt, SHA256.HashSizeInBytes)))
                return Fault(ArtifactFault.ChecksumMismatch, $"the checksum of section {i} does not match its content");
            if (!sections.TryAdd(kind, content))
                return Fault(ArtifactFault.Malformed, $"two sections are of kind {(int)kind}");
        }
        if (!sections.TryGetValue(ArtifactSection.Manifest, out var manifest)
            || !sections.TryGetValue(ArtifactSection.Assembly, out var assembly)
            || !sections.TryGetValue(ArtifactSection.Source, out var source))
            return Fault(ArtifactFault.Malformed, "manifest, assembly or source is missing");
        return Assemble(manifest, assembly, source, sections.GetValueOrDefault(ArtifactSection.Symbols), bytes, wanted);
    }

    private static ArtifactReading Assemble(
        ReadOnlyMemory<byte> manifest, ReadOnlyMemory<byte> assembly, ReadOnlyMemory<byte> source, ReadOnlyMemory<byte> symbols,
        ReadOnlySpan<byte> file, ArtifactKey? wanted)
    {
        Artifact artifact;
        try
        {
            var read = JsonSerializer.Deserialize(manifest.Span, ArtifactManifestJson.Readable.ArtifactManifest);
            if (read is null || read.Factors.IsDefaultOrEmpty || read.Factors.Any(f => f.Name is null || f.Value is null)
                || read.Entry is null || read.CompilerBuild is null || read.InstructionTier is null || read.EntryType is null
                || read.ElementTypes.IsDefault || read.Providers.IsDefault)
                return Fault(ArtifactFault.Malformed, "the manifest lacks something");
            artifact = new Artifact(read, assembly, Strict.GetString(source.Span), symbols);
        }
        catch (JsonException exception)
        {
            return Fault(ArtifactFault.Malformed, $"the manifest is no manifest: {exception.Message}");
        }
        catch (ArgumentException exception)
        {
            // Factors that make no key, or source that is no text.
            return Fault(ArtifactFault.Malformed, exception.Message);
        }
        if (!file.Slice(ArtifactFormat.KeyHashAt, ArtifactKey.HashLength).SequenceEqual(artifact.Key.HashBytes.AsSpan()))
            return Fault(ArtifactFault.Malformed, "the factors in the manifest do not give the key in the header");
        if (wanted is not null && !wanted.Equals(artifact.Key))
            return Fault(ArtifactFault.OtherKey, $"the file holds the artifact of key {artifact.Key}");
        return ArtifactReading.Sound(artifact);
    }

    private static ArtifactReading Fault(ArtifactFault fault, string reason) => ArtifactReading.Faulty(fault, reason);
}
