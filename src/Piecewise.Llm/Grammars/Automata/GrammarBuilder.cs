namespace Piecewise.Llm.Grammars;

/// <summary>Adds a part to an automaton, from a state on.</summary>
/// <returns>The state after it.</returns>
internal delegate int AddPart(int from);

/// <summary>
/// The rules of a grammar. A rule is made when it is first asked for and has its body later, so that rules can call each other, and no
/// depth of a schema is a depth of calls.
/// </summary>
internal sealed class GrammarBuilder
{
    private const int MostRules = 10_000;

    private readonly Dictionary<string, int> known = new(StringComparer.Ordinal);
    private readonly List<string> names = [];
    private readonly Queue<(int Rule, AddPart Body)> open = [];

    public AutomatonBuilder Automaton { get; } = new();

    /// <summary>A rule, the same one for the same key.</summary>
    /// <param name="key">Says all of it.</param>
    /// <param name="name">What it is, for messages: a place.</param>
    /// <param name="body">A text of it; never an empty one.</param>
    public int Rule(string key, string name, AddPart body)
    {
        if (!known.TryGetValue(key, out var rule))
        {
            if (names.Count == MostRules)
            {
                throw new GrammarException($"The schema has more than {MostRules} parts.");
            }
            known[key] = rule = names.Count;
            names.Add(name);
            open.Enqueue((rule, body));
        }
        return rule;
    }

    /// <summary>All rules; the first that was made is what a text must be.</summary>
    public RuleSet Build()
    {
        var ends = new List<(int Start, int End)>();
        while (open.TryDequeue(out var item))
        {
            var start = Automaton.NewState();
            ends.Add((start, item.Body(start)));
        }
        var states = new Determinizer(Automaton);
        int[] starts = [.. ends.Select(e => states.Add(e.Start, e.End))];
        return new RuleSet(states.States, starts, names);
    }
}
