namespace Piecewise.Cli.Processes;

/// <summary>How this program is started once more.</summary>
internal static class Self
{
    /// <summary>A program and its first arguments, as this one was started: by itself, or by <c>dotnet</c>.</summary>
    public static IReadOnlyList<string> Command { get; } =
        Path.GetFileNameWithoutExtension(Environment.ProcessPath!) is "dotnet"
            ? [Environment.ProcessPath!, Path.GetFullPath(Environment.GetCommandLineArgs()[0])]
            : [Environment.ProcessPath!];
}
