using Microsoft.Win32.SafeHandles;

namespace Piecewise.Runtime;

/// <summary>
/// An artifact, opened. It is read into memory and not mapped: whoever cuts a file short under a mapping kills the process, and code is
/// small.
/// </summary>
internal sealed class ArtifactFile : IDisposable
{
    private readonly SafeFileHandle handle;

    private ArtifactFile(SafeFileHandle handle)
    {
        this.handle = handle;
        Length = RandomAccess.GetLength(handle);
        LastUsed = File.GetLastWriteTimeUtc(handle);
    }

    public long Length { get; }

    public DateTime LastUsed { get; }

    /// <summary>Opens a file, unless someone else could have written it (K5).</summary>
    public static ArtifactFile? Open(string path, CacheOptions options, out (ArtifactFault Fault, string Reason) fault)
    {
        var handle = default(SafeFileHandle);
        try
        {
            handle = RegularFile.Open(path);
            if (!options.TrustFolder && FolderTrust.ObjectionToFile(path, handle) is { } objection)
            {
                fault = (ArtifactFault.Untrusted, objection);
            }
            else
            {
                var file = new ArtifactFile(handle);
                handle = null;
                fault = default;
                return file;
            }
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            fault = (ArtifactFault.NotFound, "no artifact of this key is there");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            fault = (ArtifactFault.Unreadable, exception.Message);
        }
        finally
        {
            handle?.Dispose();
        }
        return null;
    }

    /// <summary>Reads and verifies all of it.</summary>
    public ArtifactReading ReadAll(ArtifactKey? wanted, int maxLength)
    {
        try
        {
            return Length <= maxLength
                ? ArtifactReader.Read(Bytes(0, (int)Length), wanted)
                : ArtifactReading.Faulty(ArtifactFault.TooLarge, $"the file has {Length} bytes, the bound is {maxLength}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ArtifactReading.Faulty(ArtifactFault.Unreadable, exception.Message);
        }
    }

    /// <summary>Reads and verifies what lists show, a few KB, however large the file; null where that can't be.</summary>
    public ArtifactSummary? ReadSummary(int maxLength, out (ArtifactFault Fault, string Reason) fault)
    {
        try
        {
            if (Length > maxLength)
            {
                fault = (ArtifactFault.TooLarge, $"the file has {Length} bytes, the bound is {maxLength}");
                return null;
            }
            if (ArtifactHead.Read(Bytes(0, ArtifactFormat.MaxHeadLength).Span, Length, out fault) is not { } head
                || Section(head.Sections[0], out fault) is not { } content
                || ArtifactReader.ReadManifest(head, content.Span, out var key, out fault) is not { } manifest)
            {
                return null;
            }
            return head.Sections.FirstOrDefault(s => s.Name == ArtifactSectionNames.Constants) is not { } constants
                ? new ArtifactSummary(manifest, key!, null)
                : Section(constants, out fault) is { } named ? new ArtifactSummary(manifest, key!, ConstantsName.Read(named.Span)) : null;
        }
        catch (InvalidDataException exception)
        {
            fault = (ArtifactFault.Malformed, exception.Message);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            fault = (ArtifactFault.Unreadable, exception.Message);
        }
        return null;
    }

    private ReadOnlyMemory<byte>? Section(ArtifactHead.Entry section, out (ArtifactFault Fault, string Reason) fault)
    {
        fault = default;
        var content = Bytes(section.Start, (int)section.Length);
        if (section.Matches(content.Span))
        {
            return content;
        }
        fault = (ArtifactFault.ChecksumMismatch, $"the checksum of section '{section.Name}' does not match its content");
        return null;
    }

    public void Dispose() => handle.Dispose();

    // Fewer than asked for where the file ends before, or was cut short meanwhile.
    private ReadOnlyMemory<byte> Bytes(long start, int length)
    {
        var bytes = new byte[Math.Min(length, Math.Max(0, Length - start))];
        var filled = 0;
        while (filled < bytes.Length && RandomAccess.Read(handle, bytes.AsSpan(filled), start + filled) is > 0 and var read)
        {
            filled += read;
        }
        return bytes.AsMemory(0, filled);
    }
}
