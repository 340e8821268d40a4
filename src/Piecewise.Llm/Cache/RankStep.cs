namespace Piecewise.Llm;

/// <summary>A call of a model as the first rank tells the others of it.</summary>
/// <param name="Sequences">In the order of their tokens.</param>
/// <param name="Ids">The tokens.</param>
/// <param name="Positions">Of the tokens.</param>
/// <param name="Rows">The tokens whose logits are wanted.</param>
internal sealed record RankStep(RankSequence[] Sequences, long[] Ids, long[] Positions, long[] Rows)
{
    /// <summary>Reads what <see cref="StepLink.Send"/> wrote.</summary>
    public static RankStep Read(ReadOnlySpan<int> numbers)
    {
        var (sequences, tokens, rows) = (new RankSequence[numbers[0]], numbers[1], numbers[2]);
        var rest = numbers[3..];
        for (var i = 0; i < sequences.Length; i++)
        {
            var blocks = GC.AllocateUninitializedArray<int>(Math.Max(1, rest[2]), pinned: true);
            rest.Slice(3, rest[2]).CopyTo(blocks);
            sequences[i] = new RankSequence(rest[0], rest[1], blocks);
            rest = rest[(3 + rest[2])..];
        }
        return new RankStep(sequences, Longs(rest[..tokens]), Longs(rest.Slice(tokens, tokens)), Longs(rest.Slice(2 * tokens, rows)));
    }

    private static long[] Longs(ReadOnlySpan<int> numbers)
    {
        var result = new long[numbers.Length];
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = numbers[i];
        }
        return result;
    }
}

/// <summary>A sequence of a call.</summary>
/// <param name="Start">Tokens before those of the call.</param>
/// <param name="Count">Tokens of the call.</param>
/// <param name="Blocks">The numbers of the blocks that hold its keys and values; pinned.</param>
internal readonly record struct RankSequence(int Start, int Count, int[] Blocks);
