using Piecewise.Graphs;

namespace Piecewise.Testing;

/// <summary>The fixtures <c>FileTests/**/*.graph</c> of one test project, with the kinds that it knows.</summary>
internal sealed class FileTestSuite
{
    /// <summary>Where it is 1, expectations that do not hold are rewritten.</summary>
    public const string AcceptVariable = "PIECEWISE_ACCEPT";

    private readonly string project;
    private readonly string folder;
    private readonly OperatorCatalog catalog;
    private readonly Dictionary<string, IFileTestKind> kinds;

    /// <param name="project">The test project's name, which is its folder's under <c>tests</c>.</param>
    /// <param name="catalog">The operators that the fixtures use.</param>
    /// <param name="kinds">The kinds of tests that the fixtures may be.</param>
    public FileTestSuite(string project, OperatorCatalog catalog, params IEnumerable<IFileTestKind> kinds)
    {
        this.project = project;
        this.catalog = catalog;
        this.kinds = kinds.ToDictionary(k => k.Name, StringComparer.Ordinal);
        folder = Path.Combine(Repository.Root, "tests", project, "FileTests");
    }

    /// <summary>Paths of the fixtures in the folder, in order.</summary>
    public IEnumerable<string> Files => Directory.EnumerateFiles(folder, "*.graph", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(folder, f).Replace('\\', '/')).Order(StringComparer.Ordinal);

    /// <summary>Runs one fixture.</summary>
    /// <exception cref="FileTestException">It is of no known kind, has an unknown option, or its expectation does not hold.</exception>
    public void Run(string file)
    {
        var path = Path.Combine(folder, file);
        var test = FileTest.Parse(file, File.ReadAllText(path));
        var actual = Evaluate(test).ReplaceLineEndings("\n").Trim();
        if (actual == test.Expected)
        {
            return;
        }
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            File.WriteAllText(path, test.WithExpected(actual));
            return;
        }
        throw new FileTestException(
            $"{file} gives something else than it expects. {FirstDifference(test.Expected, actual)}\n\nAll of it:\n{actual}\n\nIf that is "
            + $"right: {AcceptCommand}");
    }

    /// <summary>The command that accepts what the fixtures give now.</summary>
    public string AcceptCommand => $"{AcceptVariable}=1 dotnet test tests/{project} --filter FileTests";

    /// <summary>The result of a fixture, without comparing it.</summary>
    /// <exception cref="FileTestException">It is of no known kind, or has an unknown option.</exception>
    public string Evaluate(FileTest test)
    {
        ArgumentNullException.ThrowIfNull(test);
        if (!kinds.TryGetValue(test.Kind, out var kind))
        {
            throw new FileTestException(
                $"{test.Path} is a test of the "
                + $"kind '{test.Kind}'; {project} knows {string.Join(", ", kinds.Keys.Order(StringComparer.Ordinal))}.");
        }
        var actual = kind.Run(test, catalog);
        return test.UnknownOptions.FirstOrDefault() is { } unknown
            ? throw new FileTestException($"{test.Path} has the option '{unknown}', which a test of the kind '{test.Kind}' does not read.")
            : actual;
    }

    private static string FirstDifference(string expected, string actual)
    {
        if (expected.Length == 0)
        {
            return "It expects nothing yet.";
        }
        var (before, after) = (expected.Split('\n'), actual.Split('\n'));
        var line = before.Zip(after).TakeWhile(p => p.First == p.Second).Count();
        return "The first difference is in "
            + $"line {line + 1}:\n- {before.ElementAtOrDefault(line) ?? "(the end)"}\n+ {after.ElementAtOrDefault(line) ?? "(the end)"}";
    }
}
