using System.Buffers.Binary;
using System.Collections.Immutable;
using Piecewise.Tensors;

namespace Piecewise.Import;

/// <summary>Tells kinds of files apart by their first bytes, and kinds of zips by the names of their records.</summary>
internal static class ArchiveClassifier
{
    /// <summary>The kind by first bytes; null for a zip, whose kind its records tell.</summary>
    public static ArchiveKind? ByFirstBytes(MappedBytes bytes)
    {
        if (bytes.Length == 0)
            return ArchiveKind.Empty;
        ReadOnlySpan<byte> start = bytes.Slice(0, (int)Math.Min(bytes.Length, 16));
        if (start.StartsWith("PK\x03\x04"u8) || start.StartsWith("PK\x05\x06"u8) || start.StartsWith("PK\x06\x06"u8))
            return null;
        if (start.StartsWith("GGUF"u8))
            return ArchiveKind.Gguf;
        if (start.Length >= 8 && start[4..8] is [(byte)'E', (byte)'T', >= (byte)'0' and <= (byte)'9', >= (byte)'0' and <= (byte)'9'])
            return ArchiveKind.ExecuTorch;
        if (start is [0x80, >= 2 and <= 5, ..])
            return ArchiveKind.Pickle;
        if (start.Length > 8 && start[8] == '{'
            && BinaryPrimitives.ReadUInt64LittleEndian(start) is >= 2 and var header && header <= (ulong)bytes.Length - 8)
            return ArchiveKind.Safetensors;
        // A protobuf ModelProto: field 1 (ir_version) as a small varint, then the tag of one of its string or graph fields.
        if (start is [0x08, > 0 and < 0x20, 0x12 or 0x1A or 0x22 or 0x2A or 0x32 or 0x3A or 0x42, ..])
            return ArchiveKind.Onnx;
        return ArchiveKind.Unknown;
    }

    /// <summary>The kind of a zip.</summary>
    /// <param name="names">Names below the root folder.</param>
    /// <param name="outside">Names that are not below the root folder.</param>
    /// <param name="format">Content of the record <c>archive_format</c>; null where there is none.</param>
    public static ArchiveKind ByRecords(IReadOnlyCollection<string> names, ImmutableArray<string> outside, string? format)
    {
        if (format == "pt2")
        {
            if (!names.Any(Pt2Archive.IsModelRecord))
                return names.Any(IsAotInductor) ? ArchiveKind.AotInductor : ArchiveKind.OtherZip;
            bool raw = names.Any(static name => name.StartsWith("data/", StringComparison.Ordinal)
                && name.EndsWith("_config.json", StringComparison.Ordinal));
            bool pickled = names.Any(static name => name.EndsWith(".pt", StringComparison.Ordinal)
                && (name.StartsWith("data/weights/", StringComparison.Ordinal)
                    || name.StartsWith("data/constants/", StringComparison.Ordinal)));
            return pickled && !raw ? ArchiveKind.Pt2PickledWeights : ArchiveKind.Pt2;
        }

        string[] all = [.. names, .. outside];
        if (all.Any(static name => LastPart(name) is "serialized_exported_program.json"))
            return ArchiveKind.Pt2Flat;
        if (all.Any(IsAotInductor))
            return ArchiveKind.AotInductor;
        if (names.Contains("constants.pkl") || names.Any(static name => name.StartsWith("code/", StringComparison.Ordinal)))
            return ArchiveKind.TorchScript;
        return names.Contains("data.pkl") ? ArchiveKind.TorchSave : ArchiveKind.OtherZip;
    }

    private static bool IsAotInductor(string name) => name.Contains("data/aotinductor/", StringComparison.Ordinal);

    private static ReadOnlySpan<char> LastPart(string name) => name.AsSpan(name.LastIndexOf('/') + 1);
}
