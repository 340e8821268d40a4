namespace Piecewise.Llm.Tokenization.Patterns;

/// <summary>
/// Walks the matches of a pattern. A match that is empty is taken unless it lies right where the last one ended; the search
/// then goes on one code point later. This is how the Rust binding of Oniguruma iterates; that empty text has no match at all
/// comes from the tokenizers library.
/// </summary>
internal ref struct PatternMatches(Pattern pattern, ReadOnlySpan<char> text, BacktrackStack stack)
{
    private readonly ReadOnlySpan<char> text = text;
    private int from;
    private int lastEnd = -1;

    /// <summary>The start of the current match, in UTF-16 units.</summary>
    public int Start { get; private set; }

    /// <summary>The end of the current match, in UTF-16 units.</summary>
    public int End { get; private set; }

    public bool MoveNext()
    {
        while (this.text.Length > 0 && from <= this.text.Length && pattern.TryFind(this.text, from, stack, out int start, out int end))
        {
            if (start == end && end == lastEnd)
            {
                from += from + 1 < this.text.Length && char.IsHighSurrogate(this.text[from]) ? 2 : 1;
                continue;
            }
            (Start, End) = (start, end);
            from = lastEnd = end;
            return true;
        }
        return false;
    }
}
