using System.Buffers;

namespace Piecewise.Import;

/// <summary>Kinds of tokens of a guard.</summary>
internal enum GuardTokenKind
{
    End,
    Name,
    Number,
    Text,
    Symbol,

    /// <summary>Something that guards are not made of.</summary>
    Unknown,
}

/// <summary>One token: its kind and its text (without quotes for a text).</summary>
internal readonly record struct GuardToken(GuardTokenKind Kind, string Text, int Position)
{
    public bool Is(string symbol) => Kind is GuardTokenKind.Symbol or GuardTokenKind.Name && Text == symbol;
}

/// <summary>Splits a guard into tokens, one at a time.</summary>
internal sealed class GuardLexer(string text)
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.eE");

    // Longer ones first, so that '//' is not read as two divisions.
    private static readonly string[] Symbols =
        ["**", "//", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "(", ")", "[", "]", ".", ","];

    private int position;

    public GuardToken Next()
    {
        while (position < text.Length && text[position] == ' ')
            position++;
        if (position == text.Length)
            return new GuardToken(GuardTokenKind.End, "", position);
        int start = position;
        char first = text[start];
        if (char.IsAsciiLetter(first) || first == '_')
        {
            while (position < text.Length && (char.IsAsciiLetterOrDigit(text[position]) || text[position] == '_'))
                position++;
            return Token(GuardTokenKind.Name, start);
        }

        if (char.IsAsciiDigit(first))
        {
            while (position < text.Length && (NumberCharacters.Contains(text[position]) || IsExponentSign()))
                position++;
            return Token(GuardTokenKind.Number, start);
        }

        if (first is '\'' or '"')
            return Quoted(first);
        foreach (string symbol in Symbols)
        {
            if (string.CompareOrdinal(text, start, symbol, 0, symbol.Length) == 0)
            {
                position += symbol.Length;
                return new GuardToken(GuardTokenKind.Symbol, symbol, start);
            }
        }

        return new GuardToken(GuardTokenKind.Unknown, text[start].ToString(), start);
    }

    private bool IsExponentSign() => text[position] is '+' or '-' && text[position - 1] is 'e' or 'E';

    private GuardToken Quoted(char quote)
    {
        int start = position;
        int end = text.IndexOf(quote, start + 1);
        string content = end < 0 ? "" : text[(start + 1)..end];
        if (end < 0 || content.Contains('\\'))
            return new GuardToken(GuardTokenKind.Unknown, quote.ToString(), start);
        position = end + 1;
        return new GuardToken(GuardTokenKind.Text, content, start);
    }

    private GuardToken Token(GuardTokenKind kind, int start) => new(kind, text[start..position], start);
}
