using System.CommandLine;
using Piecewise.Compiler;
using Piecewise.Compiler.Build;

namespace Piecewise.Cli.Commands;

/// <summary>The option that names the folder of compiled programs: by default one of this user's. The library has no default.</summary>
internal sealed class CacheArguments
{
    private readonly Option<string?> folder = new("--cache")
    {
        Description = $"The folder in which compiled programs are kept; by default {Default ?? "none"}."
    };
    private readonly Option<bool> none = new("--no-cache") { Description = "Keep nothing, and load nothing that was kept." };

    /// <summary>Null where the system knows of no place for a user's files.</summary>
    private static string? Default { get; } =
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData,
            Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } local
            ? Path.Combine(local, "piecewise")
            : null;

    /// <summary>For a command that can do without.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(folder);
        command.Options.Add(none);
    }

    /// <summary>For a command about the folder itself.</summary>
    public void AddFolderTo(Command command) => command.Options.Add(folder);

    /// <summary>Whether the caller named a folder.</summary>
    public bool IsNamed(ParseResult parsed) => parsed.GetValue(folder) is not null;

    /// <summary>These options with the folder, or without one.</summary>
    public CompileOptions ReadInto(CompileOptions options, ParseResult parsed)
    {
        var reason = options.Mode != RunMode.Compiled ? $"the mode '{options.Mode.ToString().ToLowerInvariant()}' compiles nothing"
            : options.Backend is not (null or Backends.Generated) ? $"what the backend '{options.Backend}' makes is not kept"
            : null;
        return IsNamed(parsed) && reason is not null
            ? throw new UsageException($"--cache can't be used here: {reason}.")
            : options with { CacheFolder = Read(parsed) };
    }

    private string? Read(ParseResult parsed) => !parsed.GetValue(none) ? Folder(parsed)
        : parsed.GetValue(folder) is null ? null
        : throw new UsageException("--cache and --no-cache contradict each other.");

    /// <summary>The folder.</summary>
    public string ReadFolder(ParseResult parsed) =>
        Folder(parsed) ?? throw new UsageException("This user has no folder for such files; name one with --cache.");

    private string? Folder(ParseResult parsed) =>
        parsed.GetValue(folder) is not { } path ? Default
        : string.IsNullOrWhiteSpace(path) ? throw new UsageException("--cache takes the name of a folder.")
        : File.Exists(path) ? throw new UsageException($"{path} is a file; --cache takes a folder.")
        : path;
}
