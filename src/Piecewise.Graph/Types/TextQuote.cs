using System.Text;

namespace Piecewise.Graphs;

/// <summary>
/// Names and string literals of the text form. Literals: double quotes, backslash escapes, everything outside printable ASCII as
/// <c>\u{hex}</c>.
/// </summary>
internal static class TextQuote
{
    /// <summary>A name as it is where it is plain (letters, digits, underscores, points), else quoted.</summary>
    public static string Name(string name)
    {
        foreach (var c in name)
        {
            if (!IsNamePart(c))
            {
                return Quote(name);
            }
        }
        return name.Length == 0 ? Quote(name) : name;
    }

    /// <summary>A device as a tensor type names it: <c>cuda:0</c>, quoted where it is anything else than names and colons.</summary>
    public static string Device(string device) => Name(device.Replace(':', '_')).StartsWith('"') ? Quote(device) : device;

    public static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.';

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
