using Spectre.Console;

namespace Piecewise.Cli.Output;

/// <summary>Progress on standard error while a command works through items: a bar on a terminal, else silence.</summary>
internal static class ItemProgress
{
    public static void Over<T>(IReadOnlyList<T> items, bool quiet, Func<T, string?> name, Action<T> work)
    {
        if (quiet || Console.IsErrorRedirected || items.Count < 2)
        {
            foreach (var item in items)
            {
                work(item);
            }
            return;
        }
        Bar().Start(context =>
        {
            var task = context.AddTask("", maxValue: items.Count);
            foreach (var item in items)
            {
                task.Description = Markup.Escape(name(item) ?? "");
                work(item);
                task.Increment(1);
            }
        });
    }

    /// <summary>A bar on standard error that goes when the work is done.</summary>
    public static Progress Bar() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }).Progress().AutoClear(true);
}
