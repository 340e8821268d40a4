using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Piecewise.Runtime;

/// <summary>
/// The verified head of an artifact file that anyone may have written: every number is checked against what is there before it is used.
/// </summary>
internal sealed class ArtifactHead
{
    private const int MinLength = ArtifactFormat.HeaderLength + SHA256.HashSizeInBytes;

    private ArtifactHead(ReadOnlySpan<byte> keyHash, ImmutableArray<Entry> sections)
    {
        KeyHash = [.. keyHash];
        Sections = sections;
    }

    public ImmutableArray<byte> KeyHash { get; }

    /// <summary>In the file's order, the manifest first, each where the last one ends.</summary>
    public ImmutableArray<Entry> Sections { get; }

    /// <summary>Reads a head.</summary>
    /// <param name="start">The file's first bytes: all, or at least <see cref="ArtifactFormat.MaxHeadLength"/>.</param>
    /// <param name="fileLength">How many bytes the file has.</param>
    /// <param name="fault">What is wrong where the result is null.</param>
    public static ArtifactHead? Read(ReadOnlySpan<byte> start, long fileLength, out (ArtifactFault Fault, string Reason) fault)
    {
        fault = default;
        if (start.Length < MinLength)
        {
            fault = (ArtifactFault.WrongLength, $"the file has {start.Length} bytes, fewer than the smallest artifact");
            return null;
        }
        if (!start.StartsWith(ArtifactFormat.Magic))
        {
            fault = (ArtifactFault.NotAnArtifact, "the file does not begin as an artifact does");
            return null;
        }
        var version = BinaryPrimitives.ReadInt32LittleEndian(start[ArtifactFormat.VersionAt..]);
        if (version != ArtifactFormat.Version)
        {
            fault = (ArtifactFault.OtherVersion,
                $"the file has format version {version}; this build reads version {ArtifactFormat.Version}");
            return null;
        }
        var length = BinaryPrimitives.ReadInt64LittleEndian(start[ArtifactFormat.FileLengthAt..]);
        if (length != fileLength)
        {
            fault = (ArtifactFault.WrongLength, $"the file has {fileLength} bytes and says it has {length}");
            return null;
        }
        var count = BinaryPrimitives.ReadInt32LittleEndian(start[ArtifactFormat.SectionCountAt..]);
        if (count is < 1 or > ArtifactFormat.MaxSections + 1 || ArtifactFormat.HeadLength(count) > start.Length)
        {
            fault = (ArtifactFault.Malformed, $"the file says it has {count} sections");
            return null;
        }
        var head = start[..ArtifactFormat.HeadLength(count)];
        if (!IsHashOf(head[..^SHA256.HashSizeInBytes], head[^SHA256.HashSizeInBytes..]))
        {
            fault = (ArtifactFault.ChecksumMismatch, "the checksum of the head does not match it");
            return null;
        }
        // From here on it is as some writer wrote it; a hostile one can still have written any numbers.
        return ReadTable(head, count, fileLength, out fault);
    }

    public static bool IsHashOf(ReadOnlySpan<byte> content, ReadOnlySpan<byte> hash)
    {
        Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, actual);
        return actual.SequenceEqual(hash);
    }

    private static ArtifactHead? ReadTable(ReadOnlySpan<byte> head, int count, long fileLength,
        out (ArtifactFault Fault, string Reason) fault)
    {
        fault = default;
        var sections = ImmutableArray.CreateBuilder<Entry>(count);
        long end = head.Length;
        for (var i = 0; i < count; i++)
        {
            var entry = head.Slice(ArtifactFormat.HeaderLength + i * ArtifactFormat.TableEntryLength, ArtifactFormat.TableEntryLength);
            var name = Encoding.Latin1.GetString(entry.Slice(ArtifactFormat.SectionNameAt, ArtifactSectionNames.MaxLength)).TrimEnd('\0');
            var start = BinaryPrimitives.ReadInt64LittleEndian(entry[ArtifactFormat.SectionStartAt..]);
            var length = BinaryPrimitives.ReadInt64LittleEndian(entry[ArtifactFormat.SectionLengthAt..]);
            // One after the other, so that no byte is two things.
            if (start != ArtifactFormat.Aligned(end) || start > fileLength || length < 0 || length > fileLength - start)
            {
                fault = (ArtifactFault.Malformed, $"section {i} lies outside the file or not after the one before it");
                return null;
            }
            if (!ArtifactSectionNames.IsName(name) || sections.Any(s => s.Name == name)
                || (i == 0) != (name == ArtifactSectionNames.Manifest))
            {
                fault = (ArtifactFault.Malformed, $"section {i} has no name that it can have");
                return null;
            }
            sections.Add(new Entry(name, start, length, [.. entry.Slice(ArtifactFormat.SectionHashAt, SHA256.HashSizeInBytes)]));
            end = start + length;
        }
        if (end != fileLength || head.Slice(ArtifactFormat.ReservedAt, ArtifactFormat.HeaderLength - ArtifactFormat.ReservedAt)
            .ContainsAnyExcept((byte)0))
        {
            fault = (ArtifactFault.Malformed, "the head describes something else than the file");
            return null;
        }
        return new ArtifactHead(head.Slice(ArtifactFormat.KeyHashAt, ArtifactKey.HashLength), sections.MoveToImmutable());
    }

    /// <summary>Where a section lies and what its SHA-256 must be.</summary>
    public sealed record Entry(string Name, long Start, long Length, ImmutableArray<byte> Hash)
    {
        public bool Matches(ReadOnlySpan<byte> content) => IsHashOf(content, Hash.AsSpan());
    }
}
