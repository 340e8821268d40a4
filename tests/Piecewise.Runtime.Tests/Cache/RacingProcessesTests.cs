namespace Piecewise.Runtime.Tests.Cache;

public sealed class RacingProcessesTests
{
    [Fact]
    public void K2_two_processes_that_publish_and_load_the_same_key_both_get_it()
    {
        using var temporary = new TemporaryFolder();
        var folder = Path.Combine(temporary.Path, "cache");
        var meeting = Path.Combine(temporary.Path, "meeting");
        File.WriteAllBytes(meeting, new byte[4_096]);
        var racers = new (int Code, string Output)[2];
        Parallel.For(0, 2, i =>
            racers[i] = ChildProcess.Run(ChildProcess.Command("cache", "race", folder, meeting, i == 0 ? "0" : "1", "100")));
        Assert.All(racers, r => Assert.True(r.Code == 0, r.Output));
        var verified = new ArtifactCache(folder).Verify();
        Assert.True(verified.IsSound);
        Assert.Equal(100, verified.Checked);
        Assert.Equal(0, verified.Unfinished);
        Assert.InRange(verified.SetAside, 1, 50);
    }
}
