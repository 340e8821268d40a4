namespace Piecewise.Compiler.Fuse;

/// <summary>
/// From how many tokens distributing the sequence pays, and up to which message fusing an all-reduce does, by device. The figures are
/// vLLM's, measured there; a device that is not listed gets neither.
/// </summary>
internal static class CollectiveThresholds
{
    private const long MiB = 1024 * 1024;

    // Device, smallest hidden size, MiB of a rank's message.
    private static readonly (string Device, long Hidden, double MiB)[] SequenceParallel =
        [("sm90", 8192, 8), ("sm100", 8192, 32), ("xpu", 4096, 8)];

    // Device, ranks, MiB.
    private static readonly (string Device, int World, double MiB)[] AllReduce =
    [
        ("sm90", 2, 64), ("sm90", 4, 2), ("sm90", 8, 0.5),
        ("sm100", 2, 64), ("sm100", 4, 32), ("sm100", 8, 1), ("sm100", 16, 64),
        ("sm103", 2, 64), ("sm103", 4, 64), ("sm103", 8, 2), ("sm103", 16, 64),
        ("sm107", 2, 64), ("sm107", 4, 64), ("sm107", 8, 2),
    ];

    /// <summary>The value for <c>PassSettings.SequenceParallelMinTokens</c>; null where it never pays.</summary>
    /// <param name="device">Lower case: <c>sm90</c>, <c>xpu</c>.</param>
    /// <param name="hidden">The model's hidden size.</param>
    /// <param name="world">How many ranks.</param>
    /// <param name="elementSize">Bytes of one element.</param>
    public static long? SequenceParallelMinTokens(string device, long hidden, int world, int elementSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hidden);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(elementSize);
        foreach (var row in SequenceParallel)
        {
            if (row.Device == device && hidden >= row.Hidden)
            {
                return (long)(row.MiB * MiB * world) / (hidden * elementSize);
            }
        }
        return null;
    }

    /// <summary>The value for <c>PassSettings.AllReduceFusionBytes</c>; 0 where it never pays.</summary>
    /// <param name="device">Lower case: <c>sm100</c>.</param>
    /// <param name="world">How many ranks.</param>
    public static long AllReduceFusionBytes(string device, int world)
    {
        foreach (var row in AllReduce)
        {
            if (row.Device == device && row.World == world)
            {
                return (long)(row.MiB * MiB);
            }
        }
        return 0;
    }
}
