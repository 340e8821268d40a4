using System.Globalization;
using System.Text;

namespace Piecewise.Llm.Templates.Syntax;

/// <summary>The escapes of strings in a template, which are Python's.</summary>
internal static class StringLiteral
{
    /// <summary>The text that a string stands for; null where an escape is broken.</summary>
    public static string? Unescaped(ReadOnlySpan<char> text)
    {
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length;)
        {
            if (text[i] != '\\')
            {
                result.Append(text[i++]);
                continue;
            }
            char kind = text[i + 1];
            i += 2;
            if (kind is 'x' or 'u' or 'U')
            {
                int length = kind switch { 'x' => 2, 'u' => 4, _ => 8 };
                if (i + length > text.Length
                    || !uint.TryParse(text.Slice(i, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint point)
                    || !TryAppend(result, point)) return null;
                i += length;
            }
            else if (kind is >= '0' and <= '7')
            {
                uint point = (uint)(kind - '0');
                for (int digits = 1; digits < 3 && i < text.Length && text[i] is >= '0' and <= '7'; digits++)
                    point = (point * 8) + (uint)(text[i++] - '0');
                TryAppend(result, point);
            }
            // Names of characters would need a table of all of them.
            else if (kind == 'N') return null;
            else result.Append(Simple(kind));
        }
        return result.ToString();
    }

    // What is no escape keeps its backslash; one at the end of a line takes the line end away.
    private static string Simple(char kind) => kind switch
    {
        'n' => "\n",
        't' => "\t",
        'r' => "\r",
        'a' => "\a",
        'b' => "\b",
        'f' => "\f",
        'v' => "\v",
        '\\' or '\'' or '"' => kind.ToString(),
        '\n' => "",
        _ => $"\\{kind}",
    };

    private static bool TryAppend(StringBuilder result, uint point)
    {
        if (point < 0x10000) result.Append((char)point);
        else if (Rune.IsValid(point)) result.Append(new Rune(point));
        else return false;
        return true;
    }
}
