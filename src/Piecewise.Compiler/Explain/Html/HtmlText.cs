using System.Globalization;
using System.Net;

namespace Piecewise.Compiler.Explain;

/// <summary>Text and numbers as a page may hold them. Names come out of files that strangers wrote.</summary>
internal static class HtmlText
{
    private const char Instead = '\uFFFD';

    /// <summary>Text for elements and attributes: markup is escaped, and what no document may hold becomes a sign of its own.</summary>
    public static string Of(string text) => WebUtility.HtmlEncode(Printable(text));

    /// <summary>Text that is cut at a length; whole, it belongs into a title.</summary>
    public static string Shortened(string text, int length) => Of(text.Length <= length ? text : $"{text[..(length - 1)]}…");

    public static string Number(double value, string format = "0.##") => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary><c>4.20 µs</c>, <c>12.3 ms</c>: three digits that say something.</summary>
    public static string Milliseconds(double value)
    {
        var (number, unit) = value >= 1 ? (value, "ms") : (1000 * value, "µs");
        return $"{Number(number, number >= 100 ? "F0" : number >= 10 ? "F1" : "F2")} {unit}";
    }

    public static string Milliseconds(TimeSpan time) => Milliseconds(time.TotalMilliseconds);

    /// <summary><c>38.2 %</c>.</summary>
    public static string Percent(double share) => $"{Number(100 * share, "F1")} %";

    /// <summary><c>1 node</c>, <c>2 nodes</c>.</summary>
    public static string Count(long number, string one, string? many = null) =>
        $"{number.ToString(CultureInfo.InvariantCulture)} {(number == 1 ? one : many ?? $"{one}s")}";

    // Control characters and halves of surrogate pairs are in no document; what turns the direction of text around would show another text
    // than there is.
    private static string Printable(string text) => string.Create(text.Length, text, static (result, source) =>
    {
        for (var i = 0; i < source.Length; i++)
        {
            var isPair = char.IsHighSurrogate(source[i]) && i + 1 < source.Length && char.IsLowSurrogate(source[i + 1]);
            if (isPair)
            {
                result[i] = source[i];
                result[++i] = source[i];
                continue;
            }
            result[i] = source[i] switch
            {
                '\n' or '\t' => source[i],
                '\u200E' or '\u200F' or '\u061C' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') => Instead,
                '\uFFFE' or '\uFFFF' => Instead,
                var c when char.IsControl(c) || char.IsSurrogate(c) => Instead,
                var c => c,
            };
        }
    });
}
