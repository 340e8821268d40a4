using Piecewise.Graphs;

namespace Piecewise.Graph.Tests.Symbols;

/// <summary>
/// What is known of sizes costs what is new of it, however much there is; and no expression costs more than its text. Work is counted, in
/// bytes allocated.
/// </summary>
public sealed class BoundedWorkTests
{
    private static readonly SymInt S = SymInt.Symbol("s0");

    [Fact]
    public void Operands_that_occur_twice_at_each_level_are_refused_before_they_are_too_many()
    {
        var refused = Assert.Throws<OverflowException>(() =>
        {
            var (size, other) = (S, SymInt.Symbol("s1"));
            for (var level = 0; level < 100; level++)
            {
                // Each level holds the one below twice: as text the last would have 2^100 parts.
                size = SymInt.Max(SymInt.FloorDiv(size, other + level), SymInt.Mod(size, other + level + 1));
            }
        });
        Assert.Contains("more than 4096 parts", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Facts_that_come_together_say_what_they_say_one_by_one()
    {
        string[] texts = ["s0 <= 1000", "s0 % 8 == 0", "s1 == 2*s0", "s2 <= s1", "s2 >= 3", "s3 == s2", "s0 != 16", "s4*s4 <= 100",
            "s5 < s4", "s5 >= 0"];
        var (together, single) = (new ShapeEnvironment(), new ShapeEnvironment());
        foreach (var shapes in new[] { together, single })
        {
            for (var i = 0; i < 6; i++)
            {
                shapes.Define($"s{i}", Interval.AtLeast(1));
            }
        }
        together.AddFacts(texts.Select(SymBool.Parse));
        foreach (var text in texts)
        {
            single.AddFact(SymBool.Parse(text));
        }
        Assert.Equal(single.Facts, together.Facts);
        Assert.Equal(single.Symbols, together.Symbols);
        foreach (var question in new[] { "s1 % 16 == 0", "s3 <= 2000", "s0 == 16", "s2 <= 2*s0", "s5 <= 9", "s4 <= 10", "s1 <= s2" })
        {
            Assert.Equal(single.Decide(SymBool.Parse(question)), together.Decide(SymBool.Parse(question)));
        }
    }

    [Theory]
    [InlineData("s0 <= 7", "s0 >= 9")]
    [InlineData("s0 == s1", "s0 != s1")]
    [InlineData("s0 % 4 == 1", "s0 % 8 == 2")]
    public void Facts_that_come_together_and_contradict_each_other_are_refused(string one, string other)
    {
        var shapes = new ShapeEnvironment();
        Assert.Throws<ShapeConflictException>(() => shapes.AddFacts([SymBool.Parse(one), SymBool.Parse(other)]));
        Assert.Empty(shapes.Facts);
    }

    [Fact]
    public void Twice_the_facts_are_twice_the_work()
    {
        Add(100);
        var (half, whole) = (Add(2000), Add(4000));
        Assert.True(whole < 2.6 * half, $"{half} and {whole} bytes");

        static long Add(int count)
        {
            SymBool[] facts = [.. Enumerable.Range(0, count)
                .Select(i => i % 2 == 0 ? SymBool.Ne(S, 5000 + i) : SymBool.Le(SymInt.FloorDiv(S, i + 2), 4000 + i))];
            return Allocated(() =>
            {
                var shapes = new ShapeEnvironment();
                shapes.Define("s0", new Interval(1, 4096));
                shapes.AddFacts(facts);
                shapes.Decide(SymBool.Le(S * 3, 12_288));
            });
        }
    }

    [Fact]
    public void A_question_among_thousands_of_facts_costs_no_more_than_among_hundreds()
    {
        Ask(10);
        var (few, many) = (Ask(1000), Ask(8000));
        Assert.True(many < 1.5 * few + 100_000, $"{few} and {many} bytes");

        // Facts on two symbols, none of which settles the question.
        static long Ask(int count)
        {
            var (a, b) = (SymInt.Symbol("s0"), SymInt.Symbol("s1"));
            var shapes = new ShapeEnvironment();
            shapes.Define("s0", Interval.AtLeast(1));
            shapes.Define("s1", Interval.AtLeast(1));
            shapes.AddFacts(Enumerable.Range(2, count).Select(i => SymBool.Le(a * i, (b * (i + 1)) + (1000 * i))));
            shapes.Decide(SymBool.Le(a, b));
            return Allocated(() => Assert.Null(shapes.Decide(SymBool.Le(a * 7, (b * 5) + 3))));
        }
    }

    [Fact]
    public void A_size_that_only_the_data_decides_costs_the_same_however_many_there_are()
    {
        Make(10);
        var (few, many) = (Make(100), Make(5000));
        Assert.True(many < 3 * few + 10_000, $"{few} and {many} bytes");

        static long Make(int known)
        {
            var shapes = new ShapeEnvironment();
            shapes.Define("s0", new Interval(1, 64));
            shapes.AddFact(SymBool.Le(S, 32));
            for (var i = 0; i < known; i++)
            {
                shapes.NewUnbacked(Interval.AtLeast(0));
            }
            shapes.Decide(SymBool.Le(S, 16));
            // As an import does for each call: in a copy that is thrown away.
            return Allocated(() =>
            {
                var scratch = shapes.Copy();
                var fresh = scratch.NewUnbacked(new Interval(0, 10));
                Assert.True(scratch.Decide(SymBool.Le(fresh, 10)));
                Assert.Equal($"u{known}", fresh.SymbolName);
            });
        }
    }

    [Fact]
    public void Many_equal_sizes_are_known_to_be_equal()
    {
        const int count = 200;
        var shapes = new ShapeEnvironment();
        for (var i = 0; i <= count; i++)
        {
            shapes.Define($"s{i}", Interval.AtLeast(1));
        }
        // From the last to the first: each replaces what has been replaced before.
        shapes.AddFacts(Enumerable.Range(0, count).Reverse().Select(i => SymBool.Eq(SymInt.Symbol($"s{i}"), SymInt.Symbol($"s{i + 1}"))));
        Assert.True(shapes.Decide(SymBool.Eq(SymInt.Symbol("s0"), SymInt.Symbol($"s{count}"))));
        Assert.Equal(SymInt.Symbol("s0") * 2, shapes.Simplify(SymInt.Symbol("s57") + SymInt.Symbol("s3")));
    }

    private static long Allocated(Action work)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        work();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
