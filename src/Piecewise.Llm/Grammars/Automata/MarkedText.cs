namespace Piecewise.Llm.Grammars;

/// <summary>Texts up to a mark.</summary>
internal static class MarkedText
{
    /// <summary>Adds any text with a mark at its end, the first one in it.</summary>
    /// <param name="automaton">The states.</param>
    /// <param name="from">The state before it.</param>
    /// <param name="mark">In UTF-8.</param>
    /// <returns>
    /// By length, the state in which the text ends with so much of the mark (Knuth, Morris and Pratt 1977); the last one is behind it.
    /// </returns>
    public static int[] Add(AutomatonBuilder automaton, int from, byte[] mark)
    {
        int[] states = [from, .. Enumerable.Range(1, mark.Length).Select(_ => automaton.NewState())];
        for (var length = 0; length < mark.Length; length++)
        {
            for (var value = 0; value <= byte.MaxValue; value++)
            {
                automaton.Bytes(states[length], value, value, states[Matched(mark, length, (byte)value)]);
            }
        }
        return states;
    }

    private static int Matched(byte[] mark, int length, byte value)
    {
        byte[] text = [.. mark.AsSpan(0, length), value];
        var matched = text.Length;
        while (!text.AsSpan().EndsWith(mark.AsSpan(0, matched)))
        {
            matched--;
        }
        return matched;
    }
}
