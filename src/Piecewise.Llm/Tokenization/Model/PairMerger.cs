namespace Piecewise.Llm.Tokenization.Model;

/// <summary>Joins neighbours, the pair of lowest rank first and of equal ranks the leftmost, until no pair has a merge.</summary>
internal static class PairMerger
{
    /// <summary>Up to this many tokens it is cheaper to look at all pairs each time than to keep a queue.</summary>
    private const int ShortWord = 32;

    /// <summary>Merges in place.</summary>
    /// <returns>How many tokens are left, at the front of the span.</returns>
    public static int MergeAll(Span<int> tokens, MergeTable merges) =>
        tokens.Length <= ShortWord ? MergeByScan(tokens, merges) : MergeByQueue(tokens, merges);

    /// <summary>Quadratic in the length.</summary>
    internal static int MergeByScan(Span<int> tokens, MergeTable merges)
    {
        // For each token, what it and its right neighbour become.
        Span<Merge> withNext = tokens.Length <= ShortWord ? stackalloc Merge[ShortWord] : new Merge[tokens.Length];
        int count = tokens.Length;
        for (int i = 0; i + 1 < count; i++) withNext[i] = Find(tokens, i, merges);

        while (count > 1)
        {
            int best = 0;
            for (int i = 1; i + 1 < count; i++)
            {
                if (withNext[i].Rank < withNext[best].Rank) best = i;
            }
            if (withNext[best].Rank == int.MaxValue) break;

            tokens[best] = withNext[best].Token;
            tokens[(best + 2)..count].CopyTo(tokens[(best + 1)..]);
            withNext[(best + 2)..count].CopyTo(withNext[(best + 1)..]);
            count--;
            if (best > 0) withNext[best - 1] = Find(tokens, best - 1, merges);
            if (best + 1 < count) withNext[best] = Find(tokens, best, merges);
        }
        return count;
    }

    private static Merge Find(ReadOnlySpan<int> tokens, int at, MergeTable merges) =>
        merges.TryGet(tokens[at], tokens[at + 1], out var merge) ? merge : new(int.MaxValue, -1);

    /// <summary>Linear times the logarithm of the length: candidates in a queue, tokens in a linked list.</summary>
    internal static int MergeByQueue(Span<int> tokens, MergeTable merges)
    {
        var previous = new int[tokens.Length];
        var next = new int[tokens.Length];
        var queue = new PriorityQueue<Candidate, (int Rank, int At)>(tokens.Length);
        for (int i = 0; i < tokens.Length; i++)
        {
            previous[i] = i - 1;
            next[i] = i + 1 < tokens.Length ? i + 1 : -1;
            Offer(tokens, i, next[i]);
        }
        while (queue.TryDequeue(out var candidate, out var order))
        {
            var (left, right, token) = candidate;
            int at = order.At, after = next[at];
            // Older than a merge that took one of its tokens.
            if (tokens[at] != left || after < 0 || tokens[after] != right) continue;
            tokens[at] = token;
            tokens[after] = -1;
            next[at] = next[after];
            if (next[at] >= 0) previous[next[at]] = at;
            if (previous[at] >= 0) Offer(tokens, previous[at], at);
            Offer(tokens, at, next[at]);
        }

        int count = 0;
        for (int i = 0; i >= 0; i = next[i]) tokens[count++] = tokens[i];
        return count;

        void Offer(ReadOnlySpan<int> tokens, int at, int after)
        {
            if (after >= 0 && merges.TryGet(tokens[at], tokens[after], out var merge))
                queue.Enqueue(new(tokens[at], tokens[after], merge.Token), (merge.Rank, at));
        }
    }

    private readonly record struct Candidate(int Left, int Right, int Token);
}
