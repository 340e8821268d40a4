using System.Diagnostics;
using System.Globalization;

namespace Piecewise.Runtime.Tests.Memory;

/// <summary>Measures planning 300 buffers: from requests to a plan.</summary>
internal static class MemoryPlanTime
{
    private const int Buffers = 300;

    public static void Print()
    {
        Print("decoder", RandomRequests.Decoder(Buffers / 10, 512));
        Print("random, few alive", RandomRequests.Create(new Random(1), Buffers, 300, maxDonated: 0).Requests);
        Print("random, many alive", RandomRequests.Create(new Random(1), Buffers, 20, maxDonated: 0).Requests);
    }

    private static void Print(string name, List<BufferRequest> requests)
    {
        var plan = Median(() => MemoryPlanner.Plan(requests));
        var result = MemoryPlanner.Plan(requests);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{requests.Count} buffers, {name}: plan {plan:F1} us; "
            + $"{(double)result.ArenaLength / result.PeakLiveBytes:F3} of the peak"));
    }

    private static double Median(Action action)
    {
        var times = new double[2_000];
        for (var i = 0; i < times.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            action();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }
        Array.Sort(times);
        return times[times.Length / 2];
    }
}
