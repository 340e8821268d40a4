using System.Diagnostics;

namespace Piecewise.Distributed.Tests.Protocol;

/// <summary>A watch over ranks of which some are processes that do nothing, and none but the first beats.</summary>
public sealed class PeerWatchTests : IDisposable
{
    private readonly SimulatedParts parts = new(3);
    private readonly List<Process> processes = [];
    private readonly TaskCompletionSource<string> told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PeerWatchTests()
    {
        for (var rank = 0; rank < 3; rank++)
        {
            if (rank > 0)
            {
                processes.Add(Process.Start("sleep", "60"));
            }
            parts.Status(rank).Process = rank == 0 ? Environment.ProcessId : processes[^1].Id;
        }
    }

    [LinuxFact]
    public async Task Who_is_killed_is_named()
    {
        using var watch = Watch(silence: 60);
        processes[1].Kill();
        Assert.StartsWith($"rank 2 (process {processes[1].Id}) has ended before its work was done",
            await told.Task.WaitAsync(TimeSpan.FromSeconds(30)), StringComparison.Ordinal);
        Assert.Equal(2, parts.Status(0).Cause);
    }

    [LinuxFact]
    public async Task Who_fails_is_named_with_its_code()
    {
        using var watch = Watch(silence: 60);
        parts.Status(1).ExitCode = 2;
        parts.Status(1).State = RankState.Failed;
        processes[0].Kill();
        Assert.Contains("has ended with exit code 2", await told.Task.WaitAsync(TimeSpan.FromSeconds(30)), StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task Who_ends_because_of_another_is_not_the_cause()
    {
        using var watch = Watch(silence: 60);
        parts.Status(1).Cause = 2;
        parts.Status(1).State = RankState.GaveUp;
        processes[0].Kill();
        Assert.Equal($"rank 1 (process {processes[0].Id}) has ended because of rank 2 (process {processes[1].Id})",
            await told.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [LinuxFact]
    public async Task Who_is_done_may_end()
    {
        using var watch = Watch(silence: 60);
        parts.Status(1).State = RankState.Done;
        processes[0].Kill();
        await Assert.ThrowsAsync<TimeoutException>(() => told.Task.WaitAsync(TimeSpan.FromSeconds(1)));
    }

    [LinuxFact]
    public async Task Who_no_longer_runs_is_named()
    {
        using var watch = Watch(silence: 0.5);
        Assert.Contains("has not run for 0.5 s", await told.Task.WaitAsync(TimeSpan.FromSeconds(30)), StringComparison.Ordinal);
    }

    [LinuxFact]
    public async Task Who_beats_is_left_alone()
    {
        using var stop = new CancellationTokenSource();
        var others = new[] { 1, 2 }.Select(rank => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                Interlocked.Increment(ref parts.Status(rank).Beat);
                await Task.Delay(20);
            }
        })).ToArray();
        using (Watch(silence: 1))
        {
            await Assert.ThrowsAsync<TimeoutException>(() => told.Task.WaitAsync(TimeSpan.FromSeconds(2)));
        }
        Assert.InRange(parts.Status(0).Beat, 2, 100);
        await stop.CancelAsync();
        await Task.WhenAll(others);
    }

    public void Dispose()
    {
        foreach (var process in processes)
        {
            process.Kill();
            process.Dispose();
        }
        parts.Dispose();
    }

    private PeerWatch Watch(double silence) => parts.Watch(0, silence, m => told.TrySetResult(m));
}

/// <summary>The end of processes is watched on Linux.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "Needs Linux.";
}
