using Spectre.Console;
using Spectre.Console.Rendering;

namespace Piecewise.Cli.Output;

/// <summary>
/// What the tool writes to: text by way of <see cref="PlainText"/>, tables and progress, which use control characters of their own, past
/// it.
/// </summary>
internal static class Terminal
{
    private const int WidthWhenRedirected = 400;

    private static TextWriter output = Console.Out;
    private static TextWriter error = Console.Error;

    /// <summary>From here on no text from elsewhere reaches a terminal with control characters.</summary>
    public static void Protect()
    {
        (output, error) = (Console.Out, Console.Error);
        Console.SetOut(new PlainText(output));
        Console.SetError(new PlainText(error));
    }

    /// <summary>From here on errors alone are written, each behind <paramref name="prefix"/>: another process writes the rest.</summary>
    public static void OnlyErrors(string prefix)
    {
        Console.SetOut(TextWriter.Null);
        Console.SetError(new PrefixedLines(prefix, Console.Error));
        (output, error) = (TextWriter.Null, TextWriter.Null);
    }

    /// <summary>Tables on standard output; where that is no terminal, wide enough that no line is cut.</summary>
    public static void Write(IRenderable content)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthWhenRedirected;
            // Whatever the environment says of the terminal: a file or a pipe gets plain text.
            console.Profile.Capabilities.Ansi = false;
        }
        console.Write(new Plain(content));
    }

    /// <summary>A bar on standard error that goes when the work is done. Its descriptions must be plain text.</summary>
    public static Progress Bar() =>
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) }).Progress().AutoClear(true);

    // A table whose cells hold no control characters.
    private sealed class Plain(IRenderable content) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => content.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            content.Render(options, maxWidth).Select(s => s.IsControlCode ? s : new Segment(PlainText.Of(s.Text), s.Style));
    }
}
