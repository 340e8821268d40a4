using System.Diagnostics;

namespace Piecewise.Distributed;

/// <summary>
/// One wait for another process. As the cores may be fewer than the ranks and their threads, it spins a few microseconds, where each rank
/// has a core, then lets others run, and after some milliseconds sleeps.
/// </summary>
internal struct Patience(bool crowded)
{
    // About 10 µs: a rank that works on the same part of the same program comes within that.
    private const int Spins = 250;
    private static readonly long AwakeTicks = Stopwatch.Frequency / 200;
    private static readonly long SecondTicks = Stopwatch.Frequency;

    // A server that nobody asks waits for hours.
    private const int LongestSleep = 5;

    private int turns = crowded ? Spins : 0;
    private long began;

    /// <summary>Passes a moment.</summary>
    public void Wait()
    {
        if (turns < Spins)
        {
            turns++;
            Thread.SpinWait(1);
            return;
        }
        var now = Stopwatch.GetTimestamp();
        if (began == 0)
        {
            began = now;
        }
        if (now - began < AwakeTicks)
        {
            Thread.Yield();
            return;
        }
        Thread.Sleep((int)Math.Min(LongestSleep, 1 + ((now - began) / SecondTicks)));
    }

    /// <summary>How long it has taken, without the first microseconds.</summary>
    public readonly TimeSpan Elapsed => began == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(began);
}
