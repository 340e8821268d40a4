using System.Text;

namespace Piecewise.Llm.Templates.Values;

/// <summary>Large and small letters as Unicode's full case mapping has them, which Python follows: one letter may become several.</summary>
internal static class CaseMapping
{
    public static string Upper(string text)
    {
        var simple = text.ToUpperInvariant();
        return simple.AsSpan().ContainsAny(CaseExceptions.Small) ? Replaced(simple, CaseExceptions.Upper) : simple;
    }

    public static string Lower(string text)
    {
        var simple = text.ToLowerInvariant();
        if (simple.Contains('İ')) simple = simple.Replace("İ", "i\u0307", StringComparison.Ordinal);
        return text.Contains('Σ') ? FinalSigmas(text, simple) : simple;
    }

    public static string Title(string character) =>
        CaseExceptions.Title.TryGetValue(character, out var title) ? title
        : character is [>= '\u10d0' and <= '\u10ff'] ? character
        : Upper(character);

    private static string Replaced(string text, IReadOnlyDictionary<char, string> exceptions)
    {
        var result = new StringBuilder(text.Length + 8);
        foreach (char character in text) result.Append(exceptions.TryGetValue(character, out var more) ? more : character.ToString());
        return result.ToString();
    }

    // A sigma at the end of a word has a form of its own.
    private static string FinalSigmas(string text, string lower)
    {
        if (lower.Length != text.Length) return lower;
        var result = lower.ToCharArray();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == 'Σ' && IsLetter(text, i, -1) && !IsLetter(text, i, 1)) result[i] = 'ς';
        }
        return new string(result);
    }

    private static bool IsLetter(string text, int from, int step)
    {
        int at = from + step;
        while (at >= 0 && at < text.Length && IsIgnored(text[at])) at += step;
        return at >= 0 && at < text.Length && char.IsLetter(text[at]);
    }

    private static bool IsIgnored(char character) => character is '\'' or '.' or ':' or '\u2019' or '\u00ad'
        || char.GetUnicodeCategory(character) is System.Globalization.UnicodeCategory.NonSpacingMark;
}
