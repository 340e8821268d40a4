namespace Piecewise.Llm.Tokenization.Patterns;

/// <summary>
/// A regular expression as tokenizer files write it, matched as Oniguruma matches it. .NET's own engine is not used because
/// it sees UTF-16 units: to it a letter beyond the basic plane is two surrogates, none of them <c>\p{L}</c>.
/// </summary>
internal sealed class Pattern
{
    private readonly PatternInstruction[] program;
    private readonly string? literal;

    private Pattern(PatternNode node, string? literal)
    {
        program = PatternCompiler.Compile(node);
        this.literal = literal;
    }

    /// <exception cref="PatternSyntaxException">The expression is malformed or unsupported.</exception>
    public static Pattern Parse(string expression) => new(PatternParser.Parse(expression), literal: null);

    /// <summary>Matches that text and no other; empty text matches between all characters.</summary>
    public static Pattern Literal(string text) => new(new PatternNode.Sequence([]), text);

    /// <summary>Matches one code point of a set.</summary>
    public static Pattern OneOf(CodePointSet set) => new(new PatternNode.One(set), literal: null);

    /// <summary>Runs of word characters, and runs of what is neither those nor white space, as Rust's regex crate sees them.</summary>
    public static Pattern WordsOrMarks()
    {
        var word = UnicodeProperties.RustWord;
        var mark = word.Union(UnicodeProperties.Shorthand('s')!).Complement();
        return new(
            new PatternNode.Choice([.. new[] { word, mark }.Select(set =>
                new PatternNode.Repeat(new PatternNode.One(set), 1, null, RepeatPreference.Possessive))]),
            literal: null);
    }

    /// <summary>The matches in a text, from left to right, without overlap.</summary>
    public PatternMatches Matches(ReadOnlySpan<char> text, BacktrackStack stack) => new(this, text, stack);

    /// <summary>The first match that starts at or after a position, in UTF-16 units.</summary>
    internal bool TryFind(ReadOnlySpan<char> text, int from, BacktrackStack stack, out int start, out int end)
    {
        if (literal is { Length: > 0 })
        {
            int index = text[from..].IndexOf(literal);
            start = from + index;
            end = start + literal.Length;
            return index >= 0;
        }
        var matcher = new PatternMatcher(program, text, stack);
        for (start = from; start <= text.Length; start++)
        {
            if (start > from && start < text.Length && char.IsLowSurrogate(text[start])) continue;
            end = matcher.MatchAt(start);
            if (end >= 0) return true;
        }
        end = -1;
        return false;
    }
}
