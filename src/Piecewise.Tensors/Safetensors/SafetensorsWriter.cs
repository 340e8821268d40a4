using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;

namespace Piecewise.Tensors;

/// <summary>
/// Writes a safetensors file. Tensors are collected first, because the header with their positions comes before them; their
/// memory must stay valid until the file is written.
/// </summary>
internal sealed unsafe class SafetensorsWriter
{
    private const int Alignment = 8;
    private const string MetadataKey = "__metadata__";

    private readonly List<Item> items = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal) { MetadataKey };
    /// <summary>Adds a tensor from managed memory.</summary>
    /// <param name="name">A name not used before, and not <c>__metadata__</c>.</param>
    /// <param name="dtype">Element type as the format spells it, such as <c>F32</c>.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="content">The elements, row-major and little-endian.</param>
    /// <exception cref="ArgumentException">The name is taken, or type, shape and length don't fit each other.</exception>
    public void Add(string name, string dtype, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> content)
    {
        Check(name, dtype, shape, content.Length);
        items.Add(new Item(name, dtype, [.. shape], content.Length, content, 0));
    }

    /// <summary>Adds a tensor from memory of any size at a fixed address. Otherwise as the other overload.</summary>
    /// <exception cref="ArgumentException">The name is taken, or type, shape and length don't fit each other.</exception>
    public void Add(string name, string dtype, ReadOnlySpan<long> shape, byte* pointer, long length)
    {
        Check(name, dtype, shape, length);
        items.Add(new Item(name, dtype, [.. shape], length, default, (nint)pointer));
    }

    /// <summary>Writes the file, replacing one that exists.</summary>
    public void Save(string path)
    {
        using var stream = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);
        Write(stream);
    }

    /// <summary>Writes to a stream. Equal content gives equal bytes, whatever the order of adding.</summary>
    public void Write(Stream stream)
    {
        // Wide elements first keeps each tensor aligned to its element without padding, which the format forbids.
        Item[] order = [.. items
            .OrderByDescending(item => SafetensorsElement.Bits(item.DType))
            .ThenBy(item => item.Name, StringComparer.Ordinal)];
        ReadOnlySpan<byte> header = BuildHeader(order);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (Item item in order)
            item.WriteTo(stream);
    }

    private ReadOnlySpan<byte> BuildHeader(Item[] order)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            long offset = 0;
            foreach (Item item in order)
            {
                json.WriteStartObject(item.Name);
                json.WriteString("dtype", item.DType);
                json.WriteStartArray("shape");
                foreach (long size in item.Shape)
                    json.WriteNumberValue(size);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += item.Length);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Spaces at the end are part of the format, so that data can start aligned.
        int padding = -buffer.WrittenCount & (Alignment - 1);
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenSpan;
    }

    private void Check(string name, string dtype, ReadOnlySpan<long> shape, long length)
    {
        int bits = SafetensorsElement.Bits(dtype);
        if (bits == 0)
            throw new ArgumentException($"the format has no element type '{dtype}'", nameof(dtype));
        foreach (long size in shape)
            ArgumentOutOfRangeException.ThrowIfNegative(size, nameof(shape));
        if (SafetensorsElement.BitCount(shape, bits) != (Int128)length * 8)
            throw new ArgumentException($"{dtype} [{string.Join(", ", shape.ToArray())}] does not take {length} bytes", nameof(length));
        if (!names.Add(name))
            throw new ArgumentException($"the name '{name}' is taken", nameof(name));
    }

    private sealed record Item(
        string Name, string DType, ImmutableArray<long> Shape, long Length, ReadOnlyMemory<byte> Content, nint Address)
    {
        private const int Step = 1 << 24;

        public void WriteTo(Stream stream)
        {
            if (Address == 0)
            {
                stream.Write(Content.Span);
                return;
            }

            for (long at = 0; at < Length; at += Step)
                stream.Write(new ReadOnlySpan<byte>((byte*)Address + at, (int)Math.Min(Step, Length - at)));
        }
    }
}
