using System.Runtime.InteropServices;

namespace Piecewise.Llm.Grammars;

/// <summary>
/// Which tokens can follow, for each place of a grammar, over one vocabulary. A token can end several rules, so that what follows depends
/// on all who have called; but what follows inside one rule does not, and is computed once (a <see cref="MaskPart"/>): a mask is the part
/// of the innermost place, and for tokens that leave its rule the parts of its callers from there on. For any number of threads.
/// </summary>
/// <param name="grammar">What texts are read by.</param>
/// <param name="trie">The tokens.</param>
internal sealed class TokenMasks(ByteGrammar grammar, TokenTrie trie)
{
    // Sets of places in the tree, by number: none, and the root, which is the whole tree.
    private const int Nowhere = 0;
    private const int Root = 1;
    private const long MostBytes = 16L << 20;
    private const int MostReadings = 2048;

    private readonly Lock gate = new();
    private readonly Dictionary<(int State, int Places), MaskPart> parts = [];
    private readonly List<int[]> sets = [];
    private readonly Dictionary<ulong, List<int>> setNumbers = [];
    private readonly Readings[] path = new Readings[trie.MaxDepth + 1];
    private ReadingTable table = new(grammar);
    private long bytes;

    public ByteGrammar Grammar => grammar;

    public TokenTrie Trie => trie;

    /// <summary>Numbers of 64 tokens each that a mask has.</summary>
    public int Words => (trie.TokenCount + 63) / 64;

    /// <summary>The tokens that can follow.</summary>
    /// <param name="frames">Where a text can be.</param>
    /// <param name="mask">Gets a bit for each token.</param>
    public void Find(IReadOnlyList<Frame> frames, Span<ulong> mask)
    {
        mask.Clear();
        lock (gate)
        {
            if (bytes > MostBytes || table.Count > MostReadings)
            {
                Forget();
            }
            foreach (var frame in frames)
            {
                Add(frame, Root, mask);
            }
        }
    }

    private void Forget()
    {
        parts.Clear();
        sets.Clear();
        setNumbers.Clear();
        table = new ReadingTable(grammar);
        bytes = 0;
    }

    private void Add(Frame? frame, int places, Span<ulong> mask)
    {
        for (; frame is not null && places != Nowhere; frame = frame.Caller)
        {
            var part = PartOf(frame.State, places);
            part.AddTo(mask);
            // All of the tree stays apart from places in it, so that its part is the one that others use too.
            if (places == Root && grammar[frame.State].Accepts)
            {
                Add(frame.Caller, Root, mask);
            }
            places = part.Rest;
        }
    }

    private MaskPart PartOf(int state, int places)
    {
        if (parts.TryGetValue((state, places), out var known))
        {
            return known;
        }
        if (sets.Count == 0)
        {
            sets.AddRange([[], [0]]);
        }
        var (tokens, rest) = (new List<int>(), new List<int>());
        var start = table.From(state);
        foreach (var place in sets[places])
        {
            if (place != 0 && start.Leaves)
            {
                rest.Add(place);
            }
            Walk(place, start, tokens, rest);
        }
        var part = Part(tokens, NumberOf([.. rest.Distinct().Order()]));
        parts[(state, places)] = part;
        bytes += 100 + ((part.Bits?.Length ?? 0) * sizeof(ulong)) + (part.Tokens.Length * sizeof(int));
        return part;
    }

    // All tokens that go through a node and on.
    private void Walk(int place, Readings start, List<int> tokens, List<int> rest)
    {
        var values = trie.Values;
        var depths = trie.Depths;
        var ends = trie.Tokens;
        path[depths[place]] = start;
        var end = trie.EndOf(place);
        for (var node = place + 1; node < end;)
        {
            var before = path[depths[node] - 1];
            var readings = before.After(values[node]) ?? table.After(before, values[node]);
            if (ReferenceEquals(readings, Readings.None))
            {
                node = trie.EndOf(node);
                continue;
            }
            path[depths[node]] = readings;
            for (var token = ends[node]; token >= 0; token = trie.Twin(token))
            {
                tokens.Add(token);
            }
            if (readings.Leaves && trie.EndOf(node) > node + 1)
            {
                rest.Add(node);
            }
            node++;
        }
    }

    private MaskPart Part(List<int> tokens, int rest)
    {
        // A list takes half a number for each token.
        if (tokens.Count < Words)
        {
            return new MaskPart(null, [.. tokens], rest);
        }
        var bits = new ulong[Words];
        foreach (var token in tokens)
        {
            bits[token >> 6] |= 1UL << token;
        }
        return new MaskPart(bits, [], rest);
    }

    private int NumberOf(List<int> places)
    {
        if (places.Count == 0)
        {
            return Nowhere;
        }
        var hash = 14695981039346656037UL;
        foreach (var place in places)
        {
            hash = (hash ^ (uint)place) * 1099511628211;
        }
        var numbers = setNumbers.TryGetValue(hash, out var same) ? same : setNumbers[hash] = [];
        var span = CollectionsMarshal.AsSpan(places);
        foreach (var number in numbers)
        {
            if (span.SequenceEqual(sets[number]))
            {
                return number;
            }
        }
        sets.Add([.. places]);
        bytes += places.Count * sizeof(int);
        numbers.Add(sets.Count - 1);
        return sets.Count - 1;
    }
}
