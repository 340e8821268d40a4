using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Piecewise.Runtime;

namespace Piecewise.Compiler;

/// <summary>
/// Measures the phases on the way from a file to something that runs: each is an activity, a measurement and a line of the log
/// (<see cref="PiecewiseTelemetry"/>).
/// </summary>
internal sealed class PhaseClock(ILogger logger)
{
    private ImmutableArray<PhaseTime> times = [];

    /// <summary>What phases took so far, in the order in which they ended.</summary>
    public ImmutableArray<PhaseTime> Times => times;

    /// <summary>Runs a phase. What the logger throws ends it, and a result that can be disposed is.</summary>
    /// <param name="phase">Its name; the activity's is <c>piecewise.</c> and this.</param>
    /// <param name="work">What it does.</param>
    /// <param name="done">Says what came of it.</param>
    /// <typeparam name="T">A class: the code for all of them is compiled ahead of time, and a start need not wait for it.</typeparam>
    public T Run<T>(string phase, Func<T> work, Action<T>? done = null) where T : class?
    {
        using var activity = PiecewiseTelemetry.Activities.StartActivity($"{PiecewiseTelemetry.ActivityPrefix}{phase}");
        var start = Stopwatch.GetTimestamp();
        var result = work();
        var time = Stopwatch.GetElapsedTime(start);
        if (PiecewiseTelemetry.PhaseDuration.Enabled)
        {
            PiecewiseTelemetry.PhaseDuration.Record(time.TotalSeconds, new KeyValuePair<string, object?>("phase", phase));
        }
        try
        {
            done?.Invoke(result);
            logger.PhaseDone(phase, time.TotalMilliseconds);
        }
        catch
        {
            (result as IDisposable)?.Dispose();
            throw;
        }
        Add(new PhaseTime(phase, time));
        return result;
    }

    private void Add(PhaseTime time) => ImmutableInterlocked.Update(ref times, (all, added) => all.Add(added), time);
}
