using System.Collections.Immutable;
using System.Text.Json;

namespace Piecewise.Tensors;

/// <summary>The parsed header of a safetensors file.</summary>
/// <param name="Entries">Tensors sorted by position.</param>
/// <param name="Metadata">The writer's free text.</param>
internal sealed record SafetensorsHeader(ImmutableArray<SafetensorsEntry> Entries, IReadOnlyDictionary<string, string> Metadata)
{
    private const int MaxRank = 64;

    /// <summary>Parses the header and checks that the tensors fill the data without gap or overlap.</summary>
    /// <param name="json">The header's bytes.</param>
    /// <param name="fileName">Name for messages.</param>
    /// <param name="dataStart">Position of the first data byte in the file.</param>
    /// <param name="dataLength">Number of data bytes.</param>
    /// <exception cref="SafetensorsFormatException">The header is not sound.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, string fileName, long dataStart, long dataLength)
    {
        var entries = new List<SafetensorsEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 8 });
            Expect(ref reader, JsonTokenType.StartObject);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                if (!names.Add(name))
                    throw new SafetensorsFormatException(fileName, $"the tensor '{name}' occurs twice");
                if (name == "__metadata__")
                    ReadMetadata(ref reader, metadata);
                else
                    entries.Add(ReadEntry(ref reader, name));
            }

            if (reader.Read())
                throw new JsonException("text follows the header's end");
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException or FormatException)
        {
            throw new SafetensorsFormatException(fileName, $"the header is not a safetensors header: {broken.Message}");
        }

        entries.Sort(static (left, right) => left.Offset != right.Offset
            ? left.Offset.CompareTo(right.Offset)
            : left.Length.CompareTo(right.Length));
        CheckRanges(entries, fileName, dataLength);
        return new SafetensorsHeader(
            [.. entries.Select(entry => entry with { Offset = entry.Offset + dataStart })], metadata.AsReadOnly());
    }

    private static void CheckRanges(List<SafetensorsEntry> entries, string fileName, long dataLength)
    {
        long end = 0;
        foreach (SafetensorsEntry entry in entries)
        {
            if (entry.Offset != end || entry.Length > dataLength - end)
            {
                throw new SafetensorsFormatException(
                    fileName, $"the bytes of '{entry.Name}' overlap others, leave a gap, or lie outside the file");
            }

            end += entry.Length;
            int bits = SafetensorsElement.Bits(entry.DType);
            if (bits > 0 && SafetensorsElement.BitCount(entry.Shape.AsSpan(), bits) != (Int128)entry.Length * 8)
            {
                throw new SafetensorsFormatException(
                    fileName,
                    $"'{entry.Name}' of type {entry.DType} and shape [{string.Join(", ", entry.Shape)}] can't take {entry.Length} bytes");
            }
        }

        if (end != dataLength)
            throw new SafetensorsFormatException(fileName, $"{dataLength - end} bytes belong to no tensor");
    }

    private static SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name)
    {
        string? dtype = null;
        ImmutableArray<long>? shape = null;
        ImmutableArray<long>? offsets = null;
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            switch (reader.GetString())
            {
                case "dtype":
                    Expect(ref reader, JsonTokenType.String);
                    dtype = reader.GetString();
                    break;
                case "shape":
                    shape = ReadSizes(ref reader, MaxRank);
                    break;
                case "data_offsets":
                    offsets = ReadSizes(ref reader, 2);
                    break;
                default:
                    throw new JsonException($"'{name}' has a field that the format does not know");
            }
        }

        if (dtype is null || shape is not { } sizes || offsets is not [var begin, var end] || end < begin)
            throw new JsonException($"'{name}' lacks a sound dtype, shape or data_offsets");
        return new SafetensorsEntry(name, dtype, sizes, begin, end - begin);
    }

    private static ImmutableArray<long> ReadSizes(ref Utf8JsonReader reader, int most)
    {
        var sizes = ImmutableArray.CreateBuilder<long>();
        Expect(ref reader, JsonTokenType.StartArray);
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            if (!reader.TryGetInt64(out long size) || size < 0 || sizes.Count == most)
                throw new JsonException("a size or offset is negative, too large or one too many");
            sizes.Add(size);
        }

        if (reader.TokenType != JsonTokenType.EndArray)
            throw new JsonException("a list of sizes holds something else");
        return sizes.DrainToImmutable();
    }

    private static void ReadMetadata(ref Utf8JsonReader reader, Dictionary<string, string> metadata)
    {
        Expect(ref reader, JsonTokenType.StartObject);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            Expect(ref reader, JsonTokenType.String);
            metadata[key] = reader.GetString()!;
        }
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (!reader.Read() || reader.TokenType != type)
            throw new JsonException($"expected {type} at byte {reader.TokenStartIndex}");
    }
}
