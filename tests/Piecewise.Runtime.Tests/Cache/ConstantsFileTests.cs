using System.Runtime.Versioning;
using Piecewise.Runtime.Tests.Artifacts;
using Piecewise.Tensors;

namespace Piecewise.Runtime.Tests.Cache;

/// <summary>Files of constants: mapped, hashed once, shared by artifacts; whatever is wrong with one is a miss that says why.</summary>
public sealed class ConstantsFileTests : IDisposable
{
    private readonly TemporaryFolder temporary = new();
    private readonly RecordingLogger logger = new();
    private readonly ArtifactCache cache;

    public ConstantsFileTests() => cache = new ArtifactCache(Path.Combine(temporary.Path, "cache"), logger: logger);

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void What_is_published_is_found_known_and_lies_at_pages()
    {
        var constants = Sample(1);
        var name = Publish(constants);
        Assert.Equal(name.Length, new FileInfo(FileOf(name)).Length);
        var file = cache.Open(name, out var reason)!;
        Assert.Equal("", reason);
        Assert.Equal(OperatingSystem.IsLinux(), file.IsKnown);
        cache.Check(file);
        var read = ProgramConstants.Read(file.Bytes, constants.Manifest);
        foreach (var (key, tensor) in Tensors(1))
        {
            Assert.Equal(tensor.ToArray<float>(), read[key].ToArray<float>());
        }
        // Of a page or more: at a page; smaller: at a cache line, behind the one before.
        Assert.Equal([0, 4096, 4096 + 8000, 3 * 4096], constants.Manifest.State.Select(s => s.Offset));
        Assert.All(constants.Manifest.State, s => Assert.Null(s.Record));
        Assert.Contains(logger.Lines, l => l.Id == 2008);
    }

