using System.Collections.Immutable;

namespace Piecewise.Compiler.Tuning;

/// <summary>Looks for what beats the defaults, one change after the other (docs/design/tuning.md). Runs once.</summary>
/// <param name="space">What can be chosen.</param>
/// <param name="compile">Compiles a version of the program.</param>
/// <param name="budget">For all of it; what has begun is finished.</param>
/// <param name="clock">Measures calls, and the budget.</param>
/// <param name="cancellation">Ends it between two calls.</param>
internal sealed class TuningSearch(
    TuningSpace space, Func<TuningChoice, CancellationToken, IContestant> compile, TimeSpan budget, TimeProvider clock,
    CancellationToken cancellation)
{
    private const string Whole = "all of it beside the defaults";
    private const int FewestRounds = 7;
    private const int MostRounds = 25;

    private readonly long start = clock.GetTimestamp();
    private readonly Dictionary<long, double> margins = [];
    private readonly ImmutableArray<TriedCandidate>.Builder tried = ImmutableArray.CreateBuilder<TriedCandidate>();
    // What a call of the defaults takes, roughly, by size, in milliseconds.
    private readonly Dictionary<long, double> calls = [];
    // Each has its share of what is left of the budget.
    private readonly ImmutableArray<TuningSpace.Candidate> candidates = [.. space.Candidates()];

    /// <summary>Told what is measured.</summary>
    public IProgress<TuningProgress>? Progress { get; init; }

    public TuningResult Run()
    {
        Report("the defaults");
        using var usual = compile(TuningChoice.Default, cancellation);
        var contest = new Contest(clock, margins, cancellation);
        foreach (var size in space.Sizes)
        {
            calls.Add(size, contest.Prepare(usual, size));
        }
        var times = MeasureNoise(usual);
        var (choice, holder) = (TuningChoice.Default, usual);
        try
        {
            foreach (var candidate in candidates)
            {
                if (Winner(candidate, choice, holder) is { } winner)
                {
                    if (holder != usual)
                    {
                        holder.Dispose();
                    }
                    (choice, holder) = (candidate.Change(choice), winner);
                }
            }
            return holder == usual ? new TuningResult(choice, times, tried.ToImmutable()) : Result(choice, holder, usual);
        }
        finally
        {
            if (holder != usual)
            {
                holder.Dispose();
            }
        }
    }

    // How far two equal versions are apart: what is won must be more.
    private ImmutableArray<TuningTime> MeasureNoise(IContestant usual)
    {
        var rounds = Rounds(RoundsAt(space.Sizes, 1), TimeSpan.Zero);
        if (rounds == 0)
        {
            return [.. space.Sizes.Select(s => TimeOf(s, calls[s], calls[s], 1))];
        }
        using var again = compile(TuningChoice.Default, cancellation);
        var matches = Play(usual, again, space.Sizes, rounds);
        tried.Add(new TriedCandidate("the defaults beside themselves", TuningOutcome.Noise, matches));
        foreach (var match in matches)
        {
            margins[match.Size] = Math.Max(Match.LeastMargin, Math.Abs(1 - match.Ratio));
        }
        return [.. matches.Select(m => TimeOf(m.Size, m.Holder, m.Holder, 1))];
    }

    // What has been chosen with one change; null where that does not win.
    private IContestant? Winner(TuningSpace.Candidate candidate, TuningChoice choice, IContestant holder)
    {
        var sizes = candidate.Concerned(choice);
        // Two matches, in case that it wins the first, and at last the one of the whole choice.
        var rounds = sizes.IsEmpty ? 0 : Rounds(RoundsAt(sizes, 2), RoundsAt(space.Sizes, FewestRounds));
        if (rounds == 0)
        {
            tried.Add(new TriedCandidate(candidate.What, sizes.IsEmpty ? TuningOutcome.NoGain : TuningOutcome.NotTried, []));
            return null;
        }
        Report(candidate.What);
        var challenger = compile(candidate.Change(choice), cancellation);
        var outcome = TuningOutcome.NoGain;
        try
        {
            var matches = Play(holder, challenger, sizes, rounds);
            outcome = OutcomeOf(matches);
            if (outcome == TuningOutcome.Kept)
            {
                matches = Play(holder, challenger, sizes, rounds);
                outcome = OutcomeOf(matches) == TuningOutcome.Kept ? TuningOutcome.Kept : TuningOutcome.NotRepeated;
            }
            tried.Add(new TriedCandidate(candidate.What, outcome, matches));
            return outcome == TuningOutcome.Kept ? challenger : null;
        }
        finally
        {
            if (outcome != TuningOutcome.Kept)
            {
                challenger.Dispose();
            }
        }
    }

    // What won beside one another must win together beside the defaults.
    private TuningResult Result(TuningChoice choice, IContestant chosen, IContestant usual)
    {
        Report(Whole);
        var rounds = Math.Max(Rounds(RoundsAt(space.Sizes, 1), TimeSpan.Zero), FewestRounds);
        var matches = Play(usual, chosen, space.Sizes, rounds);
        var outcome = OutcomeOf(matches);
        tried.Add(new TriedCandidate(Whole, outcome, matches));
        return outcome == TuningOutcome.Kept
            ? new TuningResult(choice, [.. matches.Select(m => TimeOf(m.Size, m.Holder, m.Challenger, m.Ratio))], tried.ToImmutable())
            : new TuningResult(
                TuningChoice.Default, [.. matches.Select(m => TimeOf(m.Size, m.Holder, m.Holder, 1))], tried.ToImmutable());
    }

    private ImmutableArray<Match> Play(IContestant holder, IContestant challenger, ImmutableArray<long> sizes, int rounds)
    {
        var contest = new Contest(clock, margins, cancellation);
        foreach (var size in sizes)
        {
            contest.Prepare(challenger, size);
        }
        return contest.Play(holder, challenger, sizes, rounds);
    }

    // It wins if it is faster at one size, and slower at none.
    private static TuningOutcome OutcomeOf(ImmutableArray<Match> matches) =>
        matches.Any(m => m.IsSlower) ? TuningOutcome.Slower
        : matches.Any(m => m.IsFaster) ? TuningOutcome.Kept
        : TuningOutcome.NoGain;

    private TimeSpan RoundsAt(ImmutableArray<long> sizes, int rounds) =>
        sizes.Aggregate(TimeSpan.Zero, (sum, s) => sum + (rounds * Contest.RoundOf(calls[s])));

    // As many as fit the share of what is measured next, if there is time for enough of them; else none.
    private int Rounds(TimeSpan round, TimeSpan reserve)
    {
        var left = budget - clock.GetElapsedTime(start) - reserve;
        var share = left / Math.Max(1, candidates.Length + 1 - tried.Count);
        return left < FewestRounds * round ? 0 : (int)Math.Clamp(share / round, FewestRounds, MostRounds);
    }

    private void Report(string what) => Progress?.Report(new TuningProgress(what, Math.Min(1, clock.GetElapsedTime(start) / budget)));

    private static TuningTime TimeOf(long size, double usual, double chosen, double ratio) =>
        new(size, Math.Round(usual, 6), Math.Round(chosen, 6), Math.Round(ratio, 4));
}
