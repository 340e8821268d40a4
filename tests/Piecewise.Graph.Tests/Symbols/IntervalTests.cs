using Piecewise.Graphs;

namespace Piecewise.Graph.Tests.Symbols;

public sealed class IntervalTests
{
    [Theory]
    [InlineData(2L, 4096L, "[2, 4096]")]
    [InlineData(2L, null, "[2, inf)")]
    [InlineData(null, 5L, "(-inf, 5]")]
    [InlineData(null, null, "(-inf, inf)")]
    public void G2_Text_ShowsOpenEnds(long? min, long? max, string expected) => Assert.Equal(expected, new Interval(min, max).ToString());

    [Fact]
    public void R1_Ends_AreInside()
    {
        var interval = new Interval(9, 32);
        Assert.True(interval.Contains(9));
        Assert.True(interval.Contains(32));
        Assert.False(interval.Contains(8));
        Assert.False(interval.Contains(33));
        Assert.True(Interval.Unbounded.Contains(long.MinValue));
    }

    [Fact]
    public void R1_Intersections_CanBeEmpty()
    {
        Assert.Equal(new Interval(9, 32), Interval.AtLeast(9).Intersect(new Interval(null, 32)));
        Assert.True(Interval.AtLeast(9).Intersect(new Interval(null, 8)).IsEmpty);
        Assert.True(Interval.Single(3).IsSingle);
    }
}
