using Piecewise.Llm.Tokenization.Patterns;

namespace Piecewise.Llm.Grammars;

/// <summary>Patterns as automata: the texts that they match from end to end.</summary>
/// <param name="grammar">Gets the states.</param>
/// <param name="name">Where the pattern stands, for messages.</param>
/// <param name="character">Adds edges for each character of a set.</param>
internal sealed class PatternAutomaton(GrammarBuilder grammar, string name, Action<int, CodePointSet, int> character)
{
    // Sets with more ranges are rules of their own, so that repeats of them stay small.
    private const int FewRanges = 8;

    private readonly Dictionary<CodePointSet, int> rules = [];

    /// <summary>Adds a pattern from a state on.</summary>
    /// <returns>The state after it.</returns>
    public int Add(int from, PatternNode node)
    {
        switch (node)
        {
            case PatternNode.One one: return AddOne(from, one.Set);
            case PatternNode.Sequence sequence: return sequence.Items.Aggregate(from, Add);
            case PatternNode.Choice choice:
                var end = grammar.Automaton.NewState();
                foreach (var branch in choice.Branches)
                {
                    grammar.Automaton.Empty(Add(from, branch), end);
                }
                return end;
            case PatternNode.Repeat repeat: return AddRepeat(from, repeat);
            default: return from;
        }
    }

    private int AddOne(int from, CodePointSet set)
    {
        if (set.Ranges.Skip(FewRanges).Any())
        {
            if (!rules.TryGetValue(set, out var rule))
            {
                rules[set] = rule = grammar.Rule($"characters {name} {rules.Count}", name, start =>
                {
                    var end = grammar.Automaton.NewState();
                    character(start, set, end);
                    return end;
                });
            }
            return grammar.Automaton.Call(from, rule);
        }
        var to = grammar.Automaton.NewState();
        character(from, set, to);
        return to;
    }

    private int AddRepeat(int from, PatternNode.Repeat repeat)
    {
        for (var i = 0; i < repeat.Minimum; i++)
        {
            from = Add(from, repeat.Body);
        }
        var end = grammar.Automaton.NewState();
        if (repeat.Maximum is not { } most)
        {
            // A state of its own, so that nothing before it comes again.
            grammar.Automaton.Empty(from, end);
            grammar.Automaton.Empty(Add(end, repeat.Body), end);
            return end;
        }
        grammar.Automaton.Empty(from, end);
        for (var i = repeat.Minimum; i < most; i++)
        {
            from = Add(from, repeat.Body);
            grammar.Automaton.Empty(from, end);
        }
        return end;
    }
}
