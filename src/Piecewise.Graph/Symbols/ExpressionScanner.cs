using System.Globalization;

namespace Piecewise.Graphs;

/// <summary>Reads the text form word by word, for <see cref="ExpressionParser"/>.</summary>
internal sealed class ExpressionScanner(string text)
{
    private int position;

    public bool TryNumber(bool negative, out long value)
    {
        SkipSpace();
        var end = position;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }

        value = 0;
        if (end == position)
        {
            return false;
        }

        // A power binds tighter than the sign before it: -2**2 is -4.
        var rest = text.AsSpan(end).TrimStart();
        if (negative && rest.StartsWith("**", StringComparison.Ordinal))
        {
            return false;
        }

        var digits = text.AsSpan(position, end - position);
        if (!Int128.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var wide)
            || wide > (negative ? -(Int128)long.MinValue : long.MaxValue))
        {
            throw Error("the number does not fit in 64 bits");
        }

        value = (long)(negative ? -wide : wide);
        position = end;
        return true;
    }

    public string PeekName()
    {
        SkipSpace();
        var end = position;
        while (end < text.Length && (end == position ? ExpressionSyntax.IsNameStart(text[end]) : ExpressionSyntax.IsNamePart(text[end])))
        {
            end++;
        }

        return text[position..end];
    }

    /// <summary>Moves past the name that <see cref="PeekName"/> gave.</summary>
    public void SkipName() => position += PeekName().Length;

    public bool TryWord(string word)
    {
        if (PeekName() != word)
        {
            return false;
        }

        position += word.Length;
        return true;
    }

    public bool TrySymbol(string symbol)
    {
        SkipSpace();
        if (string.CompareOrdinal(text, position, symbol, 0, symbol.Length) != 0)
        {
            return false;
        }

        // One character of a longer operator is not that operator.
        if (symbol == "*" && position + 1 < text.Length && text[position + 1] == '*')
        {
            return false;
        }

        position += symbol.Length;
        return true;
    }

    /// <summary>
    /// Whether a parenthesis opens here that encloses a condition. Integer expressions hold no comparison, so one
    /// anywhere inside decides.
    /// </summary>
    public bool ConditionInParentheses()
    {
        SkipSpace();
        if (position == text.Length || text[position] != '(')
        {
            return false;
        }

        var open = 0;
        var end = position;
        for (; end < text.Length; end++)
        {
            open += text[end] switch { '(' => 1, ')' => -1, _ => 0 };
            if (open == 0)
            {
                break;
            }
        }

        var inside = text.AsSpan(position, end - position);
        return inside.IndexOfAny("<>=!") >= 0
            || ContainsWord(inside, ExpressionSyntax.True)
            || ContainsWord(inside, ExpressionSyntax.False);
    }

    private static bool ContainsWord(ReadOnlySpan<char> span, string word)
    {
        for (int at; (at = span.IndexOf(word, StringComparison.Ordinal)) >= 0; span = span[(at + word.Length)..])
        {
            var startsInName = at > 0 && ExpressionSyntax.IsNamePart(span[at - 1]);
            var endsInName = at + word.Length < span.Length && ExpressionSyntax.IsNamePart(span[at + word.Length]);
            if (!startsInName && !endsInName)
            {
                return true;
            }
        }

        return false;
    }

    public void Expect(string symbol)
    {
        if (!TrySymbol(symbol))
        {
            throw Error($"'{symbol}' is expected");
        }
    }

    public void ExpectEnd()
    {
        SkipSpace();
        if (position != text.Length)
        {
            throw Error("the end is expected");
        }
    }

    private void SkipSpace()
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
        {
            position++;
        }
    }

    public FormatException Error(string problem) =>
        new($"Not an expression: {problem} at position {position} of '{(text.Length <= 200 ? text : text[..200] + "…")}'.");
}
