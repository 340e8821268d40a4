using System.Collections.Immutable;

namespace Piecewise.Compiler.Tuning;

/// <summary>Lets versions of a program take turns (docs/design/tuning.md).</summary>
/// <param name="clock">Measures calls.</param>
/// <param name="margins">By size, how much two versions must differ; for others <see cref="Match.LeastMargin"/>.</param>
/// <param name="cancellation">Ends it between two calls.</param>
internal sealed class Contest(TimeProvider clock, IReadOnlyDictionary<long, double> margins, CancellationToken cancellation)
{
    private const int FewestCalls = 3;

    // The first calls run code that the runtime has not optimized yet.
    private const double WarmUpMilliseconds = 250;

    /// <summary>Calls a version until it runs as it will run from then on.</summary>
    /// <returns>Milliseconds of the shortest call.</returns>
    public double Prepare(IContestant contestant, long size)
    {
        contestant.Renew();
        var shortest = double.MaxValue;
        var start = clock.GetTimestamp();
        for (var i = 0; i < FewestCalls || clock.GetElapsedTime(start).TotalMilliseconds < WarmUpMilliseconds; i++)
        {
            shortest = Math.Min(shortest, Time(contestant, size, calls: 1));
        }
        return shortest;
    }

    /// <summary>What a round takes.</summary>
    /// <param name="call">Milliseconds of a call.</param>
    public static TimeSpan RoundOf(double call) =>
        Turn.Of(call) is var turn ? TimeSpan.FromMilliseconds(2 * turn.Groups * turn.Calls * call) : default;

    /// <summary>One match for each size, in sessions of their own.</summary>
    public ImmutableArray<Match> Play(IContestant holder, IContestant challenger, IEnumerable<long> sizes, int rounds)
    {
        holder.Renew();
        challenger.Renew();
        return [.. sizes.Select(s => Play(holder, challenger, s, rounds))];
    }

    private Match Play(IContestant holder, IContestant challenger, long size, int rounds)
    {
        var call = double.MaxValue;
        for (var i = 0; i < FewestCalls; i++)
        {
            // Memory of new sessions is touched for the first time.
            Time(challenger, size, calls: 1);
            call = Math.Min(call, Time(holder, size, calls: 1));
        }
        var turn = Turn.Of(call);
        var times = ImmutableArray.CreateBuilder<(double, double)>(rounds);
        for (var round = 0; round < rounds; round++)
        {
            if (round % 2 == 0)
            {
                var first = Shortest(holder, size, turn);
                times.Add((first, Shortest(challenger, size, turn)));
            }
            else
            {
                var first = Shortest(challenger, size, turn);
                times.Add((Shortest(holder, size, turn), first));
            }
        }
        return new Match(size, times.ToImmutable(), margins.GetValueOrDefault(size, Match.LeastMargin));
    }

    // The shortest of a turn is what least was in the way of.
    private double Shortest(IContestant contestant, long size, Turn turn) =>
        Enumerable.Range(0, turn.Groups).Select(_ => Time(contestant, size, turn.Calls)).Min();

    // Milliseconds of a call.
    private double Time(IContestant contestant, long size, int calls)
    {
        cancellation.ThrowIfCancellationRequested();
        var start = clock.GetTimestamp();
        for (var i = 0; i < calls; i++)
        {
            contestant.Call(size);
        }
        // A clock that does not see the calls gives them its own step.
        return Math.Max(clock.GetElapsedTime(start).TotalMilliseconds, TimeSpan.FromTicks(1).TotalMilliseconds) / calls;
    }

    // So many groups, each of so many calls, which are timed together because a clock tells microseconds badly.
    private readonly record struct Turn(int Groups, int Calls)
    {
        private const double GroupMilliseconds = 0.1;
        private const double Milliseconds = 10;
        private const int MostCalls = 1000;

        public static Turn Of(double call)
        {
            var calls = (int)Math.Clamp(Math.Ceiling(GroupMilliseconds / call), 1, MostCalls);
            return new Turn((int)Math.Max(Math.Ceiling(Milliseconds / (calls * call)), FewestCalls), calls);
        }
    }
}
