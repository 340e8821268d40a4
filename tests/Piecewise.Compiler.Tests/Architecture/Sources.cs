using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Architecture;

/// <summary>The files of the checkout that people write.</summary>
internal static class Sources
{
    private static readonly string[] Made = ["bin", "obj", "artifacts", "TestResults"];

    /// <summary>Files below a folder of the checkout, without those that builds make.</summary>
    /// <param name="folder">Relative to the checkout: <c>src</c>.</param>
    /// <param name="extension">With a point.</param>
    public static IEnumerable<string> Below(string folder, string extension) => Directory
        .EnumerateFiles(Path.Combine(Repository.Root, folder), "*" + extension, SearchOption.AllDirectories)
        .Where(f => !NameOf(f).Split('/').Any(Made.Contains)).Order(StringComparer.Ordinal);

    /// <summary>A file's path as people write it: relative to the checkout, with slashes.</summary>
    public static string NameOf(string file) => Path.GetRelativePath(Repository.Root, file).Replace('\\', '/');
}
