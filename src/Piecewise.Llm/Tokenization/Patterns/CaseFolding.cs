namespace Piecewise.Llm.Tokenization.Patterns;

/// <summary>Matching without regard to case, for ASCII: the only letters that tokenizer files ask it of.</summary>
internal static class CaseFolding
{
    public const string Refusal = "characters beyond ASCII without regard to case";

    // Whatever has a case partner somewhere: the letters with case, U+0345, Roman numerals, circled letters.
    private static readonly Lazy<CodePointSet> Cased = new(() =>
        UnicodeProperties.Find("Lu")!.Union(UnicodeProperties.Find("Ll")!).Union(UnicodeProperties.Find("Lt")!)
            .Union(CodePointSet.FromRuns(0x345, 0x345, 0x2160, 0x217F, 0x24B6, 0x24E9)));

    private static readonly CodePointSet BeyondAscii = CodePointSet.Range(0x80, CodePointSet.Limit - 1);

    /// <summary>The set with the other case of its ASCII letters; S and K have one more partner each in Unicode.</summary>
    public static CodePointSet Close(CodePointSet set, Func<Exception> refuse)
    {
        // A set with every cased character in it, such as \S, is closed already.
        if (!set.IsAscii && set.Intersect(BeyondAscii).Overlaps(Cased.Value)
            && Cased.Value.Overlaps(set.Complement())) throw refuse();
        var closed = set;
        for (char lower = 'a'; lower <= 'z'; lower++)
        {
            char upper = char.ToUpperInvariant(lower);
            if (!set.Contains(lower) && !set.Contains(upper)) continue;
            closed = closed.Union(CodePointSet.Of(lower)).Union(CodePointSet.Of(upper));
            if (lower == 's') closed = closed.Union(CodePointSet.Of('\u017F'));
            if (lower == 'k') closed = closed.Union(CodePointSet.Of('\u212A'));
        }
        return closed;
    }

    /// <summary>
    /// True if two letters that follow each other are what a single character folds to (<c>ss</c> of U+00DF, the ligatures
    /// <c>ff</c>, <c>fi</c>, <c>fl</c>, <c>st</c>): Oniguruma then matches that character too.
    /// </summary>
    public static bool IsMultiple(char first, char second) =>
        (first, second) is ('s', 's') or ('f', 'f') or ('f', 'i') or ('f', 'l') or ('s', 't');
}
