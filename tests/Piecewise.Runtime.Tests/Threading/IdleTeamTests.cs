using System.Diagnostics;

namespace Piecewise.Runtime.Tests.Threading;

/// <summary>Reads the processor time of the whole process, so no other test runs beside it.</summary>
[Collection(nameof(IdleTeamTests))]
[CollectionDefinition(nameof(IdleTeamTests), DisableParallelization = true)]
public sealed unsafe class IdleTeamTests
{
    [Fact]
    public void Idle_team_uses_no_processor_time()
    {
        using var team = new ThreadTeam(new ThreadTeamOptions { Threads = 4 });
        long sum = 0;
        team.Run(16, &AddOne, &sum);
        Thread.Sleep(20);
        // Threads of earlier tests may still end: the least of several intervals is what the team can't avoid. Three spinning
        // threads would use at least the time of one core.
        var least = TimeSpan.MaxValue;
        for (var i = 0; i < 20 && least > TimeSpan.FromMilliseconds(10); i++)
        {
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            Thread.Sleep(50);
            var used = Process.GetCurrentProcess().TotalProcessorTime - before;
            least = used < least ? used : least;
        }
        Assert.True(least < TimeSpan.FromMilliseconds(40), $"{least.TotalMilliseconds} ms of processor time in 50 ms");
    }

    private static void AddOne(void* state, int part, int parts) => Interlocked.Increment(ref *(long*)state);
}
