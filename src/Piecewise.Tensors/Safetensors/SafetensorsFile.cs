using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Piecewise.Tensors;

/// <summary>
/// A memory-mapped safetensors file: eight bytes of header length, a JSON header, and the tensors one after the other.
/// The header is checked in full when the file is opened; tensors are never copied.
/// </summary>
public sealed unsafe class SafetensorsFile : IDisposable
{
    /// <summary>Bytes that a header may have; the format's reference implementation sets the same bound.</summary>
    public const int MaxHeaderLength = 100_000_000;

    private const int LengthBytes = 8;

    private readonly MappedBytes bytes;
    private readonly FrozenDictionary<string, SafetensorsEntry> byName;

    private SafetensorsFile(MappedBytes bytes, SafetensorsHeader header)
    {
        this.bytes = bytes;
        Entries = header.Entries;
        Metadata = header.Metadata;
        byName = Entries.ToFrozenDictionary(entry => entry.Name, StringComparer.Ordinal);
    }

    /// <summary>The tensors in the order of their bytes.</summary>
    internal ImmutableArray<SafetensorsEntry> Entries { get; }

    /// <summary>The tensors' names, in the order of their bytes.</summary>
    public IEnumerable<string> Names => Entries.Select(e => e.Name);

    /// <summary>Free text that the writer attached (<c>__metadata__</c>).</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Maps a file and checks its header.</summary>
    /// <exception cref="SafetensorsFormatException">The file is damaged, hostile or of another kind.</exception>
    /// <exception cref="IOException">The file can't be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static SafetensorsFile Open(string path) => Open(MappedBytes.Open(path), path);

    /// <summary>Reads a file that is in memory already; the bytes are copied.</summary>
    /// <exception cref="SafetensorsFormatException">The bytes are damaged, hostile or of another kind.</exception>
    public static SafetensorsFile Open(ReadOnlySpan<byte> content, string name) => Open(MappedBytes.Copy(content), name);

    /// <summary>A copy of a tensor.</summary>
    /// <exception cref="KeyNotFoundException">The file has none of that name.</exception>
    /// <exception cref="SafetensorsFormatException">The element type is not one of ours.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    public Tensor Read(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return byName.TryGetValue(name, out var entry)
            ? this.Read(entry)
            : throw new KeyNotFoundException($"The file has no tensor '{name}'; it has {string.Join(", ", Names)}.");
    }

    internal bool TryGet(string name, [MaybeNullWhen(false)] out SafetensorsEntry entry) => byName.TryGetValue(name, out entry);

    /// <summary>The bytes of a tensor where they lie in the file; valid until <see cref="Dispose"/>.</summary>
    /// <exception cref="ArgumentException">The entry is none of this file.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    internal ByteRange GetRange(SafetensorsEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return byName.TryGetValue(entry.Name, out var own) && own.Offset == entry.Offset && own.Length == entry.Length
            ? new ByteRange(bytes, bytes.Pointer + own.Offset, own.Length)
            : throw new ArgumentException($"The file has no tensor '{entry.Name}' of {entry.Length} bytes at byte {entry.Offset}.",
                nameof(entry));
    }

    public void Dispose() => bytes.Dispose();

    /// <summary>Keeps the file open until the returned share is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    internal IDisposable Retain() => bytes.Retain();

    private static SafetensorsFile Open(MappedBytes bytes, string name)
    {
        try
        {
            if (bytes.Length < LengthBytes)
                throw new SafetensorsFormatException(name, $"{bytes.Length} bytes are too few for a safetensors file");
            ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(bytes.Slice(0, LengthBytes));
            if (headerLength > MaxHeaderLength || (long)headerLength > bytes.Length - LengthBytes)
            {
                throw new SafetensorsFormatException(
                    name,
                    $"not a safetensors file, or a truncated one: its header would take {headerLength} of {bytes.Length} bytes");
            }

            long dataStart = LengthBytes + (long)headerLength;
            return new SafetensorsFile(
                bytes,
                SafetensorsHeader.Parse(bytes.Slice(LengthBytes, (int)headerLength), name, dataStart, bytes.Length - dataStart));
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }
}
