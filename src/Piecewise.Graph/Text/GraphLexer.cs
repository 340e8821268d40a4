using System.Globalization;
using System.Text;

namespace Piecewise.Graphs;

/// <summary>
/// Reads the words of the text form on demand: which words can come is known only to the parser, since symbolic expressions have
/// characters (<c>%</c>, <c>//</c>) that mean something else around them.
/// </summary>
/// <remarks>
/// White space separates words and has no other meaning, except that it ends an expression after <c>fact</c> or <c>-></c> with the line.
/// A comment goes from <c>//</c> to the end of the line; inside an expression <c>//</c> is floor division.
/// </remarks>
internal sealed class GraphLexer(string text)
{
    /// <summary>No real text comes near; a hostile one can't take time or memory without limit.</summary>
    public const int MaxLength = 1 << 26;

    /// <summary>Multiplying out an expression may take time that grows faster than its length.</summary>
    private const int MaxExpressionLength = 4096;

    private const int MaxDepth = 64;

    private int depth;

    public int Position { get; private set; }

    public bool AtEnd
    {
        get
        {
            SkipSpace();
            return Position == text.Length;
        }
    }

    public GraphFormatException Error(string expected) => Error(Position, expected, Found());

    public GraphFormatException Error(int position, string expected, string found)
    {
        var (line, lineStart) = (1, 0);
        for (var i = 0; i < position; i++)
        {
            if (text[i] == '\n')
            {
                (line, lineStart) = (line + 1, i + 1);
            }
        }
        return new GraphFormatException(line, position - lineStart + 1, expected, found);
    }

    /// <summary>Counts a level of nesting; each is closed by <see cref="Leave"/>.</summary>
    public void Enter()
    {
        if (++depth > MaxDepth)
        {
            throw Error(Position, $"at most {MaxDepth} levels of nesting", "one more");
        }
    }

    public void Leave() => depth--;

    /// <summary>Moves after white space and comments; gives the place of the next word.</summary>
    public int SkipSpace()
    {
        while (Position < text.Length)
        {
            if (char.IsWhiteSpace(text[Position]))
            {
                Position++;
            }
            else if (text[Position] == '/' && Position + 1 < text.Length && text[Position + 1] == '/')
            {
                var end = text.IndexOf('\n', Position);
                Position = end < 0 ? text.Length : end;
            }
            else
            {
                break;
            }
        }
        return Position;
    }

    /// <summary>The character that the next word starts with; NUL at the end.</summary>
    public char Peek()
    {
        SkipSpace();
        return Position < text.Length ? text[Position] : '\0';
    }

    /// <summary>The name that comes next, without taking it; empty where none does.</summary>
    public ReadOnlySpan<char> PeekWord()
    {
        SkipSpace();
        var end = Position;
        while (end < text.Length && TextQuote.IsNamePart(text[end]))
        {
            end++;
        }
        return text.AsSpan(Position, end - Position);
    }

    public bool TryWord(string word)
    {
        if (!PeekWord().SequenceEqual(word))
        {
            return false;
        }
        Position += word.Length;
        return true;
    }

    /// <summary>Takes <paramref name="word"/> if it comes next and <paramref name="next"/> follows it.</summary>
    public bool TryWordBefore(string word, char next)
    {
        var start = Position;
        if (TryWord(word) && Peek() == next)
        {
            return true;
        }
        Position = start;
        return false;
    }

    public string Word(string expected)
    {
        var word = PeekWord().ToString();
        Position += word.Length;
        return word.Length > 0 ? word : throw Error(expected);
    }

    public bool TrySymbol(string symbol)
    {
        SkipSpace();
        if (!text.AsSpan(Position).StartsWith(symbol, StringComparison.Ordinal))
        {
            return false;
        }
        Position += symbol.Length;
        return true;
    }

    public void Expect(string symbol)
    {
        if (!TrySymbol(symbol))
        {
            throw Error($"'{symbol}'");
        }
    }

    /// <summary>A name, plain or quoted.</summary>
    public string Name(string expected) => Peek() == '"' ? QuotedText(expected) : Word(expected);

