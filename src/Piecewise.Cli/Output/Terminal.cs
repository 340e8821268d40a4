using Spectre.Console;
using Spectre.Console.Rendering;

namespace Piecewise.Cli.Output;

/// <summary>Tables on standard output; where that is no terminal, wide enough that no line is cut.</summary>
internal static class Terminal
{
    private const int WidthWhenRedirected = 400;

    public static void Write(IRenderable content)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = WidthWhenRedirected;
            // Whatever the environment says of the terminal: a file or a pipe gets plain text.
            AnsiConsole.Profile.Capabilities.Ansi = false;
        }
        AnsiConsole.Write(content);
    }
}
