namespace Piecewise.Import;

/// <summary>Text from a file made fit for a message: a hostile name must not fill a screen or send a terminal control codes.</summary>
internal static class Printable
{
    private const int MaxLength = 80;

    public static string Text(string text) => WithoutControls(text.Length > MaxLength ? text[..MaxLength] + "…" : text, '?');

    /// <summary>
    /// The text with another character in place of each control character and each that turns text around; itself where it has none.
    /// </summary>
    public static string WithoutControls(string text, char instead = '\uFFFD')
    {
        foreach (char c in text)
        {
            if (IsControl(c))
            {
                return string.Create(text.Length, (text, instead), static (target, source) =>
                {
                    for (int i = 0; i < target.Length; i++)
                        target[i] = IsControl(source.text[i]) ? source.instead : source.text[i];
                });
            }
        }

        return text;
    }

    private static bool IsControl(char c) =>
        char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\u200E' or '\u200F' or '\u061C'
            or '\u2028' or '\u2029';
}