    [Fact]
    public void Equal_constants_are_one_file_which_stays_as_it_is()
    {
        var name = Publish(Sample(1));
        var written = File.GetLastWriteTimeUtc(FileOf(name));
        Assert.Equal(name, Publish(Sample(1)));
        Assert.NotEqual(name, Publish(Sample(2)));
        Assert.Equal(2, Directory.GetFiles(cache.Folder, "*.pwc", SearchOption.AllDirectories).Length);
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal(written, File.GetLastWriteTimeUtc(FileOf(name)));
        }
        Assert.Empty(Directory.GetFiles(cache.Folder, ".*.tmp", SearchOption.AllDirectories));
    }

    [LinuxFact]
    public void K2_a_file_that_was_touched_is_hashed_again_and_known_once_it_is_old_enough()
    {
        var name = Publish(Sample(1));
        File.SetLastWriteTimeUtc(FileOf(name), DateTime.UtcNow.AddDays(-1));
        var file = cache.Open(name, out _)!;
        Assert.False(file.IsKnown);
        cache.Check(file);
        // Changed a moment ago, by ctime, which nobody can set.
        Assert.False(cache.Open(name, out _)!.IsKnown);
        Assert.True(SpinWait.SpinUntil(() =>
        {
            var again = cache.Open(name, out _)!;
            cache.Check(again);
            return cache.Open(name, out _)!.IsKnown;
        }, TimeSpan.FromSeconds(30)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5000)]
    [InlineData(-1)]
    public void K2_a_changed_byte_is_found_set_aside_and_replaced(int at)
    {
        var name = Publish(Sample(1));
        var bytes = File.ReadAllBytes(FileOf(name));
        bytes[at < 0 ? ^1 : at] ^= 1;
        File.WriteAllBytes(FileOf(name), bytes);

        var file = cache.Open(name, out _)!;
        Assert.False(file.IsKnown);
        Assert.Contains("checksum", Assert.Throws<InvalidDataException>(() => cache.Check(file)).Message, StringComparison.Ordinal);
        Assert.True(File.Exists(FileOf(name) + ".bad"));
        Assert.Null(cache.Open(name, out var reason));
        Assert.Contains("not there", reason, StringComparison.Ordinal);
        Assert.Contains(logger.Lines, l => l.Id == 2003);
        Assert.Equal(name, Publish(Sample(1)));
        cache.Check(cache.Open(name, out _)!);
        Assert.Equal(1, cache.Prune().Leftovers);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void K2_a_file_that_was_cut_or_lengthened_is_a_miss(int change)
    {
        var name = Publish(Sample(1));
        using (var stream = File.OpenWrite(FileOf(name)))
        {
            stream.SetLength(stream.Length + change);
        }
        Assert.Null(cache.Open(name, out var reason));
        Assert.Equal($"the file of its constants has {name.Length + change} bytes, not {name.Length}", reason);
        Publish(Sample(1));
        Assert.NotNull(cache.Open(name, out _));
    }

    [LinuxFact]
    [SupportedOSPlatform("linux")]
    public void K5_a_file_that_others_can_write_or_own_is_a_miss()
    {
        var name = Publish(Sample(1));
        File.SetUnixFileMode(FileOf(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherWrite);
        Assert.Null(cache.Open(name, out var reason));
        Assert.Contains("can be written by others", reason, StringComparison.Ordinal);
        var trusting = new ArtifactCache(cache.Folder, new CacheOptions { TrustFolder = true });
        trusting.Check(trusting.Open(name, out _)!);
        if (UnixProcess.IsRoot)
        {
            File.SetUnixFileMode(FileOf(name), UnixFileMode.UserRead);
            UnixProcess.GiveTo(FileOf(name), 65534);
            Assert.Null(cache.Open(name, out reason));
            Assert.Contains("belongs to user 65534", reason, StringComparison.Ordinal);
        }
    }

    [LinuxFact]
    public Task K2_a_pipe_is_a_miss() => IsMissed(UnixProcess.MakePipe);

    [LinuxFact]
    public Task K2_a_link_to_itself_is_a_miss() => IsMissed(path => File.CreateSymbolicLink(path, path));

    [LinuxFact]
    public Task K2_a_link_to_a_device_is_a_miss() => IsMissed(path => File.CreateSymbolicLink(path, "/dev/zero"));

    [LinuxFact]
    public Task K2_a_folder_is_a_miss() => IsMissed(path => Directory.CreateDirectory(path));

    [Fact]
    public void A_section_that_names_no_file_is_refused()
    {
        var name = Publish(Sample(1));
        Assert.Equal(name, ConstantsName.Read(name.Write()));
        Assert.Null(ConstantsName.Read([]));
        Assert.Throws<InvalidDataException>(() => ConstantsName.Read(name.Write().AsSpan(1)));
        Assert.Throws<InvalidDataException>(() => ConstantsName.Read((name with { Length = -1 }).Write()));
    }

    [Fact]
    public void K2_places_outside_the_file_are_refused()
    {
        var constants = Sample(1);
        var file = cache.Open(Publish(constants), out _)!;
        foreach (var offset in new[] { -4, 2, file.Bytes.Length - 100, file.Bytes.Length + 4, long.MaxValue - 3 })
        {
            var state = constants.Manifest.State.SetItem(3, constants.Manifest.State[3] with { Offset = offset });
            Assert.Throws<InvalidDataException>(() => ProgramConstants.Read(file.Bytes, constants.Manifest with { State = state }));
        }
    }

    [Fact]
    public void K4_lists_verifies_and_explains_what_artifacts_need()
    {
        var name = Publish(Sample(1));
        var (one, two) = (Artifact(1, name), Artifact(2, name));
        Assert.All(cache.List().Entries, e => Assert.Equal(name, e.Constants));
        var sound = cache.Verify();
        Assert.True(sound.IsSound);
        Assert.Equal((2, cache.List().Entries.Sum(e => e.Length) + name.Length), (sound.Checked, sound.BytesChecked));
        Assert.True(cache.Why(one.Key).IsPresent);

        var bytes = File.ReadAllBytes(FileOf(name));
        bytes[7] ^= 1;
        File.WriteAllBytes(FileOf(name), bytes);
        Assert.Equal([ArtifactFault.NoConstants, ArtifactFault.NoConstants], cache.Verify().Faults.Select(f => f.Fault!.Value));
        File.Delete(FileOf(name));
        Assert.Contains("not there", cache.Verify().Faults[0].Reason, StringComparison.Ordinal);
        Assert.Contains("not there", cache.Why(two.Key).Reason, StringComparison.Ordinal);
    }

    [LinuxFact]
    public void K4_constants_go_with_the_last_artifact_that_needs_them_and_not_before()
    {
        var (shared, own) = (Publish(Sample(1)), Publish(Sample(2)));
        var (old, kept) = (Artifact(1, shared), Artifact(2, shared));
        var alone = Artifact(3, own);
        foreach (var artifact in new[] { old, alone })
        {
            File.SetLastWriteTimeUtc(FileOf(artifact), DateTime.UtcNow.AddDays(-9));
        }
        // Others' artifacts, which come after their constants, may be on their way: only old ones are nobody's.
        var (young, nobodys) = (Publish(Sample(4)), Publish(Sample(5)));
        File.SetLastWriteTimeUtc(FileOf(nobodys), DateTime.UtcNow.AddHours(-2));
        var mapped = cache.Open(own, out _)!;

        var report = cache.Prune(olderThan: TimeSpan.FromDays(1));
        Assert.Equal((2, 1, 1), (report.Removed, report.Leftovers, report.Kept));
        Assert.Equal(new FileInfo(FileOf(kept)).Length + shared.Length, report.BytesKept);
        Assert.True(report.BytesRemoved > own.Length + nobodys.Length);
        Assert.Equal([true, false, true, false], new[] { shared, own, young, nobodys }.Select(n => File.Exists(FileOf(n))));
        // Whoever has it mapped goes on.
        cache.Check(mapped with { IsKnown = false });
        Assert.Equal(1, cache.Prune(maxBytes: shared.Length).Removed);
        Assert.False(File.Exists(FileOf(shared)));
        Assert.Equal([FileOf(young) + ".src"], Directory.GetFiles(cache.Folder, "*.src", SearchOption.AllDirectories));
    }

    private async Task IsMissed(Action<string> make)
    {
        var name = Publish(Sample(1));
        File.Delete(FileOf(name));
        make(FileOf(name));
        var artifact = Artifact(1, name);
        // What waits would wait for ever.
        var work = Task.Run(() =>
        {
            _ = cache.List().Entries.Count();
            Assert.False(cache.Verify().IsSound);
            Assert.False(cache.Why(artifact.Key).IsPresent);
            return (cache.Open(name, out var reason), reason);
        });
        Assert.Same(work, await Task.WhenAny(work, Task.Delay(TimeSpan.FromMinutes(2))));
        var (file, because) = await work;
        Assert.Null(file);
        Assert.NotEmpty(because);
    }

    private ConstantsName Publish(ProgramConstants constants)
    {
        var name = cache.Publish(constants.WriteTo, out var reason);
        Assert.Equal("", reason);
        return name!;
    }

    private Artifact Artifact(int number, ConstantsName constants)
    {
        var sample = SampleArtifacts.Create(number, 500);
        var artifact = new Artifact(
            sample.Manifest, [.. sample.Sections, new ArtifactSection(ArtifactSectionNames.Constants, constants.Write())]);
        Assert.True(cache.Publish(artifact).IsPublished);
        return artifact;
    }

    private static ProgramConstants Sample(int seed)
    {
        var tensors = Tensors(seed);
        return new ProgramConstants(
            new ProgramManifest(
                "sample", [], -1, [],
                [.. tensors.Select(t => new ProgramState(t.Key, DType.F32, [.. t.Value.Shape], [.. t.Value.Strides], false))],
                [], null!, []), tensors);
    }

    private static Dictionary<string, Tensor> Tensors(int seed) => new[] { 3L, 2000, 5, 4096 }.Select((count, i) => (
        Name: $"constant {i}", Tensor: Tensor.From<float>([.. Enumerable.Range(0, (int)count).Select(n => n + (seed / 8f))], count)))
        .ToDictionary(t => t.Name, t => t.Tensor);

    private string FileOf(ConstantsName name) => Path.Combine(cache.Folder, name.Hash[..2], name.Hash + ".pwc");

    private string FileOf(Artifact artifact) => Path.Combine(cache.Folder, artifact.Key.Hash[..2], artifact.Key.Hash + ".pwa");
}
