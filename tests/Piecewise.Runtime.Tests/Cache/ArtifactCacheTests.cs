using Piecewise.Runtime.Tests.Artifacts;

namespace Piecewise.Runtime.Tests.Cache;

public sealed class ArtifactCacheTests : IDisposable
{
    private readonly TemporaryFolder temporary = new();
    private readonly RecordingLogger logger = new();
    private readonly ArtifactCache cache;

    public ArtifactCacheTests() => cache = new ArtifactCache(Path.Combine(temporary.Path, "cache"), logger: logger);

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void K1_published_artifact_is_found_under_its_hash()
    {
        var artifact = SampleArtifacts.Create(1, 5_000);
        Assert.Equal(ArtifactFault.NotFound, cache.Find(artifact.Key).Fault);
        Assert.True(cache.Publish(artifact).IsPublished);
        var hash = artifact.Key.Hash;
        Assert.True(File.Exists(Path.Combine(cache.Folder, hash[..2], hash + ".pwa")));
        var found = cache.Find(artifact.Key);
        Assert.True(found.IsSound, found.Reason);
        Assert.True(SampleArtifacts.AreEqual(artifact, found.Artifact));
        Assert.Equal([2001, 2004, 2000], logger.Lines.Select(l => l.Id));
    }

    [Fact]
    public void K3_moved_folder_works_and_another_process_needs_nothing_else()
    {
        var artifact = SampleArtifacts.Create(1, 5_000);
        cache.Publish(artifact);
        var moved = Path.Combine(temporary.Path, "moved");
        Directory.Move(cache.Folder, moved);
        Assert.True(new ArtifactCache(moved).Find(artifact.Key).IsSound);
    }

    [Fact]
    public void K1_why_names_the_factor_that_differs_from_the_nearest()
    {
        var wanted = SampleArtifacts.Create(1, 100, "avx512").Key;
        Assert.Null(cache.Why(wanted).Nearest);
        cache.Publish(SampleArtifacts.Create(2, 100));
        cache.Publish(SampleArtifacts.Create(1, 100));
        cache.Publish(SampleArtifacts.Create(2, 100, "avx512"));
        var why = cache.Why(wanted);
        Assert.False(why.IsPresent);
        // Two differ in one factor; the one of the same graph is nearer.
        Assert.Equal(SampleArtifacts.Create(1, 100).Key, why.Nearest);
        Assert.Equal(new FactorDifference("tier", "avx512", "avx2"), Assert.Single(why.Differences));
        Assert.Contains("tier: avx512, there avx2", why.ToString(), StringComparison.Ordinal);
        Assert.True(cache.Why(SampleArtifacts.Create(1, 100).Key).IsPresent);
        cache.Find(wanted);
        Assert.Contains(logger.Lines, l => l.Id == 2001 && l.Text.Contains("tier: avx512, there avx2", StringComparison.Ordinal));
    }

    [Fact]
    public void K2_damaged_artifact_is_a_miss_set_aside_and_replaced()
    {
        var artifact = SampleArtifacts.Create(1, 500);
        cache.Publish(artifact);
        var file = FileOf(artifact);
        var bytes = File.ReadAllBytes(file);
        bytes[^1] ^= 1;
        File.WriteAllBytes(file, bytes);

        // Listing looks at the manifest alone, which is as it was.
        Assert.True(Assert.Single(cache.List().Entries).IsSound);
        Assert.Equal(ArtifactFault.ChecksumMismatch, Assert.Single(cache.Verify().Faults).Fault);
        Assert.Equal(ArtifactFault.ChecksumMismatch, cache.Find(artifact.Key).Fault);
        Assert.False(File.Exists(file));
        Assert.True(File.Exists(file + ".bad"));
        Assert.Equal(ArtifactFault.NotFound, cache.Find(artifact.Key).Fault);
        cache.Publish(artifact);
        Assert.True(cache.Find(artifact.Key).IsSound);
        Assert.Contains(logger.Lines, l => l.Id == 2002);
        Assert.Contains(logger.Lines, l => l.Id == 2003);
        Assert.Equal(1, cache.Prune().Leftovers);
    }

    [Fact]
    public void K2_artifact_under_another_name_is_not_loaded()
    {
        var (one, two) = (SampleArtifacts.Create(1, 500), SampleArtifacts.Create(2, 500));
        cache.Publish(one);
        cache.Publish(two);
        File.Copy(FileOf(one), FileOf(two), overwrite: true);
        Assert.Equal(ArtifactFault.OtherKey, Assert.Single(cache.Verify().Faults).Fault);
        Assert.Equal(ArtifactFault.OtherKey, cache.Find(two.Key).Fault);
        Assert.True(cache.Find(one.Key).IsSound);
    }

    [Fact]
    public void K2_every_flipped_byte_and_every_length_is_a_miss_or_the_same_content()
    {
        var artifact = SampleArtifacts.Create(1, 64);
        cache.Publish(artifact);
        var file = FileOf(artifact);
        var good = File.ReadAllBytes(file);
        var bytes = (byte[])good.Clone();
        for (var i = 0; i < good.Length; i++)
        {
            bytes[i] ^= 0xFF;
            File.WriteAllBytes(file, bytes);
            bytes[i] ^= 0xFF;
            AssertMissOrSame(artifact, $"byte {i}");
            File.WriteAllBytes(file, good[..i]);
            AssertMissOrSame(artifact, $"length {i}");
        }
        File.WriteAllBytes(file, good);
        Assert.True(cache.Find(artifact.Key).IsSound);
    }

