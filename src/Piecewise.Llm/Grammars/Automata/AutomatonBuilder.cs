namespace Piecewise.Llm.Grammars;

/// <summary>What an edge of a nondeterministic automaton takes.</summary>
internal enum EdgeKind : byte
{
    /// <summary>Nothing.</summary>
    Empty,

    /// <summary>A byte of a range.</summary>
    Bytes,

    /// <summary>A text of a rule.</summary>
    Call,
}

/// <summary>An edge of a nondeterministic automaton.</summary>
/// <param name="Kind">What it takes.</param>
/// <param name="Low">The first byte of the range, or the rule.</param>
/// <param name="High">The last byte of the range.</param>
/// <param name="Target">The state after it.</param>
internal readonly record struct Edge(EdgeKind Kind, int Low, int High, int Target);

/// <summary>
/// States and edges of nondeterministic automata over bytes. Parts are added from a state on, and give the state after them, so that
/// sequences are calls in a row.
/// </summary>
internal sealed class AutomatonBuilder
{
    /// <summary>Patterns and counts that unroll to more are refused.</summary>
    private const int MostStates = 1 << 18;

    private readonly List<Edge> edges = [];
    private readonly List<int> next = [];
    private readonly List<int> first = [];

    public int Count => first.Count;

    public int NewState()
    {
        if (Count == MostStates)
        {
            throw Determinizer.TooLarge();
        }
        first.Add(-1);
        return Count - 1;
    }

    /// <summary>The edges of a state.</summary>
    public IEnumerable<Edge> EdgesOf(int state)
    {
        for (var edge = first[state]; edge >= 0; edge = next[edge])
        {
            yield return edges[edge];
        }
    }

    public void Empty(int from, int to) => Add(from, new Edge(EdgeKind.Empty, 0, 0, to));

    public void Bytes(int from, int low, int high, int to) => Add(from, new Edge(EdgeKind.Bytes, low, high, to));

    public void Call(int from, int rule, int to) => Add(from, new Edge(EdgeKind.Call, rule, 0, to));

    /// <summary>A text of a rule.</summary>
    /// <returns>The state after it.</returns>
    public int Call(int from, int rule)
    {
        var to = NewState();
        Call(from, rule, to);
        return to;
    }

    /// <summary>Certain bytes.</summary>
    /// <returns>The state after them.</returns>
    public int Literal(int from, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            var to = NewState();
            Bytes(from, value, value, to);
            from = to;
        }
        return from;
    }

    private void Add(int from, Edge edge)
    {
        edges.Add(edge);
        next.Add(first[from]);
        first[from] = edges.Count - 1;
    }
}
