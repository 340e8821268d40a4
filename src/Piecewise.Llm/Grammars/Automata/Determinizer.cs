namespace Piecewise.Llm.Grammars;

/// <summary>
/// Makes automata deterministic, a rule at a time: a state of the result is a set of states, and there is one way on for each byte. Calls
/// of rules are symbols like bytes: which of them a text takes shows when it is read.
/// </summary>
/// <param name="automaton">The states of all rules.</param>
internal sealed class Determinizer(AutomatonBuilder automaton)
{
    private const int MostStates = 1 << 16;
    private const long MostWork = 1 << 24;

    private readonly List<GrammarState> states = [];
    private readonly Dictionary<int[], int> known = new(new SetComparer());
    private readonly Queue<(int[] Set, int State)> open = [];
    private readonly int[] marks = new int[automaton.Count];
    private int mark;
    private long work;

    public IReadOnlyList<GrammarState> States => states;

    /// <summary>Adds the states of a rule.</summary>
    /// <returns>The first of them.</returns>
    public int Add(int start, int end)
    {
        known.Clear();
        var result = StateOf([start]);
        while (open.TryDequeue(out var item))
        {
            states[item.State] = Expand(item.Set, end);
        }
        return result;
    }

    private GrammarState Expand(int[] set, int end)
    {
        var bytes = new List<Edge>();
        var calls = new Dictionary<int, List<int>>();
        foreach (var edge in set.SelectMany(automaton.EdgesOf))
        {
            if (edge.Kind == EdgeKind.Bytes)
            {
                bytes.Add(edge);
            }
            else if (edge.Kind == EdgeKind.Call)
            {
                (calls.TryGetValue(edge.Low, out var targets) ? targets : calls[edge.Low] = []).Add(edge.Target);
            }
        }
        return new GrammarState(
            set.Contains(end), Ranges(bytes), [.. calls.OrderBy(c => c.Key).Select(c => new RuleCall(c.Key, StateOf(c.Value)))]);
    }

    // Between two borders of edges all bytes have the same edges.
    private ByteRange[] Ranges(List<Edge> edges)
    {
        var borders = edges.SelectMany(e => new[] { e.Low, e.High + 1 }).Distinct().Order().ToArray();
        var result = new List<ByteRange>();
        for (var i = 0; i + 1 < borders.Length; i++)
        {
            Count(edges.Count);
            var (low, high) = (borders[i], borders[i + 1] - 1);
            var targets = edges.Where(e => e.Low <= low && high <= e.High).Select(e => e.Target).ToList();
            if (targets.Count == 0)
            {
                continue;
            }
            var target = StateOf(targets);
            if (result is [.., var last] && last.Target == target && last.High == low - 1)
            {
                result[^1] = last with { High = (byte)high };
            }
            else
            {
                result.Add(new ByteRange((byte)low, (byte)high, target));
            }
        }
        return [.. result];
    }

    private int StateOf(IEnumerable<int> from)
    {
        var set = Closure(from);
        if (known.TryGetValue(set, out var state))
        {
            return state;
        }
        if (states.Count == MostStates)
        {
            throw TooLarge();
        }
        known[set] = state = states.Count;
        states.Add(null!);
        open.Enqueue((set, state));
        return state;
    }

    private int[] Closure(IEnumerable<int> from)
    {
        mark++;
        var result = new List<int>();
        var stack = new Stack<int>(from);
        while (stack.TryPop(out var state))
        {
            if (marks[state] == mark)
            {
                continue;
            }
            marks[state] = mark;
            result.Add(state);
            Count(1);
            foreach (var edge in automaton.EdgesOf(state))
            {
                if (edge.Kind == EdgeKind.Empty)
                {
                    stack.Push(edge.Target);
                }
            }
        }
        result.Sort();
        return [.. result];
    }

    private void Count(int more)
    {
        work += more;
        if (work > MostWork)
        {
            throw TooLarge();
        }
    }

    public static GrammarException TooLarge() => new(
        "What the text is to be held to is too large: use smaller counts, or fewer or shorter alternatives.");

    private sealed class SetComparer : IEqualityComparer<int[]>
    {
        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] set)
        {
            var hash = new HashCode();
            foreach (var item in set)
            {
                hash.Add(item);
            }
            return hash.ToHashCode();
        }
    }
}
