namespace Piecewise.Compiler.Import;

/// <summary>Text from a file made fit for a message: a hostile name must not fill a screen or send a terminal control codes.</summary>
internal static class Printable
{
    private const int MaxLength = 80;

    public static string Text(string text)
    {
        string start = text.Length > MaxLength ? text[..MaxLength] + "…" : text;
        return string.Create(start.Length, start, static (target, source) =>
        {
            for (int i = 0; i < target.Length; i++)
                target[i] = char.IsControl(source[i]) ? '?' : source[i];
        });
    }
}
