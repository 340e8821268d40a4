using System.Diagnostics;

namespace Piecewise.Distributed.Tests.Ranks;

/// <summary>Ranks that launchers start, with the libraries of MPI that are installed.</summary>
public sealed class RankTests
{
    // SPEC D5.
    private static readonly TimeSpan LongestDying = TimeSpan.FromSeconds(5);

    [Theory]
    [OnOpenMpi(2, "shared")]
    [OnOpenMpi(4, "shared")]
    [OnOpenMpi(3, "messages")]
    [OnMpich(2, "shared")]
    [OnMpich(4, "shared")]
    [OnMpich(3, "messages")]
    public void Each_rank_gets_every_byte_of_the_others(string family, int ranks, string transport)
    {
        using var run = new RankRun(family, ranks, "exchange", transport);
        Assert.True(run.End() == 0, run.Text);
        Assert.All(
            Enumerable.Range(0, ranks), r => Assert.Contains($"rank {r} of {ranks}: 200 exchanges", run.Text, StringComparison.Ordinal));
    }

    [Theory]
    [OnOpenMpi]
    [OnMpich]
    public void The_runtime_keeps_its_signals(string family)
    {
        using var run = new RankRun(family, 2, "null");
        Assert.True(run.End() == 0, run.Text);
        Assert.Contains("rank 0 catches", run.Text, StringComparison.Ordinal);
        Assert.Contains("rank 1 catches", run.Text, StringComparison.Ordinal);
    }

    [Theory]
    [OnOpenMpi("shared")]
    [OnOpenMpi("messages")]
    [OnMpich("shared")]
    [OnMpich("messages")]
    public void Ranks_that_call_different_things_are_told_both(string family, string transport)
    {
        using var run = new RankRun(family, 2, "differ", transport);
        Assert.NotEqual(0, run.End());
        const string call = "all_(reduce of 4096|gather of 64) bytes of u8";
        Assert.Matches($"rank [01] is at {call}, but rank [01] is at {call}, both in exchange 1", run.Text);
    }

    [Theory]
    [OnOpenMpi]
    [OnMpich]
    public void A_rank_that_fails_ends_the_others(string family)
    {
        using var run = new RankRun(family, 3, "leave");
        Assert.NotEqual(0, run.End());
        Assert.Contains("error: there is no such file", run.Text, StringComparison.Ordinal);
    }

    [Theory]
    [OnOpenMpi("go", 1, 3)]
    [OnOpenMpi("wait", 0, 1)]
    [OnOpenMpi("wait", 1, 1)]
    [OnMpich("go", 1, 3)]
    [OnMpich("wait", 0, 1)]
    [OnMpich("wait", 1, 1)]
    public void A_rank_that_is_killed_is_named_and_ends_the_others(string family, string work, int killed, int times)
    {
        var random = new Random(5);
        for (var time = 0; time < times; time++)
        {
            using var run = new RankRun(family, 3, work);
            var process = AssertEndsAll(run, killed, random);
            // By a rank that watched, or under MPICH by the shell that waited for the rank.
            Assert.Matches($@"rank {killed} (\(process {process}\) has ended|has ended by signal 9)", run.Text);
        }
    }

    // Which rank it was can't be asked here: this launcher kills the others as soon as it has seen one end, before they have run, and
    // names any process that it then finds ended. Only 'piecewise launch' has someone between them (Launcher.Arguments).
    [Theory]
    [OnMpich("go", 1)]
    [OnMpich("wait", 0)]
    public void Under_MPICH_alone_a_rank_that_is_killed_ends_the_others(string family, string work, int killed)
    {
        Assert.Equal(nameof(MpiFamily.Mpich), family);
        using var run = RankRun.PlainMpich(3, work);
        _ = AssertEndsAll(run, killed, new Random(5));
        Assert.Contains("Killed (signal 9)", run.Text, StringComparison.Ordinal);
    }

    [Theory]
    [OnOpenMpi]
    [OnMpich]
    public void A_rank_that_is_stopped_is_named_and_ends_the_others(string family)
    {
        using var run = new RankRun(family, 3, "go", "silence=1.5");
        var processes = Enumerable.Range(0, 3).Select(run.ProcessOf).ToArray();
        using (var stop = Process.Start("kill", ["-STOP", $"{processes[1]}"]))
        {
            stop.WaitForExit();
        }
        var began = Stopwatch.StartNew();
        Assert.NotEqual(0, run.End());
        Assert.True(began.Elapsed < LongestDying, $"{began.Elapsed}: {run.Text}");
        Assert.Contains($"rank 1 (process {processes[1]}) has not run for 1.5 s", run.Text, StringComparison.Ordinal);
        AssertGone(processes);
    }

    // Kills a rank; returns its process.
    private static int AssertEndsAll(RankRun run, int killed, Random random)
    {
        var processes = Enumerable.Range(0, 3).Select(run.ProcessOf).ToArray();
        Thread.Sleep(random.Next(100));
        using (var victim = Process.GetProcessById(processes[killed]))
        {
            victim.Kill();
        }
        var began = Stopwatch.StartNew();
        Assert.NotEqual(0, run.End());
        Assert.True(began.Elapsed < LongestDying, $"{began.Elapsed}: {run.Text}");
        AssertGone(processes);
        return processes[killed];
    }

    // Their parent has waited for them when it ends.
    private static void AssertGone(IEnumerable<int> processes)
    {
        var end = DateTime.UtcNow + LongestDying;
        foreach (var process in processes)
        {
            while (Directory.Exists($"/proc/{process}"))
            {
                Assert.True(DateTime.UtcNow < end, $"Process {process} is still there.");
                Thread.Sleep(10);
            }
        }
    }
}
