namespace Piecewise.Compiler.Tests.Import;

/// <summary>
/// Exported programs to test with: the folder named by <c>PIECEWISE_CORPUS</c>, or a <c>shared/corpus</c> folder in or
/// beside the repository, and always the small programs among the fixtures.
/// </summary>
internal static class Corpus
{
    private static readonly string Repository = FindRepository();

    /// <summary>Folder of the small programs that belong to the repository.</summary>
    public static string Programs { get; } = Path.Combine(Repository, "tests", "fixtures", "corpus", "programs");

    /// <summary>The full corpus; null where this machine has none.</summary>
    public static string? Folder { get; } = FindFolder();

    /// <summary>All archives, as full paths.</summary>
    public static TheoryData<string> Archives()
    {
        string[] files = Directory.GetFiles(Folder ?? Programs, "*.pt2", SearchOption.AllDirectories);
        Array.Sort(files, StringComparer.Ordinal);
        return [.. files];
    }

    public static string Program(string name) => Path.Combine(Programs, name + ".pt2");

    private static string? FindFolder()
    {
        if (Environment.GetEnvironmentVariable("PIECEWISE_CORPUS") is { Length: > 0 } given)
            return given;
        for (DirectoryInfo? folder = new(Repository); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "corpus");
            if (Directory.Exists(candidate))
                return candidate;
        }

        return null;
    }

    private static string FindRepository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Piecewise.slnx")))
                return folder.FullName;
        }

        throw new InvalidOperationException("the tests run outside the repository");
    }
}
