using System.Globalization;
using System.Text;

namespace Piecewise.Llm.Tokenization.Patterns;

/// <summary>The bracketed and escaped sets of a pattern: <c>[a-z&amp;&amp;[^x]\s]</c>, <c>\p{Lu}</c>, <c>\x{1F600}</c>.</summary>
internal sealed class PatternClassParser(string text)
{
    private const int DeepestNesting = 50;

    private static readonly Dictionary<char, int> Controls = new()
    {
        ['t'] = '\t',
        ['n'] = '\n',
        ['r'] = '\r',
        ['f'] = '\f',
        ['v'] = '\v',
        ['a'] = '\a',
        ['e'] = 0x1B,
    };

    private int depth;

    /// <summary>Reads a class from its <c>[</c> to past its <c>]</c>.</summary>
    public CodePointSet ParseClass(ref int at, bool ignoreCase)
    {
        if (++depth > DeepestNesting) throw Fail(at, $"classes nested deeper than {DeepestNesting}");
        at++;
        bool negated = at < text.Length && text[at] == '^';
        if (negated) at++;

        CodePointSet? intersection = null;
        var union = CodePointSet.Empty;
        for (bool first = true; ; first = false)
        {
            if (at >= text.Length) throw Fail(at, "a '[' without its ']'");
            var rest = text.AsSpan(at);
            if (rest[0] == ']' && !first) break;
            if (rest.StartsWith("[:")) throw Fail(at, "a POSIX bracket such as [:alpha:] (supported: \\p{…})");
            if (rest.StartsWith("&&"))
            {
                at += 2;
                intersection = intersection?.Intersect(union) ?? union;
                union = CodePointSet.Empty;
            }
            else
            {
                union = union.Union(rest[0] == '[' ? ParseClass(ref at, ignoreCase: false) : ParseRange(ref at));
            }
        }
        at++;
        depth--;
        var set = intersection?.Intersect(union) ?? union;
        int end = at;
        // Folding comes before negation: [^s] without regard to case leaves out U+017F too.
        if (ignoreCase) set = CaseFolding.Close(set, () => Fail(end, CaseFolding.Refusal));
        if (negated) set = set.Complement();
        // Oniguruma takes the complement of an empty nested class to be without the characters beyond ASCII.
        return depth == 0 || !set.IsEmpty ? set : throw Fail(at, "a nested class without characters");
    }

    /// <summary>A shorthand such as <c>\s</c>, a property, or an escaped character, from its backslash on.</summary>
    public CodePointSet ParseEscape(ref int at)
    {
        if (at + 1 >= text.Length) throw Fail(at, "a '\\' at the end");
        char letter = text[at + 1];
        if (UnicodeProperties.Shorthand(letter) is { } shorthand)
        {
            at += 2;
            return shorthand;
        }
        return letter is 'p' or 'P' ? ParseProperty(ref at) : CodePointSet.Of(ParseEscapedCharacter(ref at));
    }

    private CodePointSet ParseRange(ref int at)
    {
        if (text[at] == '\\' && at + 1 < text.Length
            && (text[at + 1] is 'p' or 'P' || UnicodeProperties.Shorthand(text[at + 1]) is not null))
        {
            char letter = text[at + 1];
            var set = ParseEscape(ref at);
            if (letter == 'w') set = UnicodeProperties.WordInClass;
            if (letter == 'W') set = UnicodeProperties.WordInClass.Complement();
            if (at + 1 < text.Length && text[at] == '-' && text[at + 1] != ']') throw Fail(at, "a range that starts with a set");
            return set;
        }
        int first = ParseCharacter(ref at);
        // A '-' right before the end, or before "&&" or a nested class, would be a literal one or an error: only the first is read.
        if (at + 1 >= text.Length || text[at] != '-' || text[at + 1] == ']') return CodePointSet.Of(first);
        at++;
        if (text[at] == '[' || text.AsSpan(at).StartsWith("&&")) throw Fail(at, "a range that ends in a set");
        int last = ParseCharacter(ref at);
        return last >= first ? CodePointSet.Range(first, last) : throw Fail(at, "a range whose ends are the wrong way round");
    }

    private int ParseCharacter(ref int at)
    {
        if (at >= text.Length) throw Fail(at, "a '[' without its ']'");
        if (text[at] == '\\') return ParseEscapedCharacter(ref at);
        if (!Rune.TryGetRuneAt(text, at, out var rune)) throw Fail(at, "half of a surrogate pair");
        at += rune.Utf16SequenceLength;
        return rune.Value;
    }

    private int ParseEscapedCharacter(ref int at)
    {
        if (at + 1 >= text.Length) throw Fail(at, "a '\\' at the end");
        char letter = text[at + 1];
        if (letter is 'x' or 'u') return ParseHexadecimal(ref at, letter);
        at += 2;
        if (Controls.TryGetValue(letter, out int control)) return control;
        return !char.IsAsciiLetterOrDigit(letter) && letter < 0x80 ? letter : throw Fail(at, $"the escape '\\{letter}'");
    }

    /// <summary><c>\x41</c>, <c>\x{1F600}</c> or <c>\u00E9</c>.</summary>
    private int ParseHexadecimal(ref int at, char letter)
    {
        int from = at + 2;
        bool braced = letter == 'x' && from < text.Length && text[from] == '{';
        if (braced) from++;
        int end = braced ? text.IndexOf('}', from) : from + (letter == 'x' ? 2 : 4);
        if (end < from || end > text.Length
            || !int.TryParse(text.AsSpan(from, end - from), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value)
            || (letter == 'x' && !braced && value > 0x7F) // Oniguruma reads \xE9 as one byte of UTF-8
            || !Rune.IsValid(value))
            throw Fail(at, $"the escape '\\{letter}' without the code of a character");
        at = braced ? end + 1 : end;
        return value;
    }

    /// <summary><c>\p{Lu}</c>, <c>\P{Lu}</c> and <c>\p{^Lu}</c>.</summary>
    private CodePointSet ParseProperty(ref int at)
    {
        bool negated = text[at + 1] == 'P';
        int from = at + 3, end = at + 2 < text.Length && text[at + 2] == '{' ? text.IndexOf('}', from) : -1;
        if (end < 0) throw Fail(at, "a property without braces");
        string name = text[from..end];
        if (name.StartsWith('^'))
        {
            negated = !negated;
            name = name[1..];
        }
        var set = UnicodeProperties.Find(name) ?? throw Fail(at, $"the property '{name}' (supported: {UnicodeProperties.SupportedNames})");
        at = end + 1;
        return negated ? set.Complement() : set;
    }

    private static PatternSyntaxException Fail(int at, string what) => new($"unsupported at character {at}: {what}");
}