    [Fact]
    public void K2_artifact_of_another_format_version_is_a_miss_and_stays()
    {
        var artifact = SampleArtifacts.Create(1, 500);
        cache.Publish(artifact);
        var bytes = File.ReadAllBytes(FileOf(artifact));
        bytes[ArtifactFormat.VersionAt]++;
        File.WriteAllBytes(FileOf(artifact), bytes);
        var reading = cache.Find(artifact.Key);
        Assert.Equal((ArtifactFault.OtherVersion, "the file has format version 2; this build reads version 1"),
            (reading.Fault, reading.Reason));
        Assert.Equal(bytes, File.ReadAllBytes(FileOf(artifact)));
    }

    [Fact]
    public void K2_oversized_file_is_not_read_or_written()
    {
        var artifact = SampleArtifacts.Create(1, 500);
        cache.Publish(artifact);
        using (var stream = File.OpenWrite(FileOf(artifact)))
        {
            // Sparse: takes no space, and would take 100 GB of memory if someone believed it.
            stream.SetLength(100L << 30);
        }
        Assert.Equal(ArtifactFault.TooLarge, cache.Find(artifact.Key).Fault);
        Assert.Equal(ArtifactFault.TooLarge, Assert.Single(cache.List().Entries).Fault);
        var small = new ArtifactCache(Path.Combine(temporary.Path, "small"), new CacheOptions { MaxArtifactLength = 400 });
        Assert.Contains("no file of more than 400 would be read", small.Publish(artifact).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void K2_folder_in_the_place_of_a_file_and_file_in_the_place_of_a_folder_are_misses()
    {
        var artifact = SampleArtifacts.Create(1, 500);
        Directory.CreateDirectory(FileOf(artifact));
        Assert.Equal(ArtifactFault.Unreadable, cache.Find(artifact.Key).Fault);
        Assert.False(cache.Publish(artifact).IsPublished);

        var file = Path.Combine(temporary.Path, "file");
        File.WriteAllText(file, "");
        var other = new ArtifactCache(Path.Combine(file, "below"));
        Assert.False(other.Find(artifact.Key).IsSound);
        Assert.False(other.Publish(artifact).IsPublished);
        Assert.Empty(other.List().Entries);
    }

    [Fact]
    public void K4_list_and_prune()
    {
        for (var i = 0; i < 6; i++)
        {
            var artifact = SampleArtifacts.Create(i, 1_000);
            cache.Publish(artifact);
            File.SetLastWriteTimeUtc(FileOf(artifact), DateTime.UtcNow.AddDays(-i));
        }
        var shard = Path.GetDirectoryName(FileOf(SampleArtifacts.Create(0, 1)))!;
        File.WriteAllText(Path.Combine(shard, ".killed.tmp"), "unfinished");
        File.SetLastWriteTimeUtc(Path.Combine(shard, ".killed.tmp"), DateTime.UtcNow.AddHours(-2));
        File.WriteAllText(Path.Combine(shard, ".writing.tmp"), "in progress");
        File.WriteAllText(Path.Combine(shard, "note.txt"), "someone's");

        var entries = cache.List().Entries.ToList();
        Assert.Equal(6, entries.Count);
        Assert.All(entries, e => Assert.Equal("(9, 32)", e.Manifest!.Entry));
        Assert.Contains(entries, e => e.Key!.Factors.Any(f => f.Value.StartsWith("%0 = input\n%1 = add(%0, 3)", StringComparison.Ordinal)));
        var verified = cache.Verify();
        Assert.True(verified.IsSound);
        Assert.Equal((6, entries.Sum(e => e.Length), 0, 2),
            (verified.Checked, verified.BytesChecked, verified.SetAside, verified.Unfinished));

        var byAge = cache.Prune(olderThan: TimeSpan.FromDays(3.5));
        Assert.Equal((2, 1, 4), (byAge.Removed, byAge.Leftovers, byAge.Kept));
        var bySize = cache.Prune(maxBytes: 2 * entries[0].Length);
        Assert.Equal((2, 2), (bySize.Removed, bySize.Kept));
        Assert.Empty(bySize.Failures);
        Assert.True(cache.Find(SampleArtifacts.Create(0, 1_000).Key).IsSound);
        Assert.True(cache.Find(SampleArtifacts.Create(1, 1_000).Key).IsSound);
        Assert.False(cache.Find(SampleArtifacts.Create(2, 1_000).Key).IsSound);
        Assert.Equal(2, Directory.GetFiles(shard, "*", new EnumerationOptions { AttributesToSkip = 0 })
            .Count(f => !f.EndsWith(".pwa", StringComparison.Ordinal)));
    }

    [Fact]
    public void K4_loading_keeps_an_artifact_from_being_pruned()
    {
        var artifact = SampleArtifacts.Create(1, 500);
        cache.Publish(artifact);
        File.SetLastWriteTimeUtc(FileOf(artifact), DateTime.UtcNow.AddDays(-30));
        Assert.True(cache.Find(artifact.Key).IsSound);
        Assert.Equal(0, cache.Prune(olderThan: TimeSpan.FromDays(2)).Removed);
    }

    private string FileOf(Artifact artifact) => Path.Combine(cache.Folder, artifact.Key.Hash[..2], artifact.Key.Hash + ".pwa");

    private void AssertMissOrSame(Artifact artifact, string what)
    {
        var reading = cache.Find(artifact.Key);
        Assert.True(reading.IsSound ? SampleArtifacts.AreEqual(artifact, reading.Artifact) : reading.Reason.Length > 0, what);
    }
}
