using System.Runtime.Versioning;

namespace Piecewise.Runtime.Tests.Cache;

/// <summary>Folders that can't be written, or that others can write. Every case says what happened.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class FolderFaultTests : IDisposable
{
    private const uint Nobody = 65534;

    private readonly TemporaryFolder temporary = new();
    private readonly RecordingLogger logger = new();
    private readonly ArtifactCache cache;

    public FolderFaultTests()
    {
        cache = new ArtifactCache(Path.Combine(temporary.Path, "cache"), logger: logger);
        cache.Publish(CacheChild.Sample(1));
    }

    public void Dispose() => temporary.Dispose();

    [LinuxFact(NeedsMount = true)]
    public void K2_full_disk_stores_nothing_and_loses_nothing()
    {
        // A file system of 1 MB in a mount namespace of its own, which goes with the process.
        var folder = Path.Combine(temporary.Path, "small");
        Directory.CreateDirectory(folder);
        var (code, output) = ChildProcess.Run(LinuxFactAttribute.WithOwnMounts(
            ["sh", "-c", "mount -t tmpfs -o size=1m,mode=755 tmpfs \"$0\" && exec \"$@\"", folder,
            .. ChildProcess.Command("cache", "fill", folder, "10")]));
        Assert.True(code == 0, output);
        Assert.Equal(["not published: No space left on device", "stored enough, lost 0, faults 0, unfinished 0", "after pruning: True"],
            Lines(output));
    }

    [LinuxFact]
    public void K2_write_that_fails_midway_stores_nothing_and_loses_nothing()
    {
        // Of the artifacts only this one is longer than the process may write.
        var (code, output) = ChildProcess.Run(ChildProcess.Command("cache", "with-file-limit", "40000", "use", cache.Folder, "1"));
        Assert.True(code == 0, output);
        Assert.True(CacheChild.AssemblyLength(2) < 40_000);
        Assert.Contains("publish: done", output, StringComparison.Ordinal);
        cache.Publish(CacheChild.Sample(6));
        Assert.True(CacheChild.AssemblyLength(7) > 40_000);
        (code, output) = ChildProcess.Run(ChildProcess.Command("cache", "with-file-limit", "40000", "use", cache.Folder, "6"));
        Assert.True(code == 0, output);
        var lines = Lines(output);
        Assert.Equal("find: sound", lines[0]);
        Assert.StartsWith("publish: ", lines[1], StringComparison.Ordinal);
        Assert.Contains("too large", lines[1], StringComparison.OrdinalIgnoreCase);
        Assert.Equal("again: NotFound", lines[2]);
        Assert.Equal(0, cache.Verify().Unfinished);
    }

    [LinuxFact]
    public void K2_folder_that_may_only_be_read_serves_what_it_has()
    {
        var shard = Path.Combine(cache.Folder, CacheChild.Sample(1).Key.Hash[..2]);
        const UnixFileMode ReadOnly = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(shard, ReadOnly);
        File.SetUnixFileMode(cache.Folder, ReadOnly);
        File.SetUnixFileMode(temporary.Path, ReadOnly | UnixFileMode.UserWrite);
        // An old file: loading wants to note its use, and can't.
        File.SetLastWriteTimeUtc(Directory.GetFiles(shard)[0], DateTime.UtcNow.AddDays(-9));
        // Permissions do not bind the administrator: a child gives its power away. What root owns is trusted.
        string[] user = UnixProcess.IsRoot ? ["as-user", "65534"] : [];
        var (code, output) = ChildProcess.Run(ChildProcess.Command(["cache", .. user, "use", cache.Folder, "1"]));
        File.SetUnixFileMode(cache.Folder, ReadOnly | UnixFileMode.UserWrite);
        File.SetUnixFileMode(shard, ReadOnly | UnixFileMode.UserWrite);
        Assert.True(code == 0, output);
        var lines = Lines(output);
        Assert.Equal("find: sound", lines[0]);
        Assert.StartsWith("publish: Access to the path", lines[1], StringComparison.Ordinal);
        Assert.Equal(
            ["again: NotFound", "prune: 0 removed, 1 failures"], lines[2..]);
        Assert.True(cache.Find(CacheChild.Sample(1).Key).IsSound);
    }

    [LinuxFact]
    public void K4_folder_that_may_not_be_listed_is_not_called_empty()
    {
        const UnixFileMode Usual = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        File.SetUnixFileMode(temporary.Path, Usual | UnixFileMode.OtherExecute);
        foreach (var (folder, problem) in new[]
        {
            (cache.Folder, $"Access to the path '{cache.Folder}' is denied."),
            (temporary.Path, $"the owner of {cache.Folder} can't be told: Permission denied"),
        })
        {
            File.SetUnixFileMode(folder, UnixFileMode.None);
            string[] user = UnixProcess.IsRoot ? ["as-user", "65534"] : [];
            var (code, output) = ChildProcess.Run(ChildProcess.Command(["cache", .. user, "list", cache.Folder]));
            File.SetUnixFileMode(folder, Usual);
            Assert.True(code == 0, output);
            Assert.Equal([$"list: 0, {problem}", $"verify: {problem}", $"prune: {problem}"],
                output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
    }

    [LinuxFact(NeedsRoot = true)]
    public void K5_folder_of_another_user_is_not_used()
    {
        UnixProcess.GiveTo(cache.Folder, Nobody);
        AssertRefused($"{cache.Folder} belongs to user {Nobody}, this process runs as user 0");
        UnixProcess.GiveTo(cache.Folder, 0);
        Assert.True(cache.Find(CacheChild.Sample(1).Key).IsSound);
    }

    [LinuxFact(NeedsRoot = true)]
    public void K5_file_or_inner_folder_of_another_user_is_not_loaded_and_can_be_replaced()
    {
        var artifact = CacheChild.Sample(1);
        var shard = Path.Combine(cache.Folder, artifact.Key.Hash[..2]);
        foreach (var path in new[] { Path.Combine(shard, artifact.Key.Hash + ".pwa"), shard })
        {
            UnixProcess.GiveTo(path, Nobody);
            var reading = cache.Find(artifact.Key);
            Assert.Equal(ArtifactFault.Untrusted, reading.Fault);
            Assert.Equal($"{path} belongs to user {Nobody}, this process runs as user 0", reading.Reason);
            Assert.Equal(ArtifactFault.Untrusted, Assert.Single(cache.Verify().Faults).Fault);
            Assert.Equal(ArtifactFault.Untrusted, Assert.Single(cache.List().Entries).Fault);
            UnixProcess.GiveTo(shard, 0);
            Assert.True(cache.Publish(artifact).IsPublished && cache.Find(artifact.Key).IsSound);
        }
    }

    [LinuxFact]
    public void K5_folder_or_file_that_others_may_write_is_not_used()
    {
        const UnixFileMode Usual = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        foreach (var lenient in new[] { UnixFileMode.GroupWrite, UnixFileMode.OtherWrite })
        {
            File.SetUnixFileMode(cache.Folder, Usual | lenient);
            AssertRefused(
                $"{cache.Folder} can be written by others (mode {(lenient == UnixFileMode.GroupWrite ? "720" : "702")}); "
                + "'chmod go-w' would make it trustworthy");
            File.SetUnixFileMode(cache.Folder, Usual);
            var file = Directory.GetFiles(cache.Folder, "*.pwa", SearchOption.AllDirectories)[0];
            File.SetUnixFileMode(file, UnixFileMode.UserRead | lenient);
            Assert.Equal(ArtifactFault.Untrusted, cache.Find(CacheChild.Sample(1).Key).Fault);
            Assert.True(cache.Publish(CacheChild.Sample(1)).IsPublished && cache.Find(CacheChild.Sample(1).Key).IsSound);
        }
        File.SetUnixFileMode(temporary.Path, Usual | UnixFileMode.OtherWrite);
        AssertRefused($"everyone may write the folder {temporary.Path} above it");
        Assert.True(new ArtifactCache(cache.Folder, new CacheOptions { TrustFolder = true }).Find(CacheChild.Sample(1).Key).IsSound);
    }

    [LinuxFact]
    public void K5_folders_that_a_cache_makes_are_trustworthy_whatever_the_umask()
    {
        foreach (var mask in new[] { "0", "77" })
        {
            var folder = Path.Combine(temporary.Path, mask, "deep", "cache");
            var (code, output) = ChildProcess.Run(ChildProcess.Command("cache", "with-umask", mask, "use", folder, "1"));
            Assert.True(code == 0, output);
            Assert.Equal(["publish: done", "again: sound", "prune: 1 removed, 0 failures"], Lines(output)[1..4]);
        }
    }

    private void AssertRefused(string reason)
    {
        var refused = new ArtifactCache(cache.Folder, logger: logger);
        Assert.Equal(reason, refused.Refusal);
        Assert.Equal((ArtifactFault.Untrusted, reason),
            (refused.Find(CacheChild.Sample(1).Key).Fault, refused.Find(CacheChild.Sample(1).Key).Reason));
        Assert.Equal(new PublishResult(false, reason), refused.Publish(CacheChild.Sample(2)));
        Assert.Empty(refused.List().Entries);
        Assert.Equal(reason, refused.List().Problem);
        Assert.Equal(reason, refused.Verify().Problem);
        Assert.Equal(reason, refused.Why(CacheChild.Sample(1).Key).Reason);
        Assert.Equal([reason], refused.Prune(maxBytes: 0).Failures);
        Assert.Contains(logger.Lines, l => l.Id == 2006 && l.Text.Contains(reason, StringComparison.Ordinal));
    }

    // Without the path that the system's message ends in.
    private static string[] Lines(
        string output) => [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(" : '")[0])];
}
