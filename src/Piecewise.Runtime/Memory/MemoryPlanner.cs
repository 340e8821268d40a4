using System.Collections.Immutable;

namespace Piecewise.Runtime;

/// <summary>
/// Lays buffers out by their lifetimes: in several orders, each buffer goes into the smallest gap that fits between those that live at
/// the same time; the order that needs the least memory wins. Deterministic.
/// </summary>
public static class MemoryPlanner
{
    /// <summary>Places all buffers, in donated inputs where they fit, else in the arena.</summary>
    /// <exception cref="ArgumentException">
    /// Ids repeat, a lifetime is empty, or an in-place constraint can't be met: the taker does not begin at the giver's last step, two take
    /// over the same memory, or it is longer than the donated input.
    /// </exception>
    public static MemoryPlan Plan(IReadOnlyList<BufferRequest> requests, IReadOnlyList<DonatedInput>? donated = null)
    {
        var inputs = (donated ?? []).ToImmutableArray();
        var blocks = BlocksOf(requests, inputs);
        var best = default(List<Placed>);
        var bestLength = long.MaxValue;
        foreach (var order in Orders(blocks))
        {
            var placed = new List<Placed>(blocks.Count);
            foreach (var block in order)
            {
                placed.Add(new Placed(block, inputs, placed));
            }
            var length = placed.Where(p => p.Region == PlannedBuffer.Arena).Select(p => p.End).DefaultIfEmpty().Max();
            if (length < bestLength)
            {
                (best, bestLength) = (placed, length);
            }
        }
        var buffers = best!.SelectMany(p => p.Block.Members.Select(m => new PlannedBuffer(m, p.Region, p.Offset)))
            .OrderBy(b => b.Request.Id);
        return new MemoryPlan([.. buffers], inputs);
    }

    private static IEnumerable<IEnumerable<Block>> Orders(List<Block> blocks) =>
    [
        // Large first: small ones fill the gaps. The best of the three on most networks.
        blocks.OrderByDescending(b => b.Length).ThenBy(b => b.First).ThenBy(b => b.Id),
        // Those that block a place for long first, so that they end up at the bottom.
        blocks.OrderByDescending(b => b.Length * (double)b.Duration).ThenBy(b => b.First).ThenBy(b => b.Id),
        // As they come: unbeatable for a chain whose lifetimes nest.
        blocks.OrderBy(b => b.First).ThenByDescending(b => b.Length).ThenBy(b => b.Id),
    ];

    // Buffers chained in place share one address, so they are placed as one block that lives from the first to the last.
    private static List<Block> BlocksOf(IReadOnlyList<BufferRequest> requests, ImmutableArray<DonatedInput> inputs)
    {
        var byId = new Dictionary<int, BufferRequest>();
        foreach (var request in requests)
        {
            if (request.Length < 0 || request.First < 0 || request.Last < request.First)
                throw new ArgumentException($"Buffer {request.Id} has {request.Length} bytes and lives from {request.First} to {request.Last}.");
            if (!byId.TryAdd(request.Id, request) || inputs.Any(i => i.Id == request.Id))
                throw new ArgumentException($"Two buffers have the id {request.Id}.");
        }
        var blockOf = new Dictionary<int, Block>();
        var taken = new HashSet<int>();
        var blocks = new List<Block>();
        // A giver begins before its taker, or at the same step if it lives for that one only.
        foreach (var request in requests.OrderBy(r => Depth(r, byId)))
        {
            if (request.InPlaceOf is not { } id)
            {
                blocks.Add(blockOf[request.Id] = new Block(request, null));
                continue;
            }
            if (!taken.Add(id))
                throw new ArgumentException($"Two buffers take over the memory of {id}.");
            var input = inputs.IndexOf(inputs.FirstOrDefault(i => i.Id == id, new DonatedInput(id, -1, -1)));
            var last = input >= 0 ? inputs[input].Last : byId.TryGetValue(id, out var giver) ? giver.Last : -1;
            if (last != request.First)
                throw new ArgumentException($"Buffer {request.Id} can't take over the memory of {id}: it begins at step {request.First}, not at the other's last.");
            if (input >= 0)
            {
                blocks.Add(blockOf[request.Id] = new Block(request, input));
            }
            else
            {
                (blockOf[request.Id] = blockOf[id]).Add(request);
            }
        }
        foreach (var block in blocks)
        {
            if (block.Input is { } input && block.Members.Max(m => m.Length) > inputs[input].Length)
                throw new ArgumentException($"Buffer {block.Id} is longer than donated {inputs[input].Id}, whose memory it takes over.");
        }
        return blocks;
    }

    private static int Depth(BufferRequest request, Dictionary<int, BufferRequest> byId)
    {
        var depth = 0;
        while (request.InPlaceOf is { } id && byId.TryGetValue(id, out request))
        {
            if (++depth > byId.Count)
                throw new ArgumentException($"Buffer {request.Id} takes over its own memory.");
        }
        return depth;
    }

    /// <summary>Buffers with one address.</summary>
    private sealed class Block(BufferRequest first, int? input)
    {
        public List<BufferRequest> Members { get; } = [first];

        /// <summary>The donated input that it must lie in.</summary>
        public int? Input { get; } = input;

        public int Id => Members[0].Id;

        public int First => Members[0].First;

        public int Last { get; private set; } = first.Last;

        public long Length { get; private set; } = MemoryPlan.Aligned(first.Length);

        public long Duration => (long)Last - First + 1;

        public void Add(BufferRequest request)
        {
            Members.Add(request);
            Last = request.Last;
            Length = Math.Max(Length, MemoryPlan.Aligned(request.Length));
        }
    }

    private readonly struct Placed
    {
        public Placed(Block block, ImmutableArray<DonatedInput> inputs, List<Placed> before)
        {
            Block = block;
            if (block.Input is { } input)
            {
                (Region, Offset) = (input, 0);
                return;
            }
            for (var region = 0; region < inputs.Length; region++)
            {
                if (block.First > inputs[region].Last && Gap(block, region, before, inputs[region].Length) is { } inside)
                {
                    (Region, Offset) = (region, inside);
                    return;
                }
            }
            (Region, Offset) = (PlannedBuffer.Arena, Gap(block, PlannedBuffer.Arena, before, long.MaxValue)!.Value);
        }

        public Block Block { get; }

        public int Region { get; }

        public long Offset { get; }

        public long End => Offset + Block.Length;

        // The smallest gap that holds the block among those that live with it; the space behind the last one counts as the largest.
        private static long? Gap(Block block, int region, List<Placed> before, long limit)
        {
            var neighbours = before.Where(p => p.Region == region && p.Block.First <= block.Last && block.First <= p.Block.Last)
                .OrderBy(p => p.Offset);
            var (end, best, bestSize) = (0L, default(long?), long.MaxValue);
            foreach (var neighbour in neighbours)
            {
                var size = neighbour.Offset - end;
                if (size >= block.Length && size < bestSize)
                {
                    (best, bestSize) = (end, size);
                }
                end = Math.Max(end, neighbour.End);
            }
            return best ?? (limit - end >= block.Length ? end : null);
        }
    }
}
