namespace Piecewise.Llm.Tokenization.Patterns;

/// <summary>
/// A <see cref="CodePointSet"/> laid out for matching: one bit a code point, in pages of 256 that equal pages share,
/// with the ASCII bits kept apart because they decide most questions.
/// </summary>
internal sealed class CodePointTable
{
    private const int PageBits = 8;
    private const int WordsPerPage = (1 << PageBits) / 64;

    private readonly ulong asciiLow, asciiHigh;
    private readonly ushort[] pageOf = new ushort[CodePointSet.Limit >> PageBits];
    private readonly ulong[] words;

    public CodePointTable(CodePointSet set)
    {
        var all = new ulong[CodePointSet.Limit / 64];
        foreach (var (first, last) in set.Ranges) Fill(all, first, last);

        var words = new List<ulong>();
        var pages = new Dictionary<(ulong, ulong, ulong, ulong), ushort>();
        for (int page = 0; page < pageOf.Length; page++)
        {
            int at = page * WordsPerPage;
            var key = (all[at], all[at + 1], all[at + 2], all[at + 3]);
            if (!pages.TryGetValue(key, out ushort index))
            {
                pages.Add(key, index = (ushort)pages.Count);
                words.AddRange(all.AsSpan(at, WordsPerPage));
            }
            pageOf[page] = index;
        }
        this.words = [.. words];
        (asciiLow, asciiHigh) = (all[0], all[1]);
    }

    public bool ContainsAscii(int codePoint) =>
        (((codePoint < 64 ? asciiLow : asciiHigh) >> (codePoint & 63)) & 1) != 0;

    public bool Contains(int codePoint)
    {
        if (codePoint < 0x80) return ContainsAscii(codePoint);
        int word = (pageOf[codePoint >> PageBits] * WordsPerPage) + ((codePoint >> 6) & (WordsPerPage - 1));
        return ((words[word] >> (codePoint & 63)) & 1) != 0;
    }

    private static void Fill(ulong[] bits, int first, int last)
    {
        int from = first >> 6, to = last >> 6;
        ulong head = ulong.MaxValue << (first & 63), tail = ulong.MaxValue >> (63 - (last & 63));
        if (from == to)
        {
            bits[from] |= head & tail;
            return;
        }
        bits[from] |= head;
        bits.AsSpan(from + 1, to - from - 1).Fill(ulong.MaxValue);
        bits[to] |= tail;
    }
}
