namespace Piecewise.Testing;

/// <summary>The checkout that the tests were built in: fixtures and documents are read from the source folders.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Piecewise.slnx")))
            {
                return folder.FullName;
            }
        }
        throw new DirectoryNotFoundException($"{AppContext.BaseDirectory} lies in no checkout.");
    }
}
