using System.Diagnostics;
using System.Globalization;

namespace Piecewise.Runtime.Tests.Threading;

/// <summary>Measures what one fork and join costs beyond the work: parts do nothing, or wait until each
/// thread has one, so that no thread can do the work of another.</summary>
internal static unsafe class ForkJoinLatency
{
    public static void Print()
    {
        for (var size = 1; size <= Math.Max(2, Environment.ProcessorCount); size++)
        {
            using var team = new ThreadTeam(new ThreadTeamOptions { Threads = size });
            foreach (var (gap, name) in new[] { (0, "back to back"), (10, "10 us apart"), (1000, "asleep") })
            {
                Print($"{size} threads, {name}", team, TimeSpan.FromMicroseconds(gap), &Nothing);
                Print($"{size} threads, {name}, all meet", team, TimeSpan.FromMicroseconds(gap), &Meet);
            }
        }
    }

    private static void Print(string title, ThreadTeam team, TimeSpan gap, delegate*<void*, int, int, void> body)
    {
        var runs = gap > TimeSpan.FromMicroseconds(100) ? 500 : 20_000;
        var ticks = new long[runs];
        for (var i = 0; i < runs; i++)
        {
            var arrived = 0;
            var start = Stopwatch.GetTimestamp();
            if (gap > TimeSpan.FromMicroseconds(100))
            {
                Thread.Sleep(gap);
                start = Stopwatch.GetTimestamp();
            }
            else
            {
                while (Stopwatch.GetElapsedTime(start) < gap)
                {
                }
                start = Stopwatch.GetTimestamp();
            }
            team.Run(team.Size, body, &arrived);
            ticks[i] = Stopwatch.GetTimestamp() - start;
        }
        Array.Sort(ticks);
        string At(double q) => (ticks[(int)(q * (runs - 1))] * 1e9 / Stopwatch.Frequency).ToString("F0", CultureInfo.InvariantCulture);
        Console.WriteLine($"{title}: median {At(0.5)} ns, 90 % {At(0.9)} ns, 99 % {At(0.99)} ns");
    }

    private static void Nothing(void* state, int part, int parts)
    {
    }

    private static void Meet(void* state, int part, int parts)
    {
        Interlocked.Increment(ref *(int*)state);
        while (Volatile.Read(ref *(int*)state) < parts)
        {
            Thread.SpinWait(1);
        }
    }
}
