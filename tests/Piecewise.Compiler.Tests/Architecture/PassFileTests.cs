using Piecewise.Compiler.Lower;

namespace Piecewise.Compiler.Tests.Architecture;

/// <summary>Each pass of the standard pipeline is run by a file test that shows a graph before and after.</summary>
public sealed class PassFileTests
{
    public static TheoryData<string, bool> Passes
    {
        get
        {
            var passes = new TheoryData<string, bool>();
            foreach (var pass in StandardPipeline.Create().Steps.Select(s => s.Pass).DistinctBy(p => p.Name))
            {
                passes.Add(pass.Name, pass.IsRequired);
            }
            return passes;
        }
    }

    // What later stages rely on leaves no record of a rewrite.
    [Theory]
    [MemberData(nameof(Passes))]
    public void A_file_test_shows_what_it_does(string pass, bool isRequired)
    {
        var files = Sources.Below("tests/Piecewise.Compiler.Tests/FileTests/passes", ".graph")
            .Where(f => Runs(File.ReadLines(f), pass)
                && (isRequired || File.ReadLines(f).Any(l => l.StartsWith($"// rewrite {pass}:", StringComparison.Ordinal))));
        Assert.True(files.Any(),
            $"No file in FileTests/passes runs {pass} and shows a rewrite of it; docs/add-a-pass.md says how to write one.");
    }

    private static bool Runs(IEnumerable<string> lines, string pass) => lines
        .Select(l => l.Split(' ').FirstOrDefault(w => w.StartsWith("run=", StringComparison.Ordinal)))
        .Any(run => run is not null && run["run=".Length..].Split(',').Contains(pass));
}
