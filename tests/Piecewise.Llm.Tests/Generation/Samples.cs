using Piecewise.Testing;

namespace Piecewise.Llm.Tests.Generation;

/// <summary>Files of the repository that generation is tested with.</summary>
internal static class Samples
{
    public static string Path(string name) => System.IO.Path.Combine(Repository.Root, "samples", name);

    public static string Fixture(params string[] parts) =>
        System.IO.Path.Combine([Repository.Root, "tests", "fixtures", "corpus", .. parts]);
}
