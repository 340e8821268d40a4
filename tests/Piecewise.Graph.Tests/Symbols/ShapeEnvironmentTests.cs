using Piecewise.Graphs;

namespace Piecewise.Graph.Tests.Symbols;

public sealed class ShapeEnvironmentTests
{
    [Fact]
    public void R4_Copies_AreIsolatedBothWays()
    {
        var original = Environment(("s0", 1, 8192));
        var entry = original.Copy();
        entry.Constrain("s0", new Interval(9, 32));
        entry.AddFact(SymBool.Parse("s0 % 8 == 0"));
        original.Define("s1", Interval.AtLeast(2));
        original.AddFact(SymBool.Parse("s0 >= 4"));

        Assert.True(entry.IsStaticallyTrue(SymBool.Parse("s0 <= 32")));
        Assert.True(entry.IsStaticallyTrue(SymBool.Parse("s0 % 4 == 0")));
        Assert.False(entry.Symbols.ContainsKey("s1"));
        Assert.Null(original.Decide(SymBool.Parse("s0 <= 32")));
        Assert.Null(original.Decide(SymBool.Parse("s0 % 8 == 0")));
        Assert.Equal(new Interval(4, 8192), original.Symbols["s0"]);
        Assert.Single(original.Facts);
    }

    [Fact]
    public void R4_UndefinedSymbols_AreNotGuessedAbout()
    {
        var environment = new ShapeEnvironment();
        Assert.Equal(Interval.Unbounded, environment.BoundsOf(SymInt.Symbol("s9")));
        foreach (var text in new[] { "s9 >= 0", "s9 != 0", "s9 == 1", "s9 % 2 == 0", "s9 * s9 >= s9 + 1", "s9 // 2 <= s9" })
        {
            Assert.Null(environment.Decide(SymBool.Parse(text)));
        }

        Assert.True(environment.IsStaticallyTrue(SymBool.Parse("s9 * s9 >= 0")));
        Assert.True(environment.IsStaticallyTrue(SymBool.Parse("s9 % 8 <= 7")));
    }

    [Theory]
    [InlineData("8*s0 >= 8", true)]
    [InlineData("s0 <= 4096", true)]
    [InlineData("s0 > 4096", false)]
    [InlineData("s0 == 0", false)]
    [InlineData("s0 <= 32", null)]
    [InlineData("s0*h >= s0", true)]
    [InlineData("s0*h >= h", true)]
    [InlineData("s0*s0 >= s0", true)]
    [InlineData("s0*h*h + 1 > s0*h", true)]
    [InlineData("(s0 + 7) // 8 * 8 >= s0", true)]
    [InlineData("(s0 + 7) // 8 * 8 - s0 <= 7", true)]
    [InlineData("s0 // 8 * 8 <= s0", true)]
    [InlineData("s0 // 8 * 8 + s0 % 8 == s0", true)]
    [InlineData("s0 // h * h <= s0", true)]
    [InlineData("ceildiv(s0, h) * h >= s0", true)]
    [InlineData("s0 // h * h + s0 % h == s0", true)]
    [InlineData("s0 % h < h", true)]
    [InlineData("s0 % h <= s0", true)]
    [InlineData("s0 // 8 <= s0", true)]
    [InlineData("min(s0, h) <= s0", true)]
    [InlineData("min(s0, h) + max(s0, h) == s0 + h", true)]
    [InlineData("max(s0, h) - min(s0, h) >= 0", true)]
    [InlineData("min(s0, 8192) == s0", true)]
    [InlineData("max(s0, 0) == s0", true)]
    [InlineData("min(s0, 16) < s0", null)]
    [InlineData("min(s0, 16) <= 16 and s0 >= 1", true)]
    [InlineData("s0 <= 5 or s0 >= 1", true)]
    [InlineData("s0 <= 5 and s0 >= 9000", false)]
    [InlineData("2*s0 + 4*h == 7", false)]
    [InlineData("s0 <= 9223372036854775807", true)]
    [InlineData("s0 > 9223372036854775807", false)]
    [InlineData("min(s0, 9223372036854775807) == s0", true)]
    [InlineData("s0 * h * 1099511627776 * 4194304 >= 1", true)]
    public void R4_Bounds_Decide(string condition, bool? expected)
    {
        var environment = Environment(("s0", 1, 4096));
        environment.Define("h", Interval.AtLeast(1));
        Assert.Equal(expected, environment.Decide(SymBool.Parse(condition)));
        Assert.Equal(!expected, environment.Decide(SymBool.Not(SymBool.Parse(condition))));
    }

