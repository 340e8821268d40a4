using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using Piecewise.Tensors;

namespace Piecewise.Runtime;

/// <summary>
/// A file of the cache, opened. It is read into memory and not mapped: whoever cuts a file short under a mapping kills the process.
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

    /// <summary>Reads and verifies the head and the manifest only: a few KB, however large the file.</summary>
    public ArtifactManifest? ReadManifest(int maxLength, out ArtifactKey? key, out (ArtifactFault Fault, string Reason) fault)
    {
        key = null;
        try
        {
            if (Length > maxLength)
            {
                fault = (ArtifactFault.TooLarge, $"the file has {Length} bytes, the bound is {maxLength}");
                return null;
            }
            if (ArtifactHead.Read(Bytes(0, ArtifactFormat.MaxHeadLength).Span, Length, out fault) is not { } head)
                return null;
            var section = head.Sections[0];
            var content = Bytes(section.Start, (int)section.Length).Span;
            if (section.Matches(content))
                return ArtifactReader.ReadManifest(head, content, out key, out fault);
            fault = (ArtifactFault.ChecksumMismatch, "the checksum of the manifest does not match its content");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            fault = (ArtifactFault.Unreadable, exception.Message);
        }
        return null;
    }

    public void Dispose() => handle.Dispose();

    // Fewer than asked for where the file ends before, or was cut short meanwhile. At a multiple of 64 bytes, as kernels like the constants
    // in it.
    private unsafe ReadOnlyMemory<byte> Bytes(long start, int length)
    {
        var count = (int)Math.Min(length, Math.Max(0, Length - start));
        var array = GC.AllocateUninitializedArray<byte>(count + Storage.Alignment, pinned: true);
        var offset = (int)(-(nint)Unsafe.AsPointer(ref array[0]) & (Storage.Alignment - 1));
        var bytes = array.AsMemory(offset, count);
        var filled = 0;
        while (filled < count && RandomAccess.Read(handle, bytes.Span[filled..], start + filled) is > 0 and var read)
        {
            filled += read;
        }
        return bytes[..filled];
    }
}
