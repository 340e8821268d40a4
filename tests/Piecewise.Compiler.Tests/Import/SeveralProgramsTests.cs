using Piecewise.Import;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Import;

/// <summary>A file with several programs: one is chosen by its name, and without a choice the names are told (F1).</summary>
public sealed class SeveralProgramsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("piecewise-several-").FullName;

    private static string File { get; } = Path.Combine(Repository.Root, "tests", "fixtures", "import", "several_programs.pt2");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Without_a_choice_the_names_are_told()
    {
        var refused = Assert.Throws<Pt2FormatException>(() => PreparedProgram.Load(File));

        Assert.Contains(
            "holds 2 programs, first, second: choose one, by --program first on the command line, by the option Program in the library",
            refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_none_is_told()
    {
        var refused = Assert.Throws<Pt2FormatException>(() => PreparedProgram.Load(File, new CompileOptions { Program = "third" }));

        Assert.Contains("there is no program 'third'; the archive holds first, second", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_has_weights_of_its_own_also_in_the_cache()
    {
        var results = new Dictionary<string, float[]>();
        foreach (var start in new[] { "compiled", "loaded" })
        {
            foreach (var name in new[] { "first", "second" })
            {
                var options = new CompileOptions { CacheFolder = folder, Program = name };
                using var model = await CompiledModel.LoadAsync(File, options);
                Assert.Equal(start == "loaded", model.Report.Loaded > 0);
                var result = model.Run(
                    Tensor.From<float>([.. Enumerable.Range(0, 12).Select(i => (float)i)], 3, 4))[0].Tensor!.AsSpan<float>().ToArray();
                Assert.Equal(results.TryAdd(name, result) ? result : results[name], result);
            }
        }
        Assert.NotEqual(results["first"], results["second"]);
    }
}