    [Theory]
    [InlineData("s0 % 8 == 0", "s0 % 4 == 0", true)]
    [InlineData("s0 % 8 == 0", "s0 // 8 * 8 == s0", true)]
    [InlineData("s0 % 8 == 0", "s0 // 2 % 4 == 0", true)]
    [InlineData("s0 % 8 == 0", "s0 == 12", false)]
    [InlineData("s0 % 8 == 0", "s0 >= 8", true)]
    [InlineData("s0 % 8 == 0", "3*s0 % 24 == 0", true)]
    [InlineData("s0 % 8 == 0", "(s0 + 3) % 8 == 3", true)]
    [InlineData("s0 % 8 == 0", "s0 % 16 == 0", null)]
    [InlineData("s0 % 8 == 3", "(s0 + 5) % 8 == 0", true)]
    [InlineData("s0 % 4 == 2 and s0 % 3 == 1", "s0 % 12 == 10", true)]
    [InlineData("s0 // 8 * 8 == s0", "s0 % 8 == 0", true)]
    [InlineData("(s0 + s1) % 8 == 0", "(s0 + s1) % 8 == 0", true)]
    [InlineData("s0 % s1 == 0", "s0 // s1 * s1 == s0", true)]
    [InlineData("s0 == s1", "s1 - s0 == 0", true)]
    [InlineData("s0 == s1", "s0*s1 == s0*s0", true)]
    [InlineData("s0 == 8*s1", "s0 % 8 == 0", true)]
    [InlineData("s0 == 8*s1", "s0 // 4 == 2*s1", true)]
    [InlineData("s0 == 8*s1", "s1 <= 512", true)]
    [InlineData("s0 == s1*s2", "s0 % s1 == 0", true)]
    [InlineData("s0 == s1 and s1 == s2", "s0 == s2", true)]
    [InlineData("s0 == s1 and s1 % 8 == 0", "s0 % 8 == 0", true)]
    [InlineData("s0 == 4*s1 and s0 % 8 == 0", "s1 % 2 == 0", true)]
    [InlineData("2*s0 == 3*s1", "2*s0 == 3*s1", true)]
    [InlineData("2*s0 == 3*s1", "4*s0 <= 6*s1", true)]
    [InlineData("s0 <= s1", "s0 <= s1 + 1", true)]
    [InlineData("s0 <= s1", "min(s0, s1) == s0", true)]
    [InlineData("s0 <= s1", "2*s0 <= 2*s1", true)]
    [InlineData("s0 <= s1", "s0*s2 <= s1*s2", true)]
    [InlineData("s0 <= s1 and s1 <= s2", "s0 <= s2", true)]
    [InlineData("s0 < s1 and s1 < s2", "s0 + 2 <= s2", true)]
    [InlineData("s0 <= s1 and s1 <= s0", "s0 == s1", true)]
    [InlineData("s0 < s1", "s0 == s1", false)]
    [InlineData("s0 < s1", "s0 % s1 == s0", true)]
    [InlineData("s0 < s1", "s0 // s1 == 0", true)]
    [InlineData("s0 != 1", "s0 >= 2", true)]
    [InlineData("s0 != s1", "s0 == s1", false)]
    [InlineData("s0 == 1 or s1 == 1", "s1 == 1 or s0 == 1", true)]
    [InlineData("s0 == 1 or s1 == 1", "s0 != 1 and s1 != 1", false)]
    [InlineData("s0 == 1 or s1 == 1", "s0 == 1", null)]
    [InlineData("s0 == 5000 or s1 == 1", "s1 == 1", true)]
    [InlineData("s0 <= s1 and s0 != s1", "s0 < s1", true)]
    [InlineData("s0 >= s1 and s0 != s1", "s0 <= s1", false)]
    [InlineData("min(s0, 64) == s0", "s0 <= 64", true)]
    [InlineData("min(s0, s1) >= 5", "s1 >= 5", true)]
    [InlineData("max(s0, s1) <= 50", "s1 <= 50", true)]
    [InlineData("s0 // 8 <= 3", "s0 <= 31", true)]
    [InlineData("2*s0 + 3*s1 <= 20", "s1 <= 6", true)]
    [InlineData("s0*s1 <= 64", "s1 <= 64", true)]
    public void R4_Facts_Decide(string fact, string condition, bool? expected)
    {
        var environment = Environment(("s0", 1, 4096), ("s1", 1, 4096), ("s2", 1, 4096));
        environment.AddFact(SymBool.Parse(fact));
        Assert.Equal(expected, environment.Decide(SymBool.Parse(condition)));
    }

