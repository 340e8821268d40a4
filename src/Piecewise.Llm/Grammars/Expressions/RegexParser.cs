using System.Globalization;
using System.Text;
using Piecewise.Llm.Tokenization.Patterns;

namespace Piecewise.Llm.Grammars;

/// <summary>
/// Reads regular expressions as JSON Schema and JavaScript have them, as far as they are regular: a text is one or is none, so that
/// captures, lazy and greedy mean the same. What looks around or back is refused.
/// </summary>
internal sealed class RegexParser
{
    private const int LongestText = 20_000;
    private const int DeepestNesting = 100;
    private const int GreatestCount = 10_000;

    private static readonly CodePointSet Digits = CodePointSet.Range('0', '9');
    private static readonly CodePointSet Word = CodePointSet.FromRuns('0', '9', 'A', 'Z', '_', '_', 'a', 'z');
    private static readonly CodePointSet Space = CodePointSet.FromRuns(
        9, 13, ' ', ' ', 0xA0, 0xA0, 0x1680, 0x1680, 0x2000, 0x200A, 0x2028, 0x2029, 0x202F, 0x202F, 0x205F, 0x205F, 0x3000, 0x3000,
        0xFEFF, 0xFEFF);

    private static readonly CodePointSet NotLineEnds = CodePointSet.FromRuns('\n', '\n', '\r', '\r', 0x2028, 0x2029).Complement();

    private readonly string text;
    private readonly bool searches;
    private int at;
    private int depth;

    private RegexParser(string text, bool searches) => (this.text, this.searches) = (text, searches);

    /// <summary>The texts that an expression matches.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="searches">
    /// Whether a match may be anywhere in the text, as with <c>pattern</c> of a schema; otherwise the text is the match.
    /// </param>
    /// <exception cref="PatternSyntaxException">The expression is malformed or not supported.</exception>
    public static PatternNode Parse(string expression, bool searches)
    {
        if (expression.Length > LongestText)
        {
            throw new PatternSyntaxException($"it has {expression.Length} characters; at most {LongestText} are supported");
        }
        var parser = new RegexParser(expression, searches);
        var result = parser.Choice(isWhole: true);
        return parser.at == expression.Length ? result : throw parser.Fail("a ')' without its '('");
    }

    private PatternNode Choice(bool isWhole)
    {
        if (++depth > DeepestNesting)
        {
            throw Fail($"groups nested deeper than {DeepestNesting}");
        }
        var branches = new List<PatternNode>();
        do
        {
            branches.Add(Branch(isWhole));
        }
        while (Take('|'));
        depth--;
        return branches is [var only] ? only : new PatternNode.Choice(branches);
    }

    // Anchors stand at the ends of a whole branch, where they say that the text begins or ends.
    private PatternNode Branch(bool isWhole)
    {
        var items = new List<PatternNode>();
        var anything = new PatternNode.Repeat(new PatternNode.One(CodePointSet.All), 0, null, RepeatPreference.Greedy);
        var (begins, ends) = (isWhole && Take('^'), false);
        while (at < text.Length && text[at] is not ('|' or ')'))
        {
            if (isWhole && text[at] == '$' && (at + 1 == text.Length || text[at + 1] == '|'))
            {
                at++;
                ends = true;
                break;
            }
            items.Add(Repeats(Atom()));
        }
        if (isWhole && searches)
        {
            items = [.. begins ? [] : new[] { anything }, .. items, .. ends ? [] : new[] { anything }];
        }
        return items switch { [] => new PatternNode.Nothing(), [var only] => only, _ => new PatternNode.Sequence(items) };
    }

    private PatternNode Atom()
    {
        switch (text[at])
        {
            case '(': return Group();
            case '[':
                at++;
                return new PatternNode.One(Class());
            case '.':
                at++;
                return new PatternNode.One(NotLineEnds);
            case '\\': return new PatternNode.One(Escape(inClass: false));
            case '^' or '$': throw Fail($"'{text[at]}' in this place (supported: '^' first and '$' last)");
            case '*' or '+' or '?': throw Fail($"'{text[at]}' with nothing to repeat");
            default: return new PatternNode.One(CodePointSet.Of(Character()));
        }
    }

    private PatternNode Group()
    {
        at++;
        if (Take('?') && !Take(':'))
        {
            _ = Take('P');
            var end = text.IndexOf('>', at);
            if (!Take('<') || at >= text.Length || text[at] is '=' or '!' || end < 0)
            {
                throw Fail("a group that looks around, refers back or sets options (supported: (…), (?:…), (?<name>…))");
            }
            at = end + 1;
        }
        var body = Choice(isWhole: false);
        return Take(')') ? body : throw Fail("a '(' without its ')'");
    }

    private PatternNode Repeats(PatternNode atom)
    {
        (int Minimum, int? Maximum) times;
        switch (at < text.Length ? text[at] : '\0')
        {
            case '*': times = (0, null); at++; break;
            case '+': times = (1, null); at++; break;
            case '?': times = (0, 1); at++; break;
            case '{' when TryCount(out times): break;
            default: return atom;
        }
        // Lazy: the texts are the same.
        _ = Take('?');
        if (at < text.Length && text[at] is '*' or '+' or '?')
        {
            throw Fail("a repeat of a repeat");
        }
        return new PatternNode.Repeat(atom, times.Minimum, times.Maximum, RepeatPreference.Greedy);
    }

