namespace Piecewise.Llm.Tests.Generation;

/// <summary>Files of the repository, found from where the tests run.</summary>
internal static class Samples
{
    private static readonly string Root = FindRoot();

    public static string Path(string name) => System.IO.Path.Combine(Root, "samples", name);

    public static string Fixture(params string[] parts) => System.IO.Path.Combine([Root, "tests", "fixtures", "corpus", .. parts]);

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(System.IO.Path.Combine(folder, "Piecewise.slnx")))
        {
            folder = System.IO.Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The tests do not run inside the repository.");
        }
        return folder;
    }
}
