using Piecewise.Cli.Processes;
using Piecewise.Distributed;

namespace Piecewise.Cli.Tests;

/// <summary><c>launch</c>, and a verb that is one of several ranks.</summary>
public sealed class LaunchTests
{
    [Theory]
    [InlineData("openmpi", "OpenMpi")]
    [InlineData("mpich", "Mpich")]
    public void The_first_rank_alone_writes_and_each_tells_its_errors(string name, string family)
    {
        if (Launcher.Find(Environment.GetEnvironmentVariable("PATH"), Enum.Parse<MpiFamily>(family)) is null)
        {
            var missing = Tool.Run("launch", "-n", "2", "--mpi", name, "--", "inspect", Tool.Jargon);
            Assert.Equal(2, missing.ExitCode);
            Assert.Contains("is not installed", missing.Error, StringComparison.Ordinal);
            return;
        }
        var good = Tool.Run("launch", "-n", "2", "--mpi", name, "--", "inspect", Tool.Jargon, "--json");
        Assert.True(good.ExitCode == 0, good.Error);
        // One document, and no control characters of a terminal before it.
        Assert.Equal("Pt2", good.Json.GetProperty("kind").GetString());

        var bad = Tool.Run("launch", "-n", "2", "--mpi", name, "--", "inspect", "nowhere.pt2");
        Assert.Equal(2, bad.ExitCode);
        Assert.Matches("(?m)^(rank 1: )?error: There is no file nowhere.pt2.\r?$", bad.Error);
        Assert.Empty(bad.Output);
    }

    [Fact]
    public void A_line_that_makes_no_sense_is_refused()
    {
        Assert.Contains(
            "-n takes a number from 1 up", Tool.Run("launch", "-n", "0", "--", "inspect", Tool.Jargon).Error, StringComparison.Ordinal);
        Assert.Contains("openmpi", Tool.Run("launch", "-n", "2", "--mpi", "other", "--", "inspect", "x").Error, StringComparison.Ordinal);
        Assert.Equal(2, Tool.Run("launch", "-n", "2").ExitCode);
    }

    // A rank's shell names the rank that ended; the first rank said which process is which rank.
    [Fact]
    public void A_process_that_ended_is_called_by_its_rank()
    {
        var processes = new RankProcesses();
        const string ended = "error: rank 1 has ended by signal 9, which ends all";
        Assert.Equal([ended], processes.Explain(ended));
        Assert.Empty(processes.Explain(RankProcesses.Line([17, 31, 99])));
        Assert.Equal(["anything"], processes.Explain("anything"));
        Assert.Equal(["error: rank 1 (process 31) has ended by signal 9, which ends all"], processes.Explain(ended));
        const string unknown = "error: rank 3 has ended by signal 9, which ends all";
        Assert.Equal([unknown], processes.Explain(unknown));
    }
}
