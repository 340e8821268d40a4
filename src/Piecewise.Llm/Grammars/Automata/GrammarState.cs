namespace Piecewise.Llm.Grammars;

/// <summary>A state of a rule's automaton: at most one way on for each byte, and calls of rules.</summary>
/// <param name="Accepts">Whether a text of the rule may end here.</param>
/// <param name="Bytes">Disjoint ranges of bytes, ascending, and the states after them.</param>
/// <param name="Calls">Rules of which a text may follow, each with the state after it.</param>
internal sealed record GrammarState(bool Accepts, ByteRange[] Bytes, RuleCall[] Calls)
{
    /// <summary>Whether nothing can follow: who would return here returns at once.</summary>
    public bool IsEnd => Bytes.Length == 0 && Calls.Length == 0;

    /// <summary>The state after a byte; negative for none.</summary>
    public int After(byte value)
    {
        foreach (var range in Bytes)
        {
            if (value <= range.High)
            {
                return value >= range.Low ? range.Target : -1;
            }
        }
        return -1;
    }
}

internal readonly record struct ByteRange(byte Low, byte High, int Target);

internal readonly record struct RuleCall(int Rule, int Target);

/// <summary>The automata of all rules; the first rule is what a text must be.</summary>
/// <param name="States">Of all rules.</param>
/// <param name="Starts">The first state of each rule.</param>
/// <param name="Names">What each rule is, for messages.</param>
internal sealed record RuleSet(IReadOnlyList<GrammarState> States, IReadOnlyList<int> Starts, IReadOnlyList<string> Names);
