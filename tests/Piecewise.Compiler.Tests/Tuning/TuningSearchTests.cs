using Piecewise.Compiler.Tuning;
using Piecewise.Runtime;

namespace Piecewise.Compiler.Tests.Tuning;

/// <summary>Which candidates a search keeps, with scripted times.</summary>
public sealed class TuningSearchTests
{
    private static readonly TuningSpace Space = new("s0", new SizeRange(1, 256), [1, 16, 256], [("rms_norm", "native")]);

    [Fact]
    public void Without_a_gain_the_defaults_stay()
    {
        var program = new ScriptedProgram((_, size, _) => size);
        var result = program.Search(Space).Run();
        Assert.True(result.Choice.IsDefault);
        Assert.Equal([(1, 1.0), (16, 1.0), (256, 1.0)], result.Times.Select(t => (t.Size, t.Ratio)));
        Assert.Equal([1, 16, 256], result.Times.Select(t => t.DefaultMilliseconds));
        Assert.Equal(
            ["the defaults beside themselves", "a range that ends at 1", "a range that ends at 16", "a version of its own for 1",
                "a version of its own for 16", "a version of its own for 256", "rms_norm by native"],
            result.Tried.Select(t => t.What));
        Assert.All(result.Tried.Skip(1), t => Assert.Equal(TuningOutcome.NoGain, t.Outcome));
        Assert.Equal(0, program.Open);
    }

    [Fact]
    public void What_wins_is_kept_and_the_next_is_tried_beside_it()
    {
        var program = new ScriptedProgram((choice, size, _) => size
            * (choice.RangeEndpoints.Contains(16) && size <= 16 ? 0.9 : 1) * (choice.Sizes.Contains(1) && size == 1 ? 0.5 : 1)
            * (choice.Providers.ContainsKey("rms_norm") ? 0.95 : 1));
        var result = program.Search(Space).Run();
        Assert.Equal("--range-endpoints 16 --sizes 1 --provider rms_norm=native", result.Choice.ToString());
        Assert.Equal("s0", result.Choice.Symbol);
        Assert.Equal([0.4275, 0.855, 0.95], result.Times.Select(t => t.Ratio));
        Assert.Equal([0.4275, 13.68, 243.2], result.Times.Select(t => t.ChosenMilliseconds));
        Assert.Equal(TuningOutcome.Kept, result.Tried[^1].Outcome);
        Assert.Equal(0, program.Open);
        // The range was kept before the size was tried, and the size before the provider.
        Assert.Contains(new TuningChoice { Symbol = "s0", RangeEndpoints = [16], Sizes = [1, 256] }.ToString(),
            program.Compiled.Select(c => c.ToString()));
    }

    [Fact]
    public void A_range_is_measured_at_the_sizes_of_the_range_that_it_divides()
    {
        var program = new ScriptedProgram((choice, size, _) => choice.RangeEndpoints.Contains(1) && size == 1 ? 0.5 : size);
        var tried = program.Search(Space).Run().Tried;
        Assert.Equal([1, 16, 256], tried.Single(t => t.What == "a range that ends at 1").Matches.Select(m => m.Size));
        Assert.Equal([16, 256], tried.Single(t => t.What == "a range that ends at 16").Matches.Select(m => m.Size));
        Assert.Equal([256], tried.Single(t => t.What == "a version of its own for 256").Matches.Select(m => m.Size));
    }

    [Fact]
    public void What_is_faster_at_one_size_and_slower_at_another_is_not_kept()
    {
        var program = new ScriptedProgram((choice, size, _) => choice.Providers.IsEmpty ? size : size == 1 ? 0.5 : 1.03 * size);
        var result = program.Search(Space).Run();
        Assert.True(result.Choice.IsDefault);
        Assert.Equal(TuningOutcome.Slower, result.Tried.Single(t => t.What == "rms_norm by native").Outcome);
    }

    [Theory]
    [InlineData(0.975, false)]
    [InlineData(0.94, true)]
    public void A_gain_must_be_more_than_the_noise_of_the_defaults_beside_themselves(double gain, bool isKept)
    {
        // The second version of the defaults takes 4 % more, by luck with its place in memory.
        var program = new ScriptedProgram((choice, _, _) => choice.IsDefault ? 1 : gain);
        var unlucky = new ScriptedProgram((_, _, _) => 1.04) { Clock = program.Clock };
        var compiled = 0;
        var result = new TuningSearch(
            Space with { Symbol = null, Sizes = [1] },
            (choice, cancellation) => (++compiled == 2 ? unlucky : program).Compile(choice, cancellation),
            TimeSpan.FromSeconds(600), program.Clock, default).Run();
        Assert.Equal(isKept, !result.Choice.IsDefault);
        Assert.Equal(1.04, result.Tried[0].Matches[0].Ratio, 1e-3);
    }

