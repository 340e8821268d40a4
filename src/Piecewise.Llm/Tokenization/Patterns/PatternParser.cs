using System.Globalization;
using System.Text;

namespace Piecewise.Llm.Tokenization.Patterns;

/// <summary>
/// Reads the part of Oniguruma's Ruby syntax that tokenizer files use. What Oniguruma would read differently from what is
/// implemented here is refused rather than guessed: captures that are referred to, conditionals, <c>(?x)</c>, <c>\X</c>,
/// case folding beyond ASCII, repeats of what can match nothing.
/// </summary>
internal sealed class PatternParser
{
    /// <summary>Groups deeper than this are refused: the parser and the compiler recurse.</summary>
    private const int DeepestNesting = 100;

    /// <summary>Repeat counts above this are refused: counted repeats are unrolled.</summary>
    private const int GreatestCount = 1000;

    private readonly string text;
    private readonly PatternClassParser classes;
    private int at;
    private int depth;

    private PatternParser(string text)
    {
        this.text = text;
        classes = new(text);
    }

    /// <exception cref="PatternSyntaxException">The expression is malformed or unsupported.</exception>
    public static PatternNode Parse(string expression)
    {
        var parser = new PatternParser(expression);
        var node = parser.ParseChoice(default);
        return parser.at == expression.Length ? node : throw parser.Fail("a ')' without its '('");
    }

    /// <summary>
    /// Branches up to the end of the group. <c>(?i)</c> in the middle rules the rest of the group, its branches included.
    /// </summary>
    private PatternNode ParseChoice(PatternOptions options)
    {
        if (++depth > DeepestNesting) throw Fail($"groups nested deeper than {DeepestNesting}");
        var branches = new List<PatternNode>();
        do branches.Add(ParseSequence(ref options));
        while (Take('|'));
        depth--;
        return branches is [var only] ? only : new PatternNode.Choice(branches);
    }

    private PatternNode ParseSequence(ref PatternOptions options)
    {
        var items = new List<PatternNode>();
        char previousLetter = '\0';
        while (at < text.Length && text[at] is not ('|' or ')'))
        {
            int start = at;
            if (TryParseOptionSwitch(ref options, out var rest))
            {
                if (rest is not null) items.Add(rest);
                continue;
            }
            var atom = ParseAtom(options);
            if (atom is null) continue;

            char letter = options.IgnoreCase && at == start + 1 && char.IsAsciiLetter(text[start]) ? char.ToLowerInvariant(text[start])
                : '\0';
            if (CaseFolding.IsMultiple(previousLetter, letter))
                throw Fail($"'{previousLetter}{letter}' without regard to case: Unicode folds a single character to it");
            previousLetter = letter;
            items.Add(ParseRepeats(atom));
        }
        return items switch { [] => new PatternNode.Nothing(), [var only] => only, _ => new PatternNode.Sequence(items) };
    }

    /// <summary><c>(?i)</c> or <c>(?-m)</c>: Ruby reads <c>a(?i)b|c</c> as <c>a(?i:b|c)</c>.</summary>
    private bool TryParseOptionSwitch(ref PatternOptions options, out PatternNode? rest)
    {
        rest = null;
        if (!text.AsSpan(at).StartsWith("(?") || at + 2 >= text.Length
            || text[at + 2] is not ('i' or 'm' or 'x' or '-')) return false;
        int start = at;
        at += 2;
        var changed = ParseOptions(options);
        if (Take(')'))
        {
            rest = ParseChoice(changed);
            return true;
        }
        at = start;
        return false;
    }

