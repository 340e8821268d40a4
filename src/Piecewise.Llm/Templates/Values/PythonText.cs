using System.Globalization;
using System.Text;

namespace Piecewise.Llm.Templates.Values;

/// <summary>What Python's <c>str</c> knows of characters and lines.</summary>
internal static class PythonText
{
    /// <summary>Whether Python counts it as white space: four separators more than .NET.</summary>
    public static bool IsSpace(char character) => char.IsWhiteSpace(character) || character is >= '\x1c' and <= '\x1f';

    /// <summary>Without white space, or the given characters, at the ends.</summary>
    public static string Strip(string text, string? characters, bool left, bool right)
    {
        int start = 0;
        int end = text.Length;
        while (left && start < end && Width(text, start, fromEnd: false) is int width && IsOf(text.AsSpan(start, width), characters))
            start += width;
        while (right && end > start && Width(text, end, fromEnd: true) is int width && IsOf(text.AsSpan(end - width, width), characters))
            end -= width;
        return text[start..end];
    }

    /// <summary>The lines; Python ends one at more characters than a line feed.</summary>
    public static IEnumerable<string> Lines(string text, bool keepEnds = false)
    {
        for (int start = 0; start < text.Length;)
        {
            int end = start;
            while (end < text.Length && !IsLineEnd(text[end])) end++;
            int next = end == text.Length ? end
                : text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? end + 2
                : end + 1;
            yield return text[start..(keepEnds ? next : end)];
            start = next;
        }
    }

    public static string Upper(string text) => CaseMapping.Upper(text);

    public static string Lower(string text) => CaseMapping.Lower(text);

    /// <summary>The first character as in a title, the others small.</summary>
    public static string Capitalize(string text)
    {
        int width = text.Length == 0 ? 0 : Width(text, 0, fromEnd: false);
        return CaseMapping.Title(text[..width]) + Lower(text)[Lower(text[..width]).Length..];
    }

    /// <summary>Each run of letters as <see cref="Capitalize"/> does.</summary>
    public static string Title(string text)
    {
        var result = new StringBuilder();
        bool inWord = false;
        foreach (var rune in text.EnumerateRunes())
        {
            var part = rune.ToString();
            result.Append(inWord ? Lower(part) : CaseMapping.Title(part));
            inWord = IsCased(rune);
        }
        return result.ToString();
    }

    public static string SwapCase(string text)
    {
        var result = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var part = rune.ToString();
            result.Append(Rune.IsUpper(rune) ? Lower(part) : Rune.IsLower(rune) ? Upper(part) : part);
        }
        return result.ToString();
    }

    /// <summary>Whether there is a letter that has a case, and none of the other one.</summary>
    public static bool IsCase(string text, bool upper)
    {
        bool any = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsCased(rune)) continue;
            if (upper ? !Rune.IsUpper(rune) : !Rune.IsLower(rune)) return false;
            any = true;
        }
        return any;
    }

    /// <summary>Whether there are characters, and all are of the kind.</summary>
    public static bool All(string text, Func<Rune, bool> isKind)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (!isKind(rune)) return false;
        }
        return text.Length > 0;
    }

    public static bool IsPrintable(Rune rune) => rune.Value == ' ' || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.SpaceSeparator);

    private static bool IsCased(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter;

    private static bool IsLineEnd(char character) => character is '\n' or '\r' or '\v' or '\f' or (>= '\x1c' and <= '\x1e') or '\x85'
        or '\u2028' or '\u2029';

    private static bool IsOf(ReadOnlySpan<char> point, string? characters) => characters is null
        ? point.Length == 1 && IsSpace(point[0])
        : characters.AsSpan().IndexOf(point, StringComparison.Ordinal) >= 0;

    private static int Width(string text, int at, bool fromEnd) => fromEnd
        ? at >= 2 && char.IsSurrogatePair(text[at - 2], text[at - 1]) ? 2 : 1
        : at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1;
}
