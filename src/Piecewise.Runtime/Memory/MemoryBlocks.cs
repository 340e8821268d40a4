using System.Collections.Immutable;

namespace Piecewise.Runtime;

/// <summary>Checks requests and joins those that share an address.</summary>
internal sealed class MemoryBlocks
{
    private readonly IReadOnlyList<BufferRequest> requests;
    private readonly ImmutableArray<DonatedInput> inputs;
    private readonly Dictionary<int, int> indices;
    private readonly MemoryBlock?[] blockOf;
    private readonly HashSet<int> taken = [];
    private readonly List<MemoryBlock> blocks = [];

    private MemoryBlocks(IReadOnlyList<BufferRequest> requests, ImmutableArray<DonatedInput> inputs)
    {
        (this.requests, this.inputs) = (requests, inputs);
        indices = new Dictionary<int, int>(requests.Count);
        blockOf = new MemoryBlock?[requests.Count];
    }

    /// <summary>The blocks of all requests, by first step, then id.</summary>
    /// <exception cref="ArgumentException">As <see cref="MemoryPlanner.Plan"/> says.</exception>
    public static MemoryBlock[] Of(IReadOnlyList<BufferRequest> requests, ImmutableArray<DonatedInput> inputs)
    {
        var all = new MemoryBlocks(requests, inputs);
        all.Index();
        for (var i = 0; i < requests.Count; i++)
        {
            all.Resolve(i);
        }
        all.CheckDonated();
        var blocks = all.blocks.ToArray();
        blocks.AsSpan().Sort(static (a, b) => a.First != b.First ? a.First.CompareTo(b.First) : a.Id.CompareTo(b.Id));
        return blocks;
    }

    private void Index()
    {
        for (var i = 0; i < requests.Count; i++)
        {
            var request = requests[i];
            if (request.Length < 0 || request.First < 0 || request.Last < request.First)
                throw new ArgumentException(
                    $"Buffer {request.Id} has {request.Length} bytes and lives from {request.First} to {request.Last}.");
            if (!indices.TryAdd(request.Id, i) || InputOf(request.Id) >= 0)
                throw new ArgumentException($"Two buffers have the id {request.Id}.");
        }
    }

    // Givers before takers, so that a block's members are in the order in which they take it over.
    private void Resolve(int index)
    {
        var chain = new Stack<int>();
        for (var i = index; blockOf[i] is null;)
        {
            chain.Push(i);
            if (chain.Count > requests.Count)
                throw new ArgumentException($"Buffer {requests[index].Id} takes over its own memory.");
            if (requests[i].InPlaceOf is not { } giver || !indices.TryGetValue(giver, out i))
                break;
        }
        while (chain.TryPop(out var i))
        {
            Join(i);
        }
    }

    private void Join(int index)
    {
        var request = requests[index];
        if (request.InPlaceOf is not { } id)
        {
            blocks.Add(blockOf[index] = new MemoryBlock(request, index, null));
            return;
        }
        if (!taken.Add(id))
            throw new ArgumentException($"Two buffers take over the memory of {id}.");
        var input = InputOf(id);
        var giver = input < 0 && indices.TryGetValue(id, out var found) ? found : -1;
        if (input < 0 && giver < 0)
            throw new ArgumentException($"Buffer {request.Id} can't take over the memory of {id}: there is none.");
        if ((input >= 0 ? inputs[input].Last : requests[giver].Last) != request.First)
            throw new ArgumentException(
                $"Buffer {request.Id} can't take over the memory of {id}: it begins at step {request.First}, not at the other's last.");
        if (input >= 0)
        {
            blocks.Add(blockOf[index] = new MemoryBlock(request, index, input));
            return;
        }
        var block = blockOf[giver]!;
        block.Add(request, index);
        blockOf[index] = block;
    }

    private void CheckDonated()
    {
        foreach (var block in blocks)
        {
            if (block.Input is { } input && block.Members.Max(m => requests[m].Length) > inputs[input].Length)
                throw new ArgumentException($"Buffer {block.Id} is longer than donated {inputs[input].Id}, whose memory it takes over.");
        }
    }

    private int InputOf(int id)
    {
        for (var i = 0; i < inputs.Length; i++)
        {
            if (inputs[i].Id == id)
                return i;
        }
        return -1;
    }
}
