using System.Collections;

namespace Piecewise.Llm.Grammars;

/// <summary>
/// A grammar that texts are read by: rules without what leads nowhere, so that whatever was read can be gone on with, and the bytes with
/// which a text of each rule begins.
/// </summary>
internal sealed class ByteGrammar
{
    private const int DeepestCalls = 200;

    private readonly GrammarState[] states;
    private readonly BitArray[] firsts;
    private readonly RuleSet rules;

    /// <param name="rules">The first is what a text must be.</param>
    /// <param name="bytes">The bytes that can be written; null for all.</param>
    /// <exception cref="GrammarException">No text can be written, or a rule begins with itself.</exception>
    public ByteGrammar(RuleSet rules, BitArray? bytes)
    {
        this.rules = rules;
        states = [.. rules.States.Select(s => bytes is null ? s : s with { Bytes = Cut(s.Bytes, bytes) })];
        var live = Live();
        if (!live[rules.Starts[0]])
        {
            throw new GrammarException(
                bytes is null ? "There is no such text: every way of it is without an end, or contradicts itself."
                : "The model's vocabulary cannot write what the text is to be held to.");
        }
        states = [.. states.Select(s => s with
        {
            Bytes = [.. s.Bytes.Where(b => live[b.Target])],
            Calls = [.. s.Calls.Where(c => live[c.Target] && live[rules.Starts[c.Rule]])],
        })];
        firsts = new BitArray[rules.Starts.Count];
        var heights = new int[firsts.Length];
        for (var rule = 0; rule < firsts.Length; rule++)
        {
            FindFirst(rule, heights, 1);
        }
    }

    public int Start => rules.Starts[0];

    public GrammarState this[int state] => states[state];

    public int StartOf(int rule) => rules.Starts[rule];

    /// <summary>Whether a text of a rule can begin with a byte.</summary>
    public bool CanBegin(int rule, byte value) => firsts[rule][value];

    // States from which an end can be reached, by bytes and by rules that have texts; from the ends backwards.
    private bool[] Live()
    {
        var live = new bool[states.Length];
        var before = new List<int>?[states.Length];
        var callers = new List<(int State, int Target)>?[rules.Starts.Count];
        var ruleOf = new Dictionary<int, int>(rules.Starts.Index().Select(r => new KeyValuePair<int, int>(r.Item, r.Index)));
        var open = new Stack<int>();
        for (var i = 0; i < states.Length; i++)
        {
            foreach (var range in states[i].Bytes)
            {
                (before[range.Target] ??= []).Add(i);
            }
            foreach (var call in states[i].Calls)
            {
                (before[call.Target] ??= []).Add(i);
                (callers[call.Rule] ??= []).Add((i, call.Target));
            }
            if (states[i].Accepts)
            {
                open.Push(i);
            }
        }
        while (open.TryPop(out var state))
        {
            if (live[state])
            {
                continue;
            }
            live[state] = true;
            foreach (var earlier in before[state] ?? [])
            {
                if (!live[earlier] && (states[earlier].Bytes.Any(b => b.Target == state)
                    || states[earlier].Calls.Any(c => c.Target == state && live[rules.Starts[c.Rule]])))
                {
                    open.Push(earlier);
                }
            }
            foreach (var (earlier, target) in ruleOf.TryGetValue(state, out var rule) ? callers[rule] ?? [] : [])
            {
                if (live[target])
                {
                    open.Push(earlier);
                }
            }
        }
        return live;
    }

    // How many rules begin with each other in a row is how deep reading a byte recurses.
    private int FindFirst(int rule, int[] heights, int depth)
    {
        if (firsts[rule] is not null)
        {
            return heights[rule];
        }
        if (heights[rule] != 0)
        {
            throw new GrammarException(rules.Names[rule], $"{Shown(rule)} begins with itself: a value must come before it is repeated.");
        }
        heights[rule] = -1;
        var (height, first, start) = (1, new BitArray(256), states[rules.Starts[rule]]);
        foreach (var range in start.Bytes)
        {
            for (int value = range.Low; value <= range.High; value++)
            {
                first[value] = true;
            }
        }
        foreach (var call in start.Calls)
        {
            height = depth > DeepestCalls ? depth : Math.Max(height, FindFirst(call.Rule, heights, depth + 1) + 1);
            if (height > DeepestCalls)
            {
                throw new GrammarException(
                    rules.Names[rule], $"{Shown(rule)} is one of more than {DeepestCalls} references in a row.");
            }
            first.Or(firsts[call.Rule]);
        }
        firsts[rule] = first;
        return heights[rule] = height;
    }

    private string Shown(int rule) => rules.Names[rule].Length > 0 ? rules.Names[rule] : "The schema";

    private static ByteRange[] Cut(ByteRange[] ranges, BitArray bytes)
    {
        var result = new List<ByteRange>();
        foreach (var range in ranges)
        {
            for (int value = range.Low; value <= range.High; value++)
            {
                if (!bytes[value])
                {
                    continue;
                }
                if (result is [.., var last] && last.High == value - 1 && last.Target == range.Target)
                {
                    result[^1] = last with { High = (byte)value };
                }
                else
                {
                    result.Add(new ByteRange((byte)value, (byte)value, range.Target));
                }
            }
        }
        return [.. result];
    }
}
