using Piecewise.Compiler.Explain;
using Piecewise.Compiler.Partition;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Explain;

/// <summary>The graph of pieces as people draw it.</summary>
public sealed class PieceFlowTests
{
    [Theory]
    [InlineData("a", "a1x1")]
    [InlineData("a b c", "a1x1 b1x1 c1x1")]
    [InlineData("a b b b c", "a1x1 b1x3 c1x1")]
    [InlineData("a b c b c b c d", "a1x1 b2x3 d1x1")]
    [InlineData("b c b c b", "b2x2 b1x1")]
    [InlineData("a a b a a b", "a3x2")]
    public void Parts_that_repeat_are_found(string names, string parts)
    {
        var list = names.Split(' ');
        Assert.Equal(parts, string.Join(' ', RepeatingParts.Of(list).Select(p => $"{list[p.Start]}{p.Period}x{p.Times}")));
    }

    [Fact]
    public void T3_layers_are_drawn_once()
    {
        var flow = PieceFlow.Of(
            Splitter.Split(SyntheticDecoder.Build(TestOperators.Catalog, 5, DecoderShape.Tiny), SplittingOps.Default,
            TestOperators.Catalog));
        Assert.Equal(
            ["inputs", "unique piece 0", "attention", "unique piece 1", "attention", "unique piece 2", "results"],
                flow.Rows.Select(r => r.Name));
        Assert.Equal(new FlowLoop(2, 3, 4), Assert.Single(flow.Loops));
        Assert.Equal([2, 4, 6, 8], flow.Rows[3].Pieces.ToArray());
        // A turn hands queries, keys and values to the next; the residual goes by the attention.
        Assert.Contains(flow.Edges, e => e is { From: 3, To: 2, Values.Length: >= 3 });
        Assert.Contains(flow.Edges, e => e is { From: 1, To: 3 });
        Assert.Contains(flow.Edges, e => e is { From: 5, To: 6, Values.Length: 1 });
        Assert.True(flow.Rows[1].WeightBytes > 0);
        Assert.Equal(0, flow.Rows[2].WeightBytes);
    }
}
