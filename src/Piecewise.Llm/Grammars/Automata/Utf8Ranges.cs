using System.Text;
using Piecewise.Llm.Tokenization.Patterns;

namespace Piecewise.Llm.Grammars;

/// <summary>Characters as ranges of bytes in UTF-8.</summary>
internal static class Utf8Ranges
{
    private static readonly CodePointSet Surrogates = CodePointSet.Range(0xD800, 0xDFFF);

    // The last code point of one, two, three and four bytes.
    private static readonly int[] Ends = [0x7F, 0x7FF, 0xFFFF, 0x10FFFF];

    /// <summary>Edges for each character of a set, halves of surrogate pairs left out.</summary>
    public static void Add(AutomatonBuilder automaton, int from, CodePointSet set, int to)
    {
        foreach (var (first, last) in set.Except(Surrogates).Ranges)
        {
            var start = first;
            foreach (var end in Ends)
            {
                if (start <= Math.Min(last, end))
                {
                    AddRange(automaton, from, start, Math.Min(last, end), to);
                    start = Math.Min(last, end) + 1;
                }
            }
        }
    }

    // Cut until each byte of the first and the last is a range that does not depend on the others.
    private static void AddRange(AutomatonBuilder automaton, int from, int first, int last, int to)
    {
        for (var shift = 6; shift <= 18; shift += 6)
        {
            var mask = (1 << shift) - 1;
            if (last <= 0x7F || (first | mask) >= last)
            {
                continue;
            }
            if ((first & mask) != 0)
            {
                AddRange(automaton, from, first, first | mask, to);
                AddRange(automaton, from, (first | mask) + 1, last, to);
                return;
            }
            if ((last & mask) != mask)
            {
                AddRange(automaton, from, first, (last & ~mask) - 1, to);
                AddRange(automaton, from, last & ~mask, last, to);
                return;
            }
        }
        Span<byte> low = stackalloc byte[4], high = stackalloc byte[4];
        var length = new Rune(first).EncodeToUtf8(low);
        new Rune(last).EncodeToUtf8(high);
        for (var i = 0; i < length; i++)
        {
            var target = i == length - 1 ? to : automaton.NewState();
            automaton.Bytes(from, low[i], high[i], target);
            from = target;
        }
    }
}