    public string QuotedText(string expected)
    {
        if (Peek() != '"')
        {
            throw Error(expected);
        }
        var builder = new StringBuilder();
        for (Position++; Position < text.Length && text[Position] is not ('"' or '\n'); Position++)
        {
            builder.Append(text[Position] == '\\' ? Escape() : text[Position]);
        }
        if (Position == text.Length || text[Position] == '\n')
        {
            throw Error("'\"' that ends the text");
        }
        Position++;
        return builder.ToString();
    }

    public long Integer(string expected)
    {
        var start = SkipSpace();
        var end = start < text.Length && text[start] == '-' ? start + 1 : start;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }
        if (!long.TryParse(text.AsSpan(start, end - start), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            throw Error(expected);
        }
        Position = end;
        return value;
    }

    /// <summary>An int or, where it has a point or an exponent, a float.</summary>
    public Argument Number()
    {
        var start = SkipSpace();
        var end = start < text.Length && text[start] == '-' ? start + 1 : start;
        while (end < text.Length
            && (char.IsAsciiDigit(text[end]) || text[end] is '.' or 'e' or 'E' || (text[end] is '+' or '-' && text[end - 1] is 'e' or 'E')))
        {
            end++;
        }
        var digits = text.AsSpan(start, end - start);
        if (digits.IndexOfAny('.', 'e', 'E') < 0)
        {
            return Integer("a number of 64 bits");
        }
        if (!double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
        {
            throw Error("a finite number");
        }
        Position = end;
        return value;
    }

    /// <summary>
    /// The text of a symbolic expression: up to one of <paramref name="ends"/> outside parentheses, the end of the line, or the
    /// <c>at "…"</c> that gives a place in the source.
    /// </summary>
    public string Expression(string ends)
    {
        while (Position < text.Length && text[Position] is ' ' or '\t')
        {
            Position++;
        }
        var (start, end, open) = (Position, Position, 0);
        for (; end < text.Length && text[end] is not ('\n' or '"' or '{' or '}'); end++)
        {
            if (open == 0 && ends.Contains(text[end], StringComparison.Ordinal))
            {
                break;
            }
            open += text[end] switch { '(' => 1, ')' => -1, _ => 0 };
        }
        var span = text.AsSpan(start, end - start).TrimEnd();
        if (EndsBeforeSource(span, end, out var length))
        {
            span = span[..length].TrimEnd();
        }
        if (span.Length is 0 or > MaxExpressionLength)
        {
            throw span.Length == 0 ? Error("an expression")
                : Error(start, $"an expression of at most {MaxExpressionLength} characters", $"{span.Length}");
        }
        Position = start + span.Length;
        return span.ToString();
    }

    // "s0 + 1 at" before a quote, or "s0 + 1 at none …": the source begins at the last "at" that stands alone.
    private bool EndsBeforeSource(ReadOnlySpan<char> span, int end, out int length)
    {
        length = 0;
        if (end < text.Length && text[end] == '"')
        {
            length = span.EndsWith(" at", StringComparison.Ordinal) ? span.Length - 3 : span.LastIndexOf(" at none");
        }
        else
        {
            length = span.LastIndexOf(" at none ");
        }
        return length > 0;
    }

    private char Escape()
    {
        Position++;
        switch (Position < text.Length ? text[Position] : '\0')
        {
            case 'n':
                return '\n';
            case 't':
                return '\t';
            case '"':
                return '"';
            case '\\':
                return '\\';
            case 'u' when Position + 1 < text.Length && text[Position + 1] == '{':
                var start = Position + 2;
                var length = text.AsSpan(start, Math.Min(5, text.Length - start)).IndexOf('}');
                if (length > 0 && ushort.TryParse(text.AsSpan(start, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                    out var code))
                {
                    Position = start + length;
                    return (char)code;
                }
                break;
            default:
                break;
        }
        throw Error("an escape: \\n, \\t, \\\", \\\\ or \\u{hex}");
    }

    private string Found()
    {
        if (AtEnd)
        {
            return "the end of the text";
        }
        var word = PeekWord();
        return word.Length > 0 ? $"'{(word.Length <= 60 ? word : word[..60])}'" : TextQuote.Quote(text[Position].ToString());
    }
}
