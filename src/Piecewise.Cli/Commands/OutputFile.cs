namespace Piecewise.Cli.Commands;

/// <summary>The name of a file that a command writes.</summary>
internal static class OutputFile
{
    /// <summary>The path, if a file can be there: asked before the work whose result it is to hold.</summary>
    /// <exception cref="UsageException">It is empty, a folder, or in a folder that is not there.</exception>
    public static string Parse(string option, string path) =>
        string.IsNullOrWhiteSpace(path) ? throw new UsageException($"{option} takes the name of a file.")
        : Directory.Exists(path) ? throw new UsageException($"{path} is a folder; {option} takes the name of a file.")
        : Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && !Directory.Exists(folder)
            ? throw new UsageException($"There is no folder {folder}.")
        : path;
}