    [Fact]
    public void A_median_below_the_margin_is_no_gain_and_neither_is_one_in_which_too_few_rounds_agree()
    {
        Assert.True(MatchOf(25, 0.98, 0).IsFaster);
        Assert.False(MatchOf(25, 0.985, 0).IsFaster);
        Assert.True(MatchOf(25, 0.9, 6).IsFaster);
        Assert.False(MatchOf(25, 0.9, 7).IsFaster);
        Assert.True(MatchOf(7, 0.9, 1).IsFaster);
        Assert.False(MatchOf(7, 0.9, 2).IsFaster);
        Assert.True(MatchOf(25, 1.02, 0).IsSlower);
        Assert.False(MatchOf(25, 1.015, 0).IsSlower);

        static Match MatchOf(int rounds, double ratio, int others) => new(
            1,
            [.. Enumerable.Range(0, rounds).Select(i => (1000.0, i < others ? 1500 : 1000 * ratio))],
            Match.LeastMargin);
    }

    [Fact]
    public void A_gain_that_does_not_repeat_is_not_kept()
    {
        // Faster in the first match after it was compiled only: its calls are counted from its first.
        var own = 0;
        var program = new ScriptedProgram((choice, _, _) => choice.IsDefault ? 20 : own++ < 120 ? 10 : 20);
        var result = program.Search(Space with { Symbol = null, Sizes = [1] }).Run();
        Assert.True(result.Choice.IsDefault);
        Assert.Equal(TuningOutcome.NotRepeated, result.Tried[^1].Outcome);
    }

    [Fact]
    public void What_loses_beside_the_defaults_at_last_is_not_chosen_whatever_it_won_before()
    {
        var own = 0;
        var program = new ScriptedProgram((choice, _, _) => choice.IsDefault ? 20 : own++ < 250 ? 10 : 20);
        var result = program.Search(Space with { Symbol = null, Sizes = [1] }).Run();
        Assert.Equal(
            [TuningOutcome.Kept, TuningOutcome.NoGain], result.Tried.Skip(1).Select(t => t.Outcome));
        Assert.True(result.Choice.IsDefault);
        Assert.Equal(1, Assert.Single(result.Times).Ratio);
    }

    [Fact]
    public void A_burst_in_some_rounds_decides_nothing()
    {
        var program = new ScriptedProgram((_, size, call) => call % 1000 < 150 ? 5 * size : size);
        Assert.True(program.Search(Space).Run().Choice.IsDefault);
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(600)]
    public void The_budget_bounds_the_search_and_what_was_not_tried_is_told(double seconds)
    {
        var program = new ScriptedProgram((_, size, _) => size);
        var result = program.Search(Space, seconds).Run();
        Assert.Equal(6, result.Tried.Count(t => t.Outcome != TuningOutcome.Noise));
        Assert.Equal(seconds < 600, result.Tried.Any(t => t.Outcome == TuningOutcome.NotTried));
        // The defaults are compiled and called in any case; a candidate that has begun may take its warm-up and its compile beyond.
        var spent = program.Clock.GetElapsedTime(0).TotalSeconds;
        Assert.True(spent < seconds + 3, $"{spent} s");
        Assert.Equal(3, result.Times.Length);
        Assert.Equal(0, program.Open);
    }

    [Fact]
    public void A_program_without_a_size_is_tuned_by_providers_alone()
    {
        var program = new ScriptedProgram((choice, _, _) => choice.Providers.IsEmpty ? 2 : 1);
        var result = program.Search(Space with { Symbol = null, Sizes = [1] }).Run();
        Assert.Equal("--provider rms_norm=native", result.Choice.ToString());
        Assert.Null(result.Choice.Symbol);
        Assert.Equal(new TuningTime(1, 2, 1, 0.5), Assert.Single(result.Times));
    }

    [Fact]
    public void A_search_that_is_cancelled_or_fails_leaves_nothing_open()
    {
        using var stop = new CancellationTokenSource();
        var cancelled = new ScriptedProgram((choice, size, _) =>
        {
            if (!choice.IsDefault)
            {
                stop.Cancel();
            }
            return size;
        });
        Assert.Throws<OperationCanceledException>(() => cancelled.Search(Space, cancellation: stop.Token).Run());
        Assert.Equal(0, cancelled.Open);
        var failing = new ScriptedProgram((choice, size, _) => choice.IsDefault ? size : throw new InvalidOperationException("no"));
        Assert.Throws<InvalidOperationException>(() => failing.Search(Space).Run());
        Assert.Equal(0, failing.Open);
    }
}
