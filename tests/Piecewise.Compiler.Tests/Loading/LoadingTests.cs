using Piecewise.Compiler.Build;
using Piecewise.Import;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Tests.Loading;

/// <summary>Loading a model: progress, cancellation, and what a cache saves (K2, K3).</summary>
public sealed class LoadingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("piecewise-load-").FullName;

    private CompileOptions Options => new() { CacheFolder = Path.Combine(folder, "cache") };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Progress_increases_to_one()
    {
        foreach (var start in new[] { "compiles", "loads" })
        {
            var reports = new List<CompileProgress>();
            using var model = await CompiledModel.LoadAsync(Samples.Small, Options, new Synchronous(reports.Add));
            Assert.Equal(reports.Select(r => r.Fraction).Order(), reports.Select(r => r.Fraction));
            Assert.True(reports.Count >= 4, $"{start}: {reports.Count} reports");
            Assert.Equal(new CompileProgress("ready", 1), reports[^1]);
            Assert.Equal(reports.SkipLast(1).Select(r => r.Phase), model.Report.Phases.Select(p => p.Phase));
        }
    }

    [Theory]
    [InlineData("open")]
    [InlineData("import")]
    [InlineData("lower")]
    [InlineData("compile")]
    public async Task Cancelling_in_a_phase_ends_loading_and_publishes_nothing(string phase)
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new Synchronous(p =>
        {
            if (p.Phase == phase)
            {
                cancellation.Cancel();
            }
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => CompiledModel.LoadAsync(Samples.Small, Options, progress, cancellation.Token));
        Assert.Empty(new ArtifactCache(Options.CacheFolder!).List().Entries);
    }

    [Fact]
    public async Task A_second_start_compiles_nothing_wherever_the_cache_and_the_model_lie() // K3
    {
        var first = await Load(Samples.Small, Options);
        Assert.True(first.Compiled > 0);
        Assert.Equal(0, first.Loaded);

        var (moved, copy) = (Path.Combine(folder, "elsewhere"), Path.Combine(folder, "renamed.pt2"));
        Directory.Move(Options.CacheFolder!, moved);
        File.Copy(Samples.Small, copy);
        var second = await Load(copy, Options with { CacheFolder = moved });
        Assert.Equal((0, first.Compiled), (second.Compiled, second.Loaded));
        Assert.Equal(first.Key, second.Key);
        Assert.Equal(first.Numbers, second.Numbers);
        Assert.Equal("", second.Reason);
    }

    [Fact]
    public async Task What_can_not_be_kept_runs_and_says_why()
    {
        var file = Path.Combine(folder, "no-folder");
        File.WriteAllText(file, "");
        using var model = await CompiledModel.LoadAsync(Samples.Small, Options with { CacheFolder = file });
        Assert.True(model.Report.Compiled > 0);
        Assert.Contains("no-folder", model.Report.NotKept, StringComparison.Ordinal);
        using var kept = await CompiledModel.LoadAsync(Samples.Small, Options);
        Assert.Equal("", kept.Report.NotKept);
    }

    [Fact]
    public async Task A_damaged_artifact_is_compiled_again() // K2
    {
        var first = await Load(Samples.Small, Options);
        var file = Directory.EnumerateFiles(Options.CacheFolder!, "*.pwa", SearchOption.AllDirectories).Single();
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 0x10;
        File.WriteAllBytes(file, bytes);

        var second = await Load(Samples.Small, Options);
        Assert.Equal((first.Compiled, 0), (second.Compiled, second.Loaded));
        Assert.NotEmpty(second.Reason);
        Assert.Equal(first.Numbers, second.Numbers);
        Assert.Equal(first.Compiled, (await Load(Samples.Small, Options)).Loaded);
    }

    [Theory]
    [InlineData(ArtifactSectionNames.Program)]
    [InlineData(ArtifactSectionNames.Assembly)]
    public async Task An_artifact_whose_checksums_are_right_and_whose_content_is_none_is_compiled_again(string section) // K2
    {
        var first = await Load(Samples.Small, Options);
        var cache = new ArtifactCache(Options.CacheFolder!);
        using (var archive = Pt2Archive.Open(Samples.Small))
        {
            var artifact = cache.Find(ProgramKey.Of(archive, Options)).Artifact!;
            byte[] wrong = [1, 2, 3, 4];
            cache.Publish(
                new Artifact(artifact.Manifest, artifact.Sections.Select(s => s.Name == section ? new ArtifactSection(s.Name, wrong) : s)));
        }
        var second = await Load(Samples.Small, Options);
        Assert.Equal((first.Compiled, 0), (second.Compiled, second.Loaded));
        Assert.Equal(first.Numbers, second.Numbers);
    }

    private sealed record Loading(int Compiled, int Loaded, ArtifactKey Key, string Reason, float[] Numbers);

    private static async Task<Loading> Load(string path, CompileOptions options)
    {
        using var model = await CompiledModel.LoadAsync(path, options);
        var inputs = new CallShapes(model.Program.Manifest, new Dictionary<string, long>()).Zeros();
        return new Loading(model.Report.Compiled, model.Report.Loaded, model.Report.Key!, model.Report.CacheReason,
            Samples.Numbers(model.Run(inputs)));
    }

    /// <summary>Reports in the thread that loads, unlike Progress.</summary>
    private sealed class Synchronous(Action<CompileProgress> report) : IProgress<CompileProgress>
    {
        public void Report(CompileProgress value) => report(value);
    }
}
