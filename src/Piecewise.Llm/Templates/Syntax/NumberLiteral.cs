using System.Globalization;
using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates.Syntax;

/// <summary>Numbers in a template.</summary>
internal static class NumberLiteral
{
    /// <summary>How long the number at the beginning of a text is, and what it is.</summary>
    /// <param name="text">Begins with a digit.</param>
    /// <param name="afterPoint">Whether a point stands before it: <c>x.0.1</c> has two whole numbers.</param>
    public static (int Length, Value Value) Read(ReadOnlySpan<char> text, bool afterPoint)
    {
        if (!afterPoint && FloatLength(text) is > 0 and int length)
        {
            var digits = text[..length].ToString().Replace("_", "", StringComparison.Ordinal);
            return (length, new FloatValue(double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture)));
        }
        char prefix = text.Length > 1 && text[0] == '0' ? char.ToLowerInvariant(text[1]) : ' ';
        int radix = prefix switch { 'b' => 2, 'o' => 8, 'x' => 16, _ => 10 };
        int start = radix == 10 ? 0 : 2;
        int end = radix == 10
            // A number that begins with 0 consists of zeros.
            ? Digits(text, 0, text[0] == '0' ? c => c == '0' : char.IsAsciiDigit)
            : Digits(text, start, c => IsDigit(c, radix));
        return end == start
            ? (1, new IntegerValue(0))
            : (end, new IntegerValue(PythonNumber.ParseInteger(text[start..end].ToString().TrimStart('_'), radix) ?? 0));
    }

    private static int FloatLength(ReadOnlySpan<char> text)
    {
        int whole = Digits(text, 0, char.IsAsciiDigit);
        int end = whole;
        if (end + 1 < text.Length && text[end] == '.' && char.IsAsciiDigit(text[end + 1])) end = Digits(text, end + 1, char.IsAsciiDigit);
        int exponent = end;
        if (exponent < text.Length && text[exponent] is 'e' or 'E')
        {
            exponent++;
            if (exponent < text.Length && text[exponent] is '+' or '-') exponent++;
            if (exponent < text.Length && char.IsAsciiDigit(text[exponent])) return Digits(text, exponent, char.IsAsciiDigit);
        }
        return end > whole ? end : 0;
    }

    // Digits, with single underscores between them.
    private static int Digits(ReadOnlySpan<char> text, int at, Func<char, bool> isDigit)
    {
        while (at < text.Length)
        {
            if (isDigit(text[at])) at++;
            else if (text[at] == '_' && at + 1 < text.Length && isDigit(text[at + 1])) at += 2;
            else break;
        }
        return at;
    }

    private static bool IsDigit(char character, int radix) => radix == 16 ? char.IsAsciiHexDigit(character)
        : char.IsAsciiDigit(character) && character - '0' < radix;
}
