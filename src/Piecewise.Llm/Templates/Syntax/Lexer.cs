using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Syntax;

/// <summary>
/// Splits a template into words, as Jinja does with <c>trim_blocks</c> and <c>lstrip_blocks</c>: a line end after a tag goes, and so does
/// white space before one that begins its line.
/// </summary>
internal sealed class Lexer
{
    private static readonly string[] Operators =
    [
        "**", "//", "==", "!=", ">=", "<=",
        "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ",", ";",
    ];

    private readonly string source;
    private readonly List<Token> tokens = [];

    // The closing brackets that are awaited; inside them the end of a tag is no end.
    private readonly Stack<char> brackets = [];
    private int position;
    private int line = 1;

    // Whether what was last read ended a line.
    private bool startsLine = true;

    private Lexer(string source) => this.source = source;

    /// <exception cref="TemplateException">A tag, string or comment has no end, or a character is none of Jinja's.</exception>
    public static IReadOnlyList<Token> Read(string template)
    {
        var source = template.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var lexer = new Lexer(source.EndsWith('\n') ? source[..^1] : source);
        lexer.ReadAll();
        return lexer.tokens;
    }

    private void ReadAll()
    {
        while (position < source.Length)
        {
            int open = NextTag(position);
            if (open < 0)
            {
                AddData(source[position..], source.Length);
                break;
            }
            char kind = source[open + 1];
            int after = open + 2;
            char sign = after < source.Length && source[after] is '-' or '+' ? source[after] : ' ';
            if (sign != ' ') after++;
            AddData(Trimmed(source[position..open], sign, isPrint: kind == '{'), open);
            if (kind == '#') SkipComment(after);
            else if (kind == '%' && RawBody(after) is { } body) ReadRaw(body);
            else ReadTag(kind == '{' ? TokenKind.PrintBegin : TokenKind.TagBegin, after);
        }
        tokens.Add(new Token(TokenKind.End, "", line));
    }

    private int NextTag(int from)
    {
        for (int at = source.IndexOf('{', from); at >= 0 && at + 1 < source.Length; at = source.IndexOf('{', at + 1))
        {
            if (source[at + 1] is '{' or '%' or '#') return at;
        }
        return -1;
    }

    private string Trimmed(string text, char sign, bool isPrint)
    {
        if (sign == '-') return PythonText.Strip(text, null, left: false, right: true);
        int lineStart = text.LastIndexOf('\n') + 1;
        bool isIndent = lineStart < text.Length && (lineStart > 0 || startsLine) && text[lineStart..].All(PythonText.IsSpace);
        return sign != '+' && !isPrint && isIndent ? text[..lineStart] : text;
    }

    private void AddData(string text, int next)
    {
        if (text.Length > 0) tokens.Add(new Token(TokenKind.Data, text, line));
        MoveTo(next);
    }

    private void MoveTo(int next)
    {
        line += source.AsSpan(position, next - position).Count('\n');
        if (next > position) startsLine = source[next - 1] == '\n';
        position = next;
    }

    private void SkipComment(int from)
    {
        int close = source.IndexOf("#}", from, StringComparison.Ordinal);
        if (close < 0) throw Error("a comment has no end (#})");
        char sign = close > from ? source[close - 1] : ' ';
        MoveTo(AfterTag(close + 2, sign));
    }

    // Behind the end of a tag: - takes all white space that follows, + nothing, and neither of them one line end.
    private int AfterTag(int from, char sign)
    {
        int at = from;
        if (sign == '-')
        {
            while (at < source.Length && PythonText.IsSpace(source[at])) at++;
            return at;
        }
        return sign != '+' && at < source.Length && source[at] == '\n' ? at + 1 : at;
    }

    // Where the text of a raw block begins, if the tag that was opened is one.
    private int? RawBody(int from)
    {
        int at = Word(from, "raw");
        if (at < 0) return null;
        bool trims = at < source.Length && source[at] == '-';
        if (trims) at++;
        if (string.CompareOrdinal(source, at, "%}", 0, 2) != 0) return null;
        return trims ? AfterTag(at + 2, '-') : at + 2;
    }