    [Theory]
    [InlineData("s0 + one", "s0 + 1")]
    [InlineData("min(s0, 4096)", "s0")]
    [InlineData("min(s0, 4096, big)", "s0")]
    [InlineData("max(s0, 1)", "s0")]
    [InlineData("s0 // 5000", "0")]
    [InlineData("s0 % 5000", "s0")]
    [InlineData("tp % 8", "0")]
    [InlineData("(tp + 3) % 4", "3")]
    [InlineData("tp // 8 * 8", "tp")]
    [InlineData("tp // 4 * 4 + s0", "tp + s0")]
    [InlineData("tp // 16", "tp // 16")]
    [InlineData("twin - s0", "0")]
    [InlineData("twin // 2", "s0 // 2")]
    [InlineData("s0*big // big", "s0")]
    [InlineData("min(s0 % 8, 7)", "s0 % 8")]
    [InlineData("unknown // 1 + min(unknown, 3)", "unknown + min(unknown, 3)")]
    public void R4_Simplify_UsesBoundsAndFacts(string text, string expected)
    {
        var environment = Environment(("one", 1, 1), ("s0", 1, 4096), ("big", 5000, 9000), ("tp", 8, 64));
        environment.Define("twin", Interval.AtLeast(0));
        environment.AddFact(SymBool.Parse("tp % 8 == 0 and s0 == twin"));
        Assert.Equal(SymInt.Parse(expected), environment.Simplify(SymInt.Parse(text)));
    }

    [Theory]
    [InlineData("s0", 1L, 4096L)]
    [InlineData("2*s0 + 1", 3L, 8193L)]
    [InlineData("-s0", -4096L, -1L)]
    [InlineData("s0 // 8", 0L, 512L)]
    [InlineData("s0 % 8", 0L, 7L)]
    [InlineData("min(s0, 100)", 1L, 100L)]
    [InlineData("s0*s0 - s0", 0L, 16777215L)]
    [InlineData("n*n", 0L, null)]
    [InlineData("n", null, null)]
    [InlineData("s0*9223372036854775807", long.MaxValue, null)]
    [InlineData("s0 // n", -4096L, 4096L)]
    [InlineData("n % s0", 0L, 4095L)]
    public void R4_BoundsOf_IsSound(string text, long? min, long? max)
    {
        var environment = Environment(("s0", 1, 4096));
        environment.Define("n", Interval.Unbounded);
        var bounds = environment.BoundsOf(SymInt.Parse(text));
        Assert.Equal(new Interval(min, max), bounds);
    }

    [Fact]
    public void R4_Conflicts_NameBothSidesAndChangeNothing()
    {
        var environment = Environment(("s0", 1, 8));
        var bounds = Assert.Throws<ShapeConflictException>(() => environment.Constrain("s0", new Interval(9, 32)));
        Assert.Contains("[1, 8]", bounds.Message);
        Assert.Contains("[9, 32]", bounds.Message);
        var fact = Assert.Throws<ShapeConflictException>(() => environment.AddFact(SymBool.Parse("s0 >= 4 and s0 >= 9")));
        Assert.Contains("s0 >= 9", fact.Message);
        Assert.Throws<ShapeConflictException>(() => environment.AddFact(SymBool.False));
        Assert.Equal(new Interval(1, 8), environment.Symbols["s0"]);
        Assert.Empty(environment.Facts);

        environment.AddFact(SymBool.Parse("s0 % 4 == 3"));
        Assert.Equal(new Interval(3, 7), environment.Symbols["s0"]);
        Assert.Throws<ShapeConflictException>(() => environment.AddFact(SymBool.Parse("s0 % 2 == 0")));
        Assert.Throws<ShapeConflictException>(() => environment.AddFact(SymBool.Parse("s0 % 16 == 4")));
    }

