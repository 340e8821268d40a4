using System.CommandLine;
using System.CommandLine.Parsing;

namespace Piecewise.Cli.Commands;

/// <summary>What is wrong with a command line that can't be read, in words that help, once for each mistake.</summary>
internal static class UnreadableLine
{
    /// <summary>The problems, and the command whose help explains what is right; "" for the tool's own.</summary>
    /// <param name="parsed">What the line was read as.</param>
    /// <param name="commands">The names of all commands.</param>
    public static (IReadOnlyList<string> Problems, string Command) Explain(ParseResult parsed, IReadOnlyCollection<string> commands)
    {
        var command = parsed.CommandResult.Command;
        if (command is RootCommand && parsed.UnmatchedTokens.FirstOrDefault(t => !IsOption(t)) is { } verb)
        {
            return ([$"There is no command '{verb}'.{Suggestion.For(verb, commands)} The commands are {string.Join(", ", commands)}."], "");
        }
        var name = command is RootCommand ? "" : string.Join(' ', Path(parsed.CommandResult));
        if (command.Subcommands.Count > 0 && command is not RootCommand
            && parsed.UnmatchedTokens.FirstOrDefault(t => !IsOption(t)) is { } part)
        {
            var parts = command.Subcommands.Select(c => c.Name).ToList();
            return ([$"There is no command '{name} {part}'.{Suggestion.For(part, parts)} There are {string.Join(", ", parts)}."], name);
        }
        var unknown = parsed.UnmatchedTokens.Where(IsOption).ToList();
        if (unknown.Count > 0)
        {
            var options = command.Options.SelectMany(o => o.Aliases.Prepend(o.Name)).ToList();
            return ([.. unknown.Select(o => $"There is no option '{o}'.{Suggestion.For(o, options)}")], name);
        }
        return parsed.UnmatchedTokens.Count > 0
            ? ([.. parsed.UnmatchedTokens.Select(t => $"'{t}' is one argument too many: quote a value that has spaces.")], name)
            : ([.. parsed.Errors.Select(Text).Distinct()], name);
    }

    // In words of the command line: what the library says of a value names a .NET type.
    private static string Text(ParseError error)
    {
        if (error.SymbolResult is not OptionResult { Option: var option, Tokens: [{ Value: var given }, ..] }
            || !error.Message.Contains(option.ValueType.FullName!, StringComparison.Ordinal))
        {
            return error.Message;
        }
        var type = Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
        if (type.IsEnum)
        {
            string[] names = [.. Enum.GetNames(type).Select(n => n.ToLowerInvariant())];
            return $"{option.Name} takes {string.Join(", ", names[..^1])} or {names[^1]}, not '{given}'.{Suggestion.For(given, names)}";
        }
        return $"{option.Name} takes {(type == typeof(double) ? "a number" : "a whole number")}, not '{given}'.";
    }

    private static bool IsOption(string token) => token.StartsWith('-') && token.Length > 1;

    private static IEnumerable<string> Path(CommandResult command)
    {
        var names = new Stack<string>();
        for (SymbolResult? at = command; at is CommandResult { Command: not RootCommand } part; at = at.Parent)
        {
            names.Push(part.Command.Name);
        }
        return names;
    }
}
