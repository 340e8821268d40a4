using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Llm;

/// <summary>
/// Tells the ranks that share a model of each of its calls: the first one schedules, and the others make the same calls on their parts.
/// What a call is about goes as numbers: its tokens, their positions, the rows of logits that are wanted, and of each sequence where its
/// keys and values lie, which is the same on every rank.
/// </summary>
/// <param name="host">What connects the ranks.</param>
internal sealed unsafe class StepLink(ICollectiveHost host)
{
    private const int End = -1;

    /// <summary>By the first rank: one call, before it is made.</summary>
    /// <param name="sequences">In the order of their tokens.</param>
    /// <param name="ids">The tokens.</param>
    /// <param name="positions">Of the tokens.</param>
    /// <param name="rows">The tokens whose logits are wanted.</param>
    public void Send(ReadOnlySpan<AttentionSequence> sequences, long[] ids, long[] positions, long[] rows)
    {
        var numbers = new List<int> { sequences.Length, ids.Length, rows.Length };
        foreach (var sequence in sequences)
        {
            var blocks = checked((int)AttentionPages.BlocksOf((long)sequence.Keys));
            numbers.AddRange([checked((int)sequence.Start), checked((int)sequence.Queries), blocks]);
            numbers.AddRange(new ReadOnlySpan<int>((void*)sequence.Blocks, blocks));
        }
        foreach (var number in ids.Concat(positions).Concat(rows))
        {
            numbers.Add(checked((int)number));
        }
        Length(numbers.Count);
        Exchange([.. numbers]);
    }

    /// <summary>By the first rank: there will be no more calls.</summary>
    public void SendEnd() => Length(End);

    /// <summary>By another rank: the next call; null after the last one.</summary>
    public RankStep? Receive()
    {
        var length = Length(0);
        return length == End ? null : RankStep.Read(Exchange(new int[length]));
    }

    // The number that the first rank has.
    private int Length(int length)
    {
        Share(&length, sizeof(int));
        return length;
    }

    // The numbers that the first rank has, of which there are as many everywhere.
    private int[] Exchange(int[] numbers)
    {
        fixed (int* first = numbers)
        {
            var bytes = numbers.Length * (long)sizeof(int);
            for (var at = 0L; at < bytes; at += host.Limit)
            {
                Share((byte*)first + at, Math.Min(bytes - at, host.Limit));
            }
        }
        return numbers;
    }

    // Everybody has what the first rank had.
    private void Share(void* bytes, long count)
    {
        var ranks = stackalloc nint[host.World];
        host.Share(new CollectiveCall(CollectiveKind.Message, DType.I32, count), bytes, new Span<nint>(ranks, host.World));
        if (host.Rank > 0)
        {
            Buffer.MemoryCopy((void*)ranks[0], bytes, count, count);
        }
    }
}