    private bool TryCount(out (int Minimum, int? Maximum) times)
    {
        times = default;
        var end = text.IndexOf('}', at);
        var parts = end < 0 ? [] : text[(at + 1)..end].Split(',');
        if (parts.Length is 0 or > 2 || parts[0].Length == 0 || !parts.All(p => p.All(char.IsAsciiDigit)))
        {
            return false;
        }
        var least = Count(parts[0]);
        times = (least, parts.Length == 1 ? least : parts[1].Length == 0 ? null : Count(parts[1]));
        at = end + 1;
        return times.Maximum is null || times.Maximum >= least ? true : throw Fail("a repeat whose bounds are the wrong way round");
    }

    private int Count(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count <= GreatestCount
            ? count : throw Fail($"a repeat count above {GreatestCount}");

    private CodePointSet Class()
    {
        var negated = Take('^');
        var set = CodePointSet.Empty;
        while (!Take(']'))
        {
            var from = ClassItem();
            if (at + 1 < text.Length && text[at] == '-' && text[at + 1] != ']')
            {
                at++;
                var to = ClassItem();
                from = Single(from) is { } low && Single(to) is { } high && low <= high
                    ? CodePointSet.Range(low, high) : throw Fail("a range of a class whose ends are no characters, or the wrong way round");
            }
            set = set.Union(from);
        }
        return negated ? set.Complement() : set;
    }

    private CodePointSet ClassItem()
    {
        if (at >= text.Length)
        {
            throw Fail("a '[' without its ']'");
        }
        return text[at] == '\\' ? Escape(inClass: true) : CodePointSet.Of(Character());
    }

    private static int? Single(CodePointSet set) => set.Ranges.Take(2).ToArray() is [var (first, last)] && first == last ? first : null;

    private CodePointSet Escape(bool inClass)
    {
        if (++at >= text.Length)
        {
            throw Fail("a '\\' at the end");
        }
        var letter = text[at++];
        return letter switch
        {
            'd' => Digits,
            'D' => Digits.Complement(),
            'w' => Word,
            'W' => Word.Complement(),
            's' => Space,
            'S' => Space.Complement(),
            't' => CodePointSet.Of('\t'),
            'n' => CodePointSet.Of('\n'),
            'r' => CodePointSet.Of('\r'),
            'f' => CodePointSet.Of('\f'),
            'v' => CodePointSet.Of('\v'),
            '0' when at >= text.Length || !char.IsAsciiDigit(text[at]) => CodePointSet.Of(0),
            'b' when inClass => CodePointSet.Of('\b'),
            'x' => CodePointSet.Of(Hexadecimal(2)),
            'u' => CodePointSet.Of(CodeUnit()),
            'p' or 'P' => Property(letter == 'P'),
            _ when letter < 0x80 && !char.IsAsciiLetterOrDigit(letter) => CodePointSet.Of(letter),
            _ => throw Fail($"the escape '\\{letter}'"),
        };
    }

    private CodePointSet Property(bool negated)
    {
        var end = text.IndexOf('}', at);
        var name = end > at && text[at] == '{' ? text[(at + 1)..end] : throw Fail("a property without braces");
        var set = UnicodeProperties.Find(name) ?? throw Fail(
            $"the property '{name}' (supported: {UnicodeProperties.SupportedNames})");
        at = end + 1;
        return negated ? set.Complement() : set;
    }

    // \u0041, \u{1F600}, or two halves of a pair.
    private int CodeUnit()
    {
        if (Take('{'))
        {
            var end = text.IndexOf('}', at);
            var length = end - at;
            return length is > 0 and <= 6 && Hexadecimal(length) is var value && Rune.IsValid(value) && Take('}')
                ? value : throw Fail("the escape '\\u{…}' without the code of a character");
        }
        var unit = Hexadecimal(4);
        if (char.IsHighSurrogate((char)unit) && text.AsSpan(at).StartsWith("\\u"))
        {
            at += 2;
            var low = Hexadecimal(4);
            return char.IsLowSurrogate((char)low) ? char.ConvertToUtf32((char)unit, (char)low) : throw Fail("half of a surrogate pair");
        }
        return Rune.IsValid(unit) ? unit : throw Fail("half of a surrogate pair");
    }

    private int Hexadecimal(int digits)
    {
        if (at + digits <= text.Length
            && int.TryParse(text.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            at += digits;
            return value;
        }
        throw Fail("an escape without its hexadecimal digits");
    }

    private int Character()
    {
        if (!Rune.TryGetRuneAt(text, at, out var rune))
        {
            throw Fail("half of a surrogate pair");
        }
        at += rune.Utf16SequenceLength;
        return rune.Value;
    }

    private bool Take(char expected)
    {
        if (at >= text.Length || text[at] != expected)
        {
            return false;
        }
        at++;
        return true;
    }

    private PatternSyntaxException Fail(string what) => new($"not supported at character {at}: {what}");
}
