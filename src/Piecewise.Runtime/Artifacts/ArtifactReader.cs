using System.Text.Json;

namespace Piecewise.Runtime;

/// <summary>
/// Reads artifact files that anyone may have written. Memory is bounded by the length of the file, and no byte is handed out before all
/// checksums were compared.
/// </summary>
internal static class ArtifactReader
{
    /// <summary>Largest file that is read, unless the caller says otherwise: what one array holds.</summary>
    public const int DefaultMaxLength = 0x7FFF_FFC7;

    /// <summary>Reads a file that lies in memory. Never throws on its content. The artifact refers to <paramref name="file"/>.</summary>
    /// <param name="file">All of the file.</param>
    /// <param name="wanted">The key that the file must be of; null: any.</param>
    public static ArtifactReading Read(ReadOnlyMemory<byte> file, ArtifactKey? wanted = null)
    {
        var bytes = file.Span;
        if (ArtifactHead.Read(bytes, bytes.Length, out var fault) is not { } head)
            return ArtifactReading.Faulty(fault.Fault, fault.Reason);
        var end = ArtifactFormat.HeadLength(head.Sections.Length);
        foreach (var section in head.Sections)
        {
            if (bytes[end..(int)section.Start].ContainsAnyExcept((byte)0))
                return ArtifactReading.Faulty(ArtifactFault.ChecksumMismatch, $"there is something before section '{section.Name}'");
            end = (int)(section.Start + section.Length);
            if (!section.Matches(bytes[(int)section.Start..end]))
                return ArtifactReading.Faulty(ArtifactFault.ChecksumMismatch,
                    $"the checksum of section '{section.Name}' does not match its content");
        }
        var content = file.Slice((int)head.Sections[0].Start, (int)head.Sections[0].Length);
        var sections = head.Sections.Skip(1).Select(s => new ArtifactSection(s.Name, file.Slice((int)s.Start, (int)s.Length)));
        if (wanted is not null && head.KeyHash.AsSpan().SequenceEqual(wanted.HashBytes.AsSpan()))
        {
            return ArtifactReading.Sound(new Artifact(
                new Lazy<ArtifactManifest>(
                    () => ReadManifest(head, content.Span, out _, out var late) ?? throw new InvalidDataException(late.Reason)), wanted,
                    sections));
        }
        if (ReadManifest(head, content.Span, out var key, out fault) is not { } manifest)
            return ArtifactReading.Faulty(fault.Fault, fault.Reason);
        if (wanted is not null && !wanted.Equals(key))
            return ArtifactReading.Faulty(ArtifactFault.OtherKey, $"the file holds the artifact of key {key}");
        return ArtifactReading.Sound(new Artifact(manifest, key!, sections));
    }

    /// <summary>The manifest in bytes whose checksum was compared, if it is one and gives the key in the head.</summary>
    internal static ArtifactManifest? ReadManifest(
        ArtifactHead head, ReadOnlySpan<byte> content, out ArtifactKey? key, out (ArtifactFault Fault, string Reason) fault)
    {
        (key, fault) = (null, default);
        try
        {
            var manifest = JsonSerializer.Deserialize(content, ArtifactManifestJson.Readable.ArtifactManifest);
            if (manifest is null || manifest.Factors.IsDefaultOrEmpty || manifest.Factors.Any(f => f.Name is null || f.Value is null)
                || manifest.Entry is null || manifest.CompilerBuild is null || manifest.InstructionTier is null
                || manifest.EntryType is null
                || manifest.ElementTypes.IsDefault)
            {
                fault = (ArtifactFault.Malformed, "the manifest lacks something");
                return null;
            }
            key = new ArtifactKey(manifest.Factors);
            if (head.KeyHash.AsSpan().SequenceEqual(key.HashBytes.AsSpan()))
                return manifest;
            fault = (ArtifactFault.Malformed, "the factors in the manifest do not give the key in the head");
        }
        catch (JsonException exception)
        {
            fault = (ArtifactFault.Malformed, $"the manifest is no manifest: {exception.Message}");
        }
        catch (ArgumentException exception)
        {
            fault = (ArtifactFault.Malformed, $"the manifest's factors make no key: {exception.Message}");
        }
        return null;
    }
}
