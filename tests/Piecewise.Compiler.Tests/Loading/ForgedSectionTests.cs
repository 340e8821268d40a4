using Piecewise.Compiler.Build;
using Piecewise.Import;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Tests.Loading;

/// <summary>
/// Sections with right checksums that nobody of ours wrote (K2): read, or refused as damaged, at the start and not during a call.
/// </summary>
public sealed class ForgedSectionTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("piecewise-sections-").FullName;

    private CompileOptions Options => new() { CacheFolder = Path.Combine(folder, "cache") };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task K2_descriptions_with_any_bytes_changed_are_read_or_refused()
    {
        var artifact = await Compiled(Samples.Jargon);
        var sound = artifact.Section(ArtifactSectionNames.Program).ToArray();
        var (read, refused) = (0, 0);
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var bytes = sound.ToArray();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var at = random.Next(bytes.Length);
                bytes[at] = random.Next(3) switch
                {
                    0 => (byte)random.Next(256),
                    1 => (byte)(bytes[at] + 1),
                    _ => (byte)(bytes[at] ^ (1 << random.Next(8)))
                };
            }
            if (random.Next(10) == 0)
            {
                Array.Resize(ref bytes, random.Next(bytes.Length));
            }
            try
            {
                ManifestReader.Read(bytes);
                read++;
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.True(read > 100 && refused > 100, $"{read} read, {refused} refused");
    }

    [Theory]
    [InlineData("", "nothing at all")]
    [InlineData("fe ff ff ff 0f", "a text of -2 characters")]
    [InlineData("ff ff ff ff ff", "a length of more bytes than a number has")]
    [InlineData("ff ff ff ff 07", "a text of 2,147,483,647 characters")]
    public void K2_a_description_that_begins_with_no_text_is_refused(string bytes, string because)
    {
        var section = Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal));

        var e = Assert.ThrowsAny<Exception>(() => ManifestReader.Read(section));

        Assert.True(e is InvalidDataException, $"{because}: {e}");
    }

    [Fact]
    public async Task K2_sections_that_are_cut_exchanged_or_gone_are_compiled_again()
    {
        var artifact = await Compiled(Samples.Jargon);
        var wanted = await Numbers();
        foreach (var section in artifact.Sections.Where(
            s => s.Name is not (ArtifactSectionNames.Source or ArtifactSectionNames.Symbols or "remarks")))
        {
            foreach (var content in new ReadOnlyMemory<byte>[] { default, section.Content[..(section.Content.Length / 2)],
                artifact.Section(ArtifactSectionNames.Source) })
            {
                new ArtifactCache(Options.CacheFolder!).Publish(new Artifact(
                    artifact.Manifest, artifact.Sections.Select(s => s.Name == section.Name ? new ArtifactSection(s.Name, content) : s)));
                var actual = await Numbers();
                Assert.True(actual.Compiled > 0, $"{section.Name} with {content.Length} bytes was taken");
                Assert.NotEmpty(actual.Reason);
                Assert.Equal(wanted.Numbers, actual.Numbers);
            }
        }
    }

    private async Task<Artifact> Compiled(string path)
    {
        using var model = await CompiledModel.LoadAsync(path, Options);
        using var archive = Pt2Archive.Open(path);
        return new ArtifactCache(Options.CacheFolder!).Find(ProgramKey.Of(archive, Options)).Artifact!;
    }

    private async Task<(int Compiled, string Reason, float[] Numbers)> Numbers()
    {
        using var model = await CompiledModel.LoadAsync(Samples.Jargon, Options);
        return (model.Report.Compiled, model.Report.CacheReason, Samples.Numbers(model.Run(Samples.Tokens(3))));
    }
}