    [Fact]
    public void R4_Definitions_AreCheckedAndMayFollowFacts()
    {
        var environment = new ShapeEnvironment();
        environment.AddFact(SymBool.Parse("s0 <= 32"));
        environment.Define("s0", Interval.AtLeast(2));
        Assert.Equal(new Interval(2, 32), environment.Symbols["s0"]);
        Assert.Throws<ArgumentException>(() => environment.Define("s0", Interval.Unbounded));
        Assert.Throws<ArgumentException>(() => environment.Define("not a name", Interval.Unbounded));
        Assert.Throws<ShapeConflictException>(() => environment.Define("s1", new Interval(2, 1)));
    }

    [Fact]
    public void R4_Facts_AreListedOnceAndSplit()
    {
        var environment = Environment(("s0", 1, 4096));
        environment.AddFact(SymBool.Parse("s0 <= 32 and s0 % 8 == 0"));
        environment.AddFact(SymBool.Parse("s0 % 8 == 0"));
        environment.AddFact(SymBool.True);
        Assert.Equal(["s0 <= 32", "s0 % 8 == 0"], environment.Facts.Select(f => f.ToString()));
        Assert.Equal(new Interval(8, 32), environment.Symbols["s0"]);
    }

    [Fact]
    public void R4_UnbackedSymbols_AreFresh()
    {
        var environment = Environment(("u0", 0, 9));
        environment.AddFact(SymBool.Parse("u2 >= 0 or u0 >= 4"));
        var first = environment.NewUnbacked(Interval.AtLeast(0));
        var copy = environment.Copy();
        var second = environment.NewUnbacked(Interval.Single(4));
        Assert.Equal("u1", first.SymbolName);
        Assert.Equal("u3", second.SymbolName);
        Assert.Equal((SymInt)4, environment.Simplify(second));
        Assert.Equal("u3", copy.NewUnbacked(Interval.Unbounded).SymbolName);
    }

    [Fact]
    public void R5_SingleSize_LeavesNoSymbol()
    {
        var environment = Environment(("s0", 1, 8192));
        environment.Constrain("s0", Interval.Single(64));
        Assert.Equal((SymInt)8, environment.Simplify(SymInt.Parse("(s0 + 7) // 8 + min(s0, 8192) % 4")));
    }

    // Of a fact it is asked nothing: it is true. That no number is left for it shows only without it.
    [Fact]
    public void Facts_that_leave_no_value_are_found()
    {
        var environment = new ShapeEnvironment();
        environment.Define("s0", Interval.AtLeast(0));
        var fact = SymBool.Parse("s0 + min(s0, 1) == max(s0 - 2, min(s0, 1)) + 1");
        environment.AddFact(fact);

        Assert.Null(environment.Contradiction());
        environment.Constrain("s0", Interval.AtLeast(3));
        Assert.Equal(fact, environment.Contradiction());
    }

    [Fact]
    public void R4_EndlessNarrowing_Stops()
    {
        var environment = Environment(("s0", 0, long.MaxValue), ("s1", 0, long.MaxValue));
        environment.AddFact(SymBool.Parse("s0 < s1"));
        var error = Record.Exception(() => environment.AddFact(SymBool.Parse("s1 < s0")));
        Assert.True(error is null or ShapeConflictException);
    }

    private static ShapeEnvironment Environment(params (string Name, long Min, long Max)[] symbols)
    {
        var environment = new ShapeEnvironment();
        foreach (var (name, min, max) in symbols)
        {
            environment.Define(name, new Interval(min, max));
        }

        return environment;
    }
}
