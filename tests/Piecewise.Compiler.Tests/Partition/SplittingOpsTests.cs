using Piecewise.Compiler.Partition;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Tests.Partition;

/// <summary>P1: how splitting ops are named.</summary>
public sealed class SplittingOpsTests
{
    [Theory]
    [InlineData("aten::add", true)]
    [InlineData("aten::add.Tensor", true)]
    [InlineData("aten::add.Scalar", false)]
    [InlineData("aten::addmm", false)]
    [InlineData("other::add", false)]
    public void P1_A_name_means_any_overload_or_one(string name, bool matches) =>
        Assert.Equal(matches, new SplittingOps(name).Contains(TestOperators.Catalog["aten::add.Tensor"]));

    [Fact]
    public void P1_Malformed_names_are_reported_together()
    {
        var e = Assert.Throws<ArgumentException>(() => new SplittingOps("aten.add", "aten::add", "::x", "aten::a.b.c", "aten::"));
        Assert.Contains("'::x', 'aten.add', 'aten::', 'aten::a.b.c'", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_match_nothing_are_known()
    {
        var graph = GraphParser.Parse("graph @g functional { %x: f32[2] = input \"x\" %y = aten.relu.default(%x) output %y }",
            TestOperators.Catalog);
        Assert.Equal(["aten::rleu"], new SplittingOps("aten::relu", "aten::rleu").Unmatched(graph));
    }

    [Fact]
    public void Equal_sets_are_equal()
    {
        Assert.Equal(new SplittingOps("a::b", "c::d"), new SplittingOps("c::d", "a::b", "c::d"));
        Assert.Equal(new SplittingOps("a::b", "c::d").GetHashCode(), new SplittingOps("c::d", "a::b").GetHashCode());
        Assert.NotEqual(new SplittingOps("a::b"), new SplittingOps("a::b.c"));
    }
}
