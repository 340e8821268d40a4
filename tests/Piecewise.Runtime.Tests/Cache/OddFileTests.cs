using System.Net.Sockets;

namespace Piecewise.Runtime.Tests.Cache;

/// <summary>What lies in a cache folder and is no file of ours: nobody waits for it, and it is a miss.</summary>
public sealed class OddFileTests : IDisposable
{
    private readonly TemporaryFolder temporary = new();
    private readonly ArtifactCache cache;
    private readonly Artifact artifact = CacheChild.Sample(1);

    public OddFileTests()
    {
        cache = new ArtifactCache(Path.Combine(temporary.Path, "cache"));
        cache.Publish(artifact);
    }

    public void Dispose() => temporary.Dispose();

    private string FileOfArtifact => Path.Combine(cache.Folder, artifact.Key.Hash[..2], artifact.Key.Hash + ".pwa");

    [LinuxFact]
    public Task K2_a_pipe_is_a_miss() => IsMissed(UnixProcess.MakePipe);

    [LinuxFact]
    public Task K2_a_folder_is_a_miss() => IsMissed(path => Directory.CreateDirectory(path), isReplaced: false);

    [LinuxFact]
    public Task K2_a_link_to_itself_is_a_miss() => IsMissed(path => File.CreateSymbolicLink(path, path));

    [LinuxFact]
    public Task K2_a_link_to_a_device_is_a_miss() => IsMissed(path => File.CreateSymbolicLink(path, "/dev/zero"));

    [LinuxFact]
    public Task K2_a_link_to_a_pipe_is_a_miss() => IsMissed(path =>
    {
        var pipe = Path.Combine(temporary.Path, "pipe");
        UnixProcess.MakePipe(pipe);
        File.CreateSymbolicLink(path, pipe);
    });

    [LinuxFact]
    public async Task K2_a_socket_is_a_miss()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await IsMissed(path =>
        {
            // Names of sockets are short.
            var bound = Path.Combine(temporary.Path, "s");
            socket.Bind(new UnixDomainSocketEndPoint(bound));
            File.Move(bound, path, overwrite: true);
        });
    }

    [Fact]
    public void K2_publishing_removes_what_killed_writers_have_left()
    {
        var shard = Path.GetDirectoryName(FileOfArtifact)!;
        var other = Directory.CreateDirectory(Path.Combine(cache.Folder, "zz")).FullName;
        string[] old = [Path.Combine(shard, ".1.tmp"), Path.Combine(other, ".2.tmp")];
        string[] kept = [Path.Combine(shard, ".3.tmp"), Path.Combine(other, "4.tmp"), Path.Combine(other, ".5")];
        foreach (var file in old.Concat(kept))
        {
            File.WriteAllText(file, "");
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow - TimeSpan.FromHours(file == kept[0] ? 0.5 : 1.5));
        }
        // As another process would.
        Assert.True(new ArtifactCache(cache.Folder).Publish(CacheChild.Sample(2)).IsPublished);
        Assert.All(old, file => Assert.False(File.Exists(file)));
        Assert.All(kept, file => Assert.True(File.Exists(file)));
    }

    private async Task IsMissed(Action<string> make, bool isReplaced = true)
    {
        File.Delete(FileOfArtifact);
        make(FileOfArtifact);
        // What waits would wait for ever.
        var work = Task.Run(() =>
        {
            var reading = cache.Find(artifact.Key);
            _ = cache.List().Entries.Count();
            cache.Verify();
            cache.Why(artifact.Key);
            cache.Prune(maxBytes: long.MaxValue);
            return reading;
        });
        Assert.Same(work, await Task.WhenAny(work, Task.Delay(TimeSpan.FromMinutes(2))));
        var found = await work;
        Assert.False(found.IsSound);
        Assert.NotEmpty(found.Reason);
        Assert.Equal(isReplaced, cache.Publish(artifact).IsPublished);
        Assert.Equal(isReplaced, cache.Find(artifact.Key).IsSound);
    }
}
