namespace Piecewise.Import;

/// <summary>
/// Upper bounds that keep memory and time in check whatever a file declares (rule F2). Each is far above what exported models have, and can
/// be raised for a file that is trusted.
/// </summary>
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

    /// <summary>
    /// Calls of a program, those of nested graphs included. A decoder has about 60 a layer, an unrolled loop as many as it has rounds.
    /// </summary>
    public int MaxNodes { get; init; } = 500_000;

    /// <summary>Results of all calls of a program: a call that splits a tensor has one for each part.</summary>
    public int MaxResults { get; init; } = 1_000_000;

    /// <summary>Symbols of a program's sizes, and expressions over them that have a range.</summary>
    public int MaxSymbols { get; init; } = 65_536;

    /// <summary>Guards of a program.</summary>
    public int MaxGuards { get; init; } = 65_536;

    internal long InflatedBytesAllowed(long fileLength) =>
        FreeInflatedBytes >= MaxInflatedBytes || fileLength > (MaxInflatedBytes - FreeInflatedBytes) / Math.Max(MaxInflationRatio, 1)
            ? MaxInflatedBytes
            : FreeInflatedBytes + (fileLength * MaxInflationRatio);
}
