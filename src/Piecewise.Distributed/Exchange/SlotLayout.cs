namespace Piecewise.Distributed;

/// <summary>
/// How a rank's part of shared memory lies: a page with its <see cref="RankStatus"/> and the <see cref="SlotHeader"/>s of its two slots,
/// each on cache lines of its own, then the slots. Between slots ranks change with each exchange, so that what others still read is not
/// overwritten.
/// </summary>
/// <param name="World">How many ranks there are.</param>
/// <param name="SlotBytes">The size of a slot: a multiple of a page for each rank.</param>
internal readonly record struct SlotLayout(int World, long SlotBytes)
{
    public const int Slots = 2;

    public const int Page = 4096;

    // Two cache lines: processors fetch them in pairs.
    private const int Apart = 128;

    // What one exchange takes: beyond, a core's caches hold less of it and nothing is gained (docs/performance.md).
    private const long LargestSlot = 2 << 20;

    // Containers often have 64 MiB of shared memory, of which MPI takes some.
    private const long LargestTotal = 32 << 20;

    /// <summary>The layout for a number of ranks.</summary>
    public static SlotLayout For(int world)
    {
        var share = (long)Page * world;
        return new SlotLayout(world, Math.Max(share, Math.Min(LargestSlot, LargestTotal / (Slots * world)) / share * share));
    }

    /// <summary>The size of a part; its beginning need not lie at a page, so there is room to begin at the next.</summary>
    public long PartBytes => (2 * Page) + (Slots * SlotBytes);

    /// <summary>Where a part begins in fact. All processes map shared memory by pages, so that they agree.</summary>
    public static nint Begin(nint part) => (part + Page - 1) & ~(nint)(Page - 1);

    public static unsafe RankStatus* Status(nint begin) => (RankStatus*)begin;

    public static unsafe SlotHeader* Header(nint begin, long exchange) =>
        (SlotHeader*)(begin + (Apart * (1 + (int)(exchange % Slots))));

    public nint Slot(nint begin, long exchange) => begin + Page + (nint)(exchange % Slots * SlotBytes);
}
