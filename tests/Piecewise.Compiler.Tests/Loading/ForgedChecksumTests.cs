using System.IO.Compression;
using Piecewise.Compiler.Build;
using Piecewise.Compiler.Tests.Import;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Runtime;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Loading;

/// <summary>
/// Files whose weights differ and whose checksums, which their writers have chosen, do not: none gets what was computed from another's
/// weights (K1).
/// </summary>
public sealed class ForgedChecksumTests : IDisposable
{
    private const int Width = 8;

    private static readonly TensorType Matrix = new(DType.F32, [Width, Width]);

    private readonly string folder = Directory.CreateTempSubdirectory("piecewise-forged-").FullName;

    private CompileOptions Options => new() { CacheFolder = Path.Combine(folder, "cache") };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("folded")]
    [InlineData("joined")]
    public async Task K1_constants_belong_to_the_weights_that_they_were_computed_from(string kind)
    {
        var (first, second) = (Write(kind, 1), Write(kind, 2));
        Assert.Equal(KeyOf(first), KeyOf(second));
        var (wanted, other) = (await Numbers(first, new CompileOptions()), await Numbers(second, new CompileOptions()));
        Assert.NotEqual(wanted.Numbers, other.Numbers);

        Assert.Equal(wanted.Numbers, (await Numbers(first, Options)).Numbers);
        var again = await Numbers(first, Options);
        Assert.Equal(0, again.Compiled);
        Assert.Equal(wanted.Numbers, again.Numbers);

        var forged = await Numbers(second, Options);
        Assert.True(forged.Compiled > 0);
        Assert.Contains("although its checksum is the same", forged.Reason, StringComparison.Ordinal);
        Assert.Equal(other.Numbers, forged.Numbers);
        // The key has one place; who was there last is found.
        again = await Numbers(second, Options);
        Assert.Equal(0, again.Compiled);
        Assert.Equal(other.Numbers, again.Numbers);
        Assert.Equal(wanted.Numbers, (await Numbers(first, Options)).Numbers);
    }

    [Fact]
    public async Task K1_a_file_that_was_compared_is_compared_again_once_it_is_written()
    {
        var (file, other) = (Write("folded", 1), Write("folded", 2));
        var wanted = await Numbers(file, Options);
        var cache = new ArtifactCache(Options.CacheFolder!);
        var stamp = FileStamp.Of(file);
        if (!OperatingSystem.IsLinux())
        {
            Assert.Null(stamp);
            return;
        }
        // Too young to be told from what it may become within the same tick of the clock.
        Assert.False(stamp!.IsSettled);
        Assert.False(cache.IsKnownSource(KeyOf(file), stamp));
        await Task.Delay(TimeSpan.FromSeconds(4.5));
        Assert.Equal(0, (await Numbers(file, Options)).Compiled);
        Assert.True(cache.IsKnownSource(KeyOf(file), FileStamp.Of(file)!));
        Assert.Equal(wanted.Numbers, (await Numbers(file, Options)).Numbers);

        // The same length, checksums and time of writing: only what nobody can set differs.
        var written = File.GetLastWriteTimeUtc(file);
        File.WriteAllBytes(file, File.ReadAllBytes(other));
        File.SetLastWriteTimeUtc(file, written);
        Assert.False(cache.IsKnownSource(KeyOf(file), FileStamp.Of(file)!));
        var forged = await Numbers(file, Options);
        Assert.True(forged.Compiled > 0);
        Assert.NotEqual(wanted.Numbers, forged.Numbers);
        // What was known of the artifact that stood there goes with it.
        Assert.False(cache.IsKnownSource(KeyOf(file), stamp));
    }

    [Fact]
    public async Task K1_weights_from_which_nothing_is_computed_are_the_files_own()
    {
        var (first, second) = (Write("plain", 1), Write("plain", 2));
        var (wanted, other) = (await Numbers(first, Options), await Numbers(second, Options));
        Assert.Equal(0, other.Compiled);
        Assert.NotEqual(wanted.Numbers, other.Numbers);
        Assert.Equal((await Numbers(second, new CompileOptions())).Numbers, other.Numbers);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task K2_constants_that_name_no_weights_are_not_used(bool isDamaged)
    {
        var file = Write("folded", 1);
        var wanted = await Numbers(file, Options);
        var cache = new ArtifactCache(Options.CacheFolder!);
        var artifact = cache.Find(KeyOf(file)).Artifact!;
        Assert.Contains(artifact.Sections, s => s.Name == "weights");
        cache.Publish(new Artifact(artifact.Manifest, artifact.Sections.Where(s => isDamaged || s.Name != "weights")
            .Select(s => s.Name == "weights" ? new ArtifactSection(s.Name, s.Content[..^7]) : s)));
        var again = await Numbers(file, Options);
        Assert.True(again.Compiled > 0);
        Assert.Contains("weights", again.Reason, StringComparison.Ordinal);
        Assert.Equal(wanted.Numbers, again.Numbers);
    }

    private ArtifactKey KeyOf(string file)
    {
        using var archive = Pt2Archive.Open(file);
        return ProgramKey.Of(archive, Options);
    }

    private static async Task<(int Compiled, string Reason, float[] Numbers)> Numbers(string path, CompileOptions options)
    {
        using var model = await CompiledModel.LoadAsync(path, options);
        var x = Tensor.From<float>([.. Enumerable.Range(0, Width * Width).Select(i => (i % 7) - 3f)], Width, Width);
        return (model.Report.Compiled, model.Report.CacheReason, Samples.Numbers(model.Run(x)));
    }

    private string Write(string kind, int seed)
    {
        var path = Path.Combine(folder, $"{kind}{seed}.pt2");
        var builder = new ZipBuilder { Root = "" };
        using var honest = new ZipArchive(new MemoryStream(Program(kind).Archive()));
        foreach (var entry in honest.Entries)
        {
            using var content = new MemoryStream();
            using (var stream = entry.Open())
            {
                stream.CopyTo(content);
            }
            var isWeight = entry.FullName.Contains("weights/w", StringComparison.Ordinal);
            builder.Add(entry.FullName, isWeight ? Weights(seed) : content.ToArray(), e => e.DeclaredCrc = isWeight ? 7 : null);
        }
        File.WriteAllBytes(path, builder.Build());
        return path;
    }

    private static byte[] Weights(int seed)
    {
        var random = new Random(seed);
        float[] numbers = [.. Enumerable.Range(0, Width * Width).Select(_ => random.Next(-4, 5) / 2f)];
        return System.Runtime.InteropServices.MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();
    }

    private static ProgramFile Program(string kind)
    {
        var file = new ProgramFile();
        var w = file.Parameter("w", Matrix);
        var v = file.Parameter("wv", Matrix);
        var x = file.Input("x", Matrix);
        var graph = file.Graph;
        switch (kind)
        {
            case "folded":
                var product = graph.Call("aten.mul.Tensor", "product", Matrix, ("self", ArgText.Tensor(w)), ("other", ArgText.Tensor(v)));
                file.Output(graph.Call("aten.add.Tensor", "y", Matrix, ("self", ArgText.Tensor(x)), ("other", ArgText.Tensor(product))));
                break;
            case "joined":
                file.Output(graph.Call("aten.linear.default", "y", Matrix, ("input", ArgText.Tensor(x)), ("weight", ArgText.Tensor(w))));
                file.Output(graph.Call("aten.linear.default", "z", Matrix, ("input", ArgText.Tensor(x)), ("weight", ArgText.Tensor(v))));
                break;
            default:
                file.Output(graph.Call("aten.add.Tensor", "y", Matrix, ("self", ArgText.Tensor(x)), ("other", ArgText.Tensor(w))));
                break;
        }
        return file;
    }
}
