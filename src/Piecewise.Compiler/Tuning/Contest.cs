using System.Collections.Immutable;

namespace Piecewise.Compiler.Tuning;

/// <summary>Lets versions of a program take turns (docs/design/tuning.md).</summary>
/// <param name="clock">Measures calls.</param>
/// <param name="margins">By size, how much two versions must differ; for others <see cref="Match.LeastMargin"/>.</param>
/// <param name="cancellation">Ends it between two calls.</param>
internal sealed class Contest(TimeProvider clock, IReadOnlyDictionary<long, double> margins, CancellationToken cancellation)
{
    private const int FewestCalls = 3;
    private const int MostCallsOfATurn = 64;

    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(10);

    // The first calls run code that the runtime has not optimized yet.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(0.25);

    /// <summary>Calls a version until it runs as it will run from then on.</summary>
    /// <returns>What a call took at last.</returns>
    public TimeSpan Prepare(IContestant contestant, long size)
    {
        contestant.Renew();
        var start = clock.GetTimestamp();
        var last = new Queue<TimeSpan>();
        for (var i = 0; i < FewestCalls || clock.GetElapsedTime(start) < WarmUp; i++)
        {
            last.Enqueue(Time(contestant, size));
            if (last.Count > FewestCalls)
            {
                last.Dequeue();
            }
        }
        return Match.MedianOf(last);
    }

    /// <summary>What a round takes, of versions that take so long for a call.</summary>
    public static TimeSpan RoundOf(TimeSpan call) => 2 * CallsOf(call) * call;

    /// <summary>One match for each size, in sessions of their own.</summary>
    public ImmutableArray<Match> Play(IContestant holder, IContestant challenger, IEnumerable<long> sizes, int rounds)
    {
        holder.Renew();
        challenger.Renew();
        return [.. sizes.Select(s => Play(holder, challenger, s, rounds))];
    }

    private Match Play(IContestant holder, IContestant challenger, long size, int rounds)
    {
        var call = TimeSpan.MaxValue;
        for (var i = 0; i < FewestCalls; i++)
        {
            // Memory of new sessions is touched for the first time.
            Time(challenger, size);
            var time = Time(holder, size);
            call = time < call ? time : call;
        }
        var calls = CallsOf(call);
        var times = ImmutableArray.CreateBuilder<(TimeSpan, TimeSpan)>(rounds);
        for (var round = 0; round < rounds; round++)
        {
            if (round % 2 == 0)
            {
                var first = TurnOf(holder, size, calls);
                times.Add((first, TurnOf(challenger, size, calls)));
            }
            else
            {
                var first = TurnOf(challenger, size, calls);
                times.Add((TurnOf(holder, size, calls), first));
            }
        }
        return new Match(size, times.ToImmutable(), margins.GetValueOrDefault(size, Match.LeastMargin));
    }

    // Of a turn.
    private static int CallsOf(TimeSpan call) => (int)Math.Clamp(Math.Ceiling(Turn / call), FewestCalls, MostCallsOfATurn);

    // The shortest call of a turn is the one that least was in the way of.
    private TimeSpan TurnOf(IContestant contestant, long size, int calls) =>
        Enumerable.Range(0, calls).Select(_ => Time(contestant, size)).Min();

    private TimeSpan Time(IContestant contestant, long size)
    {
        cancellation.ThrowIfCancellationRequested();
        var start = clock.GetTimestamp();
        contestant.Call(size);
        var time = clock.GetElapsedTime(start);
        // A clock that does not see a call gives it its own step.
        return time > TimeSpan.Zero ? time : TimeSpan.FromTicks(1);
    }
}