    private PatternOptions ParseOptions(PatternOptions options)
    {
        for (bool on = true; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '-': on = false; break;
                case 'i': options = options with { IgnoreCase = on }; break;
                case 'm': options = options with { DotMatchesNewline = on }; break;
                case ':' or ')': return options;
                default: throw Fail($"option '{text[at]}' (supported: i, m)");
            }
        }
        throw Fail("an option group that does not end");
    }

    /// <summary>One item; null for a comment.</summary>
    private PatternNode? ParseAtom(PatternOptions options)
    {
        char c = text[at];
        switch (c)
        {
            case '(': return ParseGroup(options);
            case '[': return new PatternNode.One(classes.ParseClass(ref at, options.IgnoreCase));
            case '.':
                at++;
                return new PatternNode.One(options.DotMatchesNewline ? CodePointSet.All : CodePointSet.Of('\n').Complement());
            case '^':
                at++;
                return new PatternNode.Assertion(PatternAnchor.LineStart);
            case '$':
                at++;
                return new PatternNode.Assertion(PatternAnchor.LineEnd);
            case '*' or '+' or '?': throw Fail($"'{c}' with nothing to repeat");
            case '\\' when at + 1 < text.Length && Anchor(text[at + 1]) is { } anchor:
                at += 2;
                return new PatternNode.Assertion(anchor);
            case '\\':
                // A property or shorthand is a class; under "ignore case" it is closed over case like one.
                var escaped = classes.ParseEscape(ref at);
                return new PatternNode.One(options.IgnoreCase ? CaseFolding.Close(escaped, () => Fail(CaseFolding.Refusal)) : escaped);
            default:
                var rune = Rune.GetRuneAt(text, at);
                at += rune.Utf16SequenceLength;
                var one = CodePointSet.Of(rune.Value);
                return new PatternNode.One(options.IgnoreCase ? CaseFolding.Close(one, () => Fail(CaseFolding.Refusal)) : one);
        }
    }

    private static PatternAnchor? Anchor(char letter) => letter switch
    {
        'A' => PatternAnchor.TextStart,
        'z' => PatternAnchor.TextEnd,
        'Z' => PatternAnchor.TextEndOrLastNewline,
        'b' => PatternAnchor.WordBoundary,
        'B' => PatternAnchor.NoWordBoundary,
        _ => null,
    };

    private PatternNode? ParseGroup(PatternOptions options)
    {
        at++;
        if (!Take('?')) return Close(ParseChoice(options));
        if (Take('#'))
        {
            int end = text.IndexOf(')', at);
            if (end < 0) throw Fail("a comment that does not end");
            at = end + 1;
            return null;
        }
        if (Take(':')) return Close(ParseChoice(options));
        if (Take('>')) return new PatternNode.Atomic(Close(ParseChoice(options)));
        if (Take('=')) return new PatternNode.Look(Close(ParseChoice(options)), Behind: false, Negative: false);
        if (Take('!')) return new PatternNode.Look(Close(ParseChoice(options)), Behind: false, Negative: true);
        if (Take('<'))
        {
            bool negative = Take('!');
            if (!negative && !Take('='))
                throw Fail("a named group (supported: (?:…), (?=…), (?!…), (?<=…), (?<!…), (?>…), (?i:…), (?m:…))");
            return LookBehind(Close(ParseChoice(options)), negative);
        }
        var changed = ParseOptions(options);
        return Take(':') ? Close(ParseChoice(changed)) : throw Fail("an option group in this place");
    }

    private PatternNode.Look LookBehind(PatternNode body, bool negative)
    {
        foreach (var branch in body is PatternNode.Choice choice ? choice.Branches : [body])
        {
            var (minimum, maximum) = branch.Width();
            if (minimum != maximum) throw Fail("a look-behind whose branch has no fixed length");
        }
        return new(body, Behind: true, negative);
    }

    private PatternNode Close(PatternNode body) => Take(')') ? body : throw Fail("a '(' without its ')'");

    /// <summary>
    /// The repeat marks after an item. In Ruby <c>a{2,3}+</c> is <c>(?:a{2,3})+</c> and <c>a{2}?</c> is <c>(?:a{2})?</c>.
    /// </summary>
    private PatternNode ParseRepeats(PatternNode atom)
    {
        while (at < text.Length)
        {
            bool counted = false;
            (int Minimum, int? Maximum) times;
            switch (text[at])
            {
                case '*': times = (0, null); at++; break;
                case '+': times = (1, null); at++; break;
                case '?': times = (0, 1); at++; break;
                case '{' when TryParseCount(out times): counted = true; break;
                default: return atom;
            }
            if (atom is PatternNode.Look or PatternNode.Assertion) throw Fail("a repeat of what consumes nothing");
            var preference = RepeatPreference.Greedy;
            if (!(counted && times.Minimum == times.Maximum) && Take('?')) preference = RepeatPreference.Lazy;
            else if (!counted && Take('+')) preference = RepeatPreference.Possessive;
            // When a round matches nothing Oniguruma sometimes ends the loop there and sometimes not.
            if (times.Maximum is null or > 1 && atom.Width().Minimum == 0) throw Fail("more than one round of what can match nothing");
            atom = new PatternNode.Repeat(atom, times.Minimum, times.Maximum, preference);
        }
        return atom;
    }

    /// <summary><c>{2}</c>, <c>{2,}</c>, <c>{,3}</c> or <c>{2,3}</c>; any other brace is a literal one.</summary>
    private bool TryParseCount(out (int Minimum, int? Maximum) times)
    {
        times = default;
        int end = text.IndexOf('}', at);
        if (end < 0) return false;
        var parts = text[(at + 1)..end].Split(',');
        if (parts.Length > 2 || parts.All(part => part.Length == 0) || parts.Any(part => !part.All(char.IsAsciiDigit))) return false;

        int Count(string digits) =>
            int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count <= GreatestCount
            ? count
            : throw Fail($"a repeat count above {GreatestCount}");
        int minimum = parts[0].Length == 0 ? 0 : Count(parts[0]);
        int? maximum = parts.Length == 1 ? minimum : parts[1].Length == 0 ? null : Count(parts[1]);
        if (maximum < minimum) throw Fail("a repeat whose bounds are the wrong way round");
        at = end + 1;
        times = (minimum, maximum);
        return true;
    }

    private bool Take(char expected)
    {
        if (at >= text.Length || text[at] != expected) return false;
        at++;
        return true;
    }

    private PatternSyntaxException Fail(string what) => new($"unsupported at character {at}: {what}");

    private readonly record struct PatternOptions(bool IgnoreCase, bool DotMatchesNewline);
}
