namespace Piecewise.Runtime;

/// <summary>
/// The arena of one entry laid out anew for each call, whose sizes are known only then: lifetimes, checks and the best order are worked
/// out once, a call only places. It allocates nothing and keeps working memory, so that it is not for two calls at once.
/// </summary>
internal sealed class MemoryLayout
{
    private readonly MemoryBlock[] blocks;
    private readonly RegionPlacer arena;

    /// <param name="requests">
    /// The buffers, with their lengths at a typical size, say the largest: the order in which they are placed is the best for those.
    /// </param>
    /// <exception cref="ArgumentException">As <see cref="MemoryPlanner.Plan"/> says. Buffers can't lie in donated inputs here.</exception>
    public MemoryLayout(IReadOnlyList<BufferRequest> requests)
    {
        Count = requests.Count;
        blocks = MemoryBlocks.Of(requests, []);
        MemoryPlanner.BestOrder(blocks, []);
        arena = new RegionPlacer(blocks.Length);
    }

    /// <summary>How many buffers there are.</summary>
    public int Count { get; }

    /// <summary>Places all buffers for one call and returns the bytes of the arena that it needs.</summary>
    /// <param name="lengths">Bytes of each buffer, in the order of the requests.</param>
    /// <param name="offsets">Receives where each begins, a multiple of <see cref="MemoryPlan.Alignment"/>.</param>
    /// <exception cref="ArgumentException">The spans have another length than <see cref="Count"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A length is negative.</exception>
    public long Place(ReadOnlySpan<long> lengths, Span<long> offsets)
    {
        if (lengths.Length != Count || offsets.Length != Count)
            throw new ArgumentException($"There are {Count} buffers, {lengths.Length} lengths and {offsets.Length} offsets.");
        arena.Clear();
        foreach (var block in blocks)
        {
            var length = 0L;
            foreach (var member in block.Members)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(lengths[member], nameof(lengths));
                length = Math.Max(length, lengths[member]);
            }
            var offset = arena.Place(block.First, block.Last, MemoryPlan.Aligned(length), long.MaxValue);
            foreach (var member in block.Members)
            {
                offsets[member] = offset;
            }
        }
        return arena.End;
    }
}
