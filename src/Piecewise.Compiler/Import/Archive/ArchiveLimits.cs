namespace Piecewise.Compiler.Import;

/// <summary>Upper bounds that keep memory and time in check whatever a file declares (rule F2).</summary>
public sealed record ArchiveLimits
{
    public static ArchiveLimits Default { get; } = new();

    /// <summary>Entries in the central directory.</summary>
    public int MaxEntries { get; init; } = 1_000_000;

    /// <summary>Bytes of the central directory.</summary>
    public int MaxDirectoryBytes { get; init; } = 256 << 20;

    /// <summary>Bytes of one JSON or text record. A 32-layer decoder has about 10 MB.</summary>
    public int MaxRecordBytes { get; init; } = 256 << 20;

    /// <summary>Bytes that compressed entries may take together once inflated, however large the file.</summary>
    public long MaxInflatedBytes { get; init; } = 8L << 30;

    /// <summary>Bytes that compressed entries may take together once inflated, per byte of the file.</summary>
    public int MaxInflationRatio { get; init; } = 64;

    /// <summary>Inflated bytes that are always allowed, so that a small file full of zeros still loads.</summary>
    public long FreeInflatedBytes { get; init; } = 64L << 20;

    internal long InflatedBytesAllowed(long fileLength) =>
        FreeInflatedBytes >= MaxInflatedBytes || fileLength > (MaxInflatedBytes - FreeInflatedBytes) / Math.Max(MaxInflationRatio, 1)
            ? MaxInflatedBytes
            : FreeInflatedBytes + (fileLength * MaxInflationRatio);
}
