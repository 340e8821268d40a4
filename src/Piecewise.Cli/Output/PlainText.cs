using System.Buffers;
using System.Text;

namespace Piecewise.Cli.Output;

/// <summary>
/// The one way to standard output and standard error for text: names come out of files that strangers wrote, and a terminal obeys control
/// characters. Each becomes a sign of its own; line ends and tabs stay.
/// </summary>
internal sealed class PlainText(TextWriter target) : TextWriter
{
    private const char Instead = '\uFFFD';

    // C0, DEL and C1; and what turns the direction of text around.
    private static readonly SearchValues<char> Controls = SearchValues.Create(
    [
        .. Enumerable.Range(0, 0x20).Concat(Enumerable.Range(0x7F, 0x21)).Concat(Enumerable.Range(0x202A, 5))
            .Concat(Enumerable.Range(0x2066, 4))
            .Concat([0x200E, 0x200F, 0x061C]).Select(c => (char)c).Where(c => c is not ('\n' or '\t')),
    ]);

    public override Encoding Encoding => target.Encoding;

    /// <summary>The text without control characters; itself where it has none.</summary>
    public static string Of(string text) => text.AsSpan().ContainsAny(Controls)
        ? string.Create(text.Length, text, static (result, source) => Replace(source, result))
        : text;

    public override void Write(char value) => target.Write(Controls.Contains(value) ? Instead : value);

    public override void Write(string? value) => target.Write(value is null ? null : Of(value));

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void WriteLine(string? value) => target.WriteLine(value is null ? null : Of(value));

    public override void WriteLine(ReadOnlySpan<char> buffer) => WriteLine(buffer.ToString());

    // Windows ends lines with two characters.
    public override void WriteLine() => target.WriteLine();

    public override void Flush() => target.Flush();

    private static void Replace(ReadOnlySpan<char> source, Span<char> result)
    {
        for (var i = 0; i < source.Length; i++)
        {
            // The line ends of Windows are line ends everywhere.
            var isLineEnd = source[i] == '\r' && i + 1 < source.Length && source[i + 1] == '\n';
            result[i] = !isLineEnd && Controls.Contains(source[i]) ? Instead : source[i];
        }
    }
}
