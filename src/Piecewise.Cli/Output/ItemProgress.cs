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
        Terminal.Bar().Start(context =>
        {
            var task = context.AddTask("", maxValue: items.Count);
            foreach (var item in items)
            {
                task.Description = Markup.Escape(PlainText.Of(name(item) ?? ""));
                work(item);
                task.Increment(1);
            }
        });
    }
}