    private void ReadRaw(int body)
    {
        MoveTo(body);
        for (int open = source.IndexOf("{%", body, StringComparison.Ordinal); open >= 0;
            open = source.IndexOf("{%", open + 1, StringComparison.Ordinal))
        {
            char sign = open + 2 < source.Length && source[open + 2] is '-' or '+' ? source[open + 2] : ' ';
            int at = Word(sign == ' ' ? open + 2 : open + 3, "endraw");
            if (at < 0) continue;
            char end = at < source.Length && source[at] is '-' or '+' ? source[at] : ' ';
            if (end != ' ') at++;
            if (string.CompareOrdinal(source, at, "%}", 0, 2) != 0) continue;
            AddData(Trimmed(source[position..open], sign, isPrint: false), open);
            MoveTo(AfterTag(at + 2, end));
            return;
        }
        throw Error("a raw block has no end ({% endraw %})");
    }

    // Behind a word with white space around it; -1 if another stands there.
    private int Word(int at, string word)
    {
        while (at < source.Length && PythonText.IsSpace(source[at])) at++;
        if (string.CompareOrdinal(source, at, word, 0, word.Length) != 0) return -1;
        at += word.Length;
        while (at < source.Length && PythonText.IsSpace(source[at])) at++;
        return at;
    }

    private void ReadTag(TokenKind begin, int from)
    {
        tokens.Add(new Token(begin, "", line));
        MoveTo(from);
        brackets.Clear();
        bool isPrint = begin == TokenKind.PrintBegin;
        while (!TryEndTag(isPrint))
        {
            if (position == source.Length) throw Error($"a tag has no end ({(isPrint ? "}}" : "%}")})");
            char next = source[position];
            if (PythonText.IsSpace(next)) MoveTo(position + 1);
            else if (char.IsAsciiDigit(next)) ReadNumber();
            else if (next == '_' || char.IsLetter(next)) ReadName();
            else if (next is '\'' or '"') ReadString(next);
            else ReadOperator();
        }
    }

    private bool TryEndTag(bool isPrint)
    {
        if (brackets.Count > 0 || position == source.Length) return false;
        char sign = source[position];
        int at = sign == '-' || (sign == '+' && !isPrint) ? position + 1 : position;
        if (string.CompareOrdinal(source, at, isPrint ? "}}" : "%}", 0, 2) != 0) return false;
        tokens.Add(new Token(isPrint ? TokenKind.PrintEnd : TokenKind.TagEnd, "", line));
        // An expression keeps the line end behind it.
        MoveTo(AfterTag(at + 2, at == position ? (isPrint ? '+' : ' ') : sign));
        return true;
    }

    private void ReadName()
    {
        int end = position + 1;
        while (end < source.Length && (source[end] == '_' || char.IsLetterOrDigit(source[end]))) end++;
        tokens.Add(new Token(TokenKind.Name, source[position..end], line));
        MoveTo(end);
    }

    private void ReadNumber()
    {
        var (length, value) = NumberLiteral.Read(source.AsSpan(position), afterPoint: position > 0 && source[position - 1] == '.');
        tokens.Add(new Token(TokenKind.Number, source.Substring(position, length), line, value));
        MoveTo(position + length);
    }

    private void ReadString(char quote)
    {
        int end = position + 1;
        while (end < source.Length && source[end] != quote) end += source[end] == '\\' ? 2 : 1;
        if (end >= source.Length) throw Error("a string has no end");
        var text = StringLiteral.Unescaped(source.AsSpan(position + 1, end - position - 1)) ?? throw Error("a string has a broken escape");
        tokens.Add(new Token(TokenKind.String, text, line, new TextValue(text)));
        MoveTo(end + 1);
    }

    private void ReadOperator()
    {
        var sign = Operators.FirstOrDefault(o => string.CompareOrdinal(source, position, o, 0, o.Length) == 0)
            ?? throw Error($"the character {Representation.Quoted(source.Substring(position, 1))} is none that can stand in a tag");
        if (sign is "(" or "[" or "{")
        {
            brackets.Push(sign[0] switch { '(' => ')', '[' => ']', _ => '}' });
        }
        else if (sign is ")" or "]" or "}")
        {
            if (!brackets.TryPop(out char expected)) throw Error($"'{sign}' closes nothing");
            if (expected != sign[0]) throw Error($"'{sign}' stands where '{expected}' is awaited");
        }
        tokens.Add(new Token(TokenKind.Operator, sign, line));
        MoveTo(position + sign.Length);
    }

    private TemplateException Error(string problem) => new(problem, line);
}
