namespace Piecewise.Import;

/// <summary>Memory formats by the numbers that the file uses.</summary>
internal enum MemoryFormatCode
{
    Unknown = 0,
    Contiguous = 1,
    ChannelsLast = 2,
    ChannelsLast3d = 3,
    Preserve = 4,
}
