using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Piecewise.Runtime;

/// <summary>
/// Lays buffers out by their lifetimes: in several orders, each buffer goes into the smallest gap that fits between those that live at
/// the same time; the order that needs the least memory wins. Deterministic, and fast enough for a call: 300 buffers take less than 0.2 ms.
/// </summary>
internal static class MemoryPlanner
{
    /// <summary>
    /// Blocks up to which each is compared with all that live with it; more are placed by <see cref="FreeList"/>, in one walk.
    /// </summary>
    internal const int MaxCompared = 4096;

    private static readonly ImmutableArray<Comparison<MemoryBlock>> Orders =
    [
        // Large first: small ones fill the gaps. The best of the three on most networks.
        static (a, b) => a.Length != b.Length ? b.Length.CompareTo(a.Length) : InOrder(a, b),
        // Those that block a place for long first, so that they end up at the bottom.
        static (a, b) => b.Volume.CompareTo(a.Volume) is var c && c != 0 ? c : InOrder(a, b),
        // As they come: unbeatable for a chain whose lifetimes nest.
        static (a, b) => a.First != b.First ? a.First.CompareTo(b.First)
            : a.Length != b.Length ? b.Length.CompareTo(a.Length) : a.Id.CompareTo(b.Id),
    ];

    /// <summary>Places all buffers, in donated inputs where they fit, else in the arena.</summary>
    /// <exception cref="ArgumentException">
    /// Ids repeat, a lifetime is empty, or an in-place constraint can't be met: there is no such giver, the taker does not begin at the
    /// giver's last step, two take over the same memory, or it is longer than the donated input.
    /// </exception>
    public static MemoryPlan Plan(IReadOnlyList<BufferRequest> requests, IReadOnlyList<DonatedInput>? donated = null)
    {
        ImmutableArray<DonatedInput> inputs = [.. donated ?? []];
        var blocks = MemoryBlocks.Of(requests, inputs);
        var places = BestOrder(blocks, inputs);
        var buffers = new PlannedBuffer[requests.Count];
        for (var i = 0; i < blocks.Length; i++)
        {
            foreach (var member in blocks[i].Members)
            {
                buffers[member] = new PlannedBuffer(requests[member], places[i].Region, places[i].Offset);
            }
        }
        buffers.AsSpan().Sort(static (a, b) => a.Request.Id.CompareTo(b.Request.Id));
        return new MemoryPlan(ImmutableCollectionsMarshal.AsImmutableArray(buffers), inputs);
    }

    /// <summary>Brings blocks into the order in which placing them needs the least memory, and says where each lies then.</summary>
    internal static (int Region, long Offset)[] BestOrder(MemoryBlock[] blocks, ImmutableArray<DonatedInput> inputs)
    {
        if (blocks.Length > MaxCompared && inputs.IsEmpty)
        {
            return FreeList.Place(blocks);
        }
        var regions = new RegionPlacer[1 + inputs.Length];
        for (var i = 0; i < regions.Length; i++)
        {
            regions[i] = new RegionPlacer(i == 0 ? blocks.Length : 4);
        }
        // No order needs less. With donated inputs the bound would have to know what lies in them.
        var least = inputs.IsEmpty ? PeakOf(blocks) : 0;
        var (order, places) = ((MemoryBlock[])blocks.Clone(), new (int Region, long Offset)[blocks.Length]);
        var (best, bestPlaces, bestLength) = (new MemoryBlock[blocks.Length], new (int Region, long Offset)[blocks.Length], long.MaxValue);
        foreach (var comparison in Orders)
        {
            order.AsSpan().Sort(comparison);
            if (Place(order, inputs, regions, places, bestLength) is var length && length < bestLength)
            {
                bestLength = length;
                order.CopyTo(best, 0);
                places.CopyTo(bestPlaces, 0);
            }
            if (bestLength <= least)
                break;
        }
        best.CopyTo(blocks, 0);
        return bestPlaces;
    }

    private static int InOrder(MemoryBlock a, MemoryBlock b) => a.First != b.First ? a.First.CompareTo(b.First) : a.Id.CompareTo(b.Id);

    // Returns the bytes of the arena; gives up where they are no fewer than `bound`.
    private static long Place(
        MemoryBlock[] order, ImmutableArray<DonatedInput> inputs, RegionPlacer[] regions, (int Region, long Offset)[] places, long bound)
    {
        foreach (var region in regions)
        {
            region.Clear();
        }
        // Those that have no choice before the others, who could otherwise be in their place.
        for (var i = 0; i < order.Length; i++)
        {
            if (order[i] is { Input: { } input } block)
            {
                regions[input + 1].PlaceAt(0, block.First, block.Last, block.Length);
                places[i] = (input, 0);
            }
        }
        var arena = regions[0];
        for (var i = 0; i < order.Length && arena.End < bound; i++)
        {
            if (order[i] is { Input: null } block)
            {
                places[i] = InInput(block, inputs, regions)
                    ?? (PlannedBuffer.Arena, arena.Place(block.First, block.Last, block.Length, long.MaxValue));
            }
        }
        return arena.End;
    }

    private static (int Region, long Offset)? InInput(MemoryBlock block, ImmutableArray<DonatedInput> inputs, RegionPlacer[] regions)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            if (block.First > inputs[i].Last
                && regions[i + 1].Place(block.First, block.Last, block.Length, inputs[i].Length) is >= 0 and var offset)
                return (i, offset);
        }
        return null;
    }

    // The most bytes that live at one step. `byFirst` is in order of first steps.
    private static long PeakOf(MemoryBlock[] byFirst)
    {
        var byLast = (MemoryBlock[])byFirst.Clone();
        byLast.AsSpan().Sort(static (a, b) => a.Last.CompareTo(b.Last));
        var (alive, peak, ended) = (0L, 0L, 0);
        foreach (var block in byFirst)
        {
            while (byLast[ended].Last < block.First)
            {
                alive -= byLast[ended++].Length;
            }
            alive += block.Length;
            peak = Math.Max(peak, alive);
        }
        return peak;
    }
}
