namespace Piecewise.Compiler.Tests.Import;

/// <summary>
/// Exported programs to test with: those among the fixtures, and the folders named by <c>PIECEWISE_CORPUS</c> (a path list), or a
/// <c>shared/corpus</c> folder in or beside the repository.
/// </summary>
internal static class Corpus
{
    private static readonly string Repository = FindRepository();

    /// <summary>Folder of the programs that belong to the repository.</summary>
    public static string Fixtures { get; } = Path.Combine(Repository, "tests", "fixtures", "corpus");

    /// <summary>Folder of the small programs among them.</summary>
    public static string Programs { get; } = Path.Combine(Fixtures, "programs");

    /// <summary>Further folders; none on a machine that has only the repository.</summary>
    public static IReadOnlyList<string> Folders { get; } = FindFolders();

    /// <summary>All archives, as full paths.</summary>
    public static TheoryData<string> Archives() => [.. Files()];

    /// <summary>The archives with recorded outputs beside them.</summary>
    public static TheoryData<string> Recorded() => [.. Files().Where(f => File.Exists(Path.ChangeExtension(f, ".safetensors")))];

    public static string Program(string name) => Path.Combine(Programs, name + ".pt2");

    private static IEnumerable<string> Files() => Folders.Prepend(Fixtures)
        .SelectMany(folder => Directory.GetFiles(folder, "*.pt2", SearchOption.AllDirectories)).Distinct().Order(StringComparer.Ordinal);

    private static IReadOnlyList<string> FindFolders()
    {
        if (Environment.GetEnvironmentVariable("PIECEWISE_CORPUS") is { Length: > 0 } given)
            return given.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        for (DirectoryInfo? folder = new(Repository); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "corpus");
            if (Directory.Exists(candidate))
                return [candidate];
        }

        return [];
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
