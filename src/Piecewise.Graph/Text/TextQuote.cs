using System.Text;

namespace Piecewise.Graphs;

/// <summary>String literals of the text form: double quotes, backslash escapes, everything outside printable ASCII as <c>\u{hex}</c>.</summary>
internal static class TextQuote
{
    public static string Quote(string text)
    {
        var builder = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => builder.Append("\\\""),
                '\\' => builder.Append("\\\\"),
                '\n' => builder.Append("\\n"),
                '\t' => builder.Append("\\t"),
                >= ' ' and <= '~' => builder.Append(c),
                _ => builder.Append("\\u{").Append(((int)c).ToString("x", System.Globalization.CultureInfo.InvariantCulture)).Append('}'),
            };
        }
        return builder.Append('"').ToString();
    }
}
