using System.Collections.Immutable;
using Piecewise.Compiler.Normalize;
using Piecewise.Compiler.Partition;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Tests.Partition;

/// <summary>P11 and P12: the plan as a value; and what can't be planned.</summary>
public sealed class PartitionPlanTests
{
    private const string TwoBoundaries = """
        graph @main functional {
          symbol s0 in [1, 64]
          %x: f32[s0, 8] = input "x"
          %a = aten.relu.default(%x)
          %b = aten.sigmoid.default(%a)
          %c = aten.mul.Tensor(%b, %b)
          %d = aten.sigmoid.default(%c)
          %e = aten.add.Tensor(%a, %d)
          output %e, %b
        }
        """;

    [Fact]
    public void P11_Plans_of_other_splits_differ()
    {
        var graph = Parse(TwoBoundaries);
        var plan = Partitioner.Plan(graph, new SplittingOps("aten::sigmoid"));
        Assert.Equal(plan, Partitioner.Plan(graph, new SplittingOps("aten::sigmoid.default")));
        Assert.NotEqual(plan, Partitioner.Plan(graph, new SplittingOps("aten::relu")));
        Assert.NotEqual(plan, Partitioner.Plan(Parse(TwoBoundaries.Replace("8]", "9]", StringComparison.Ordinal)),
            new SplittingOps("aten::sigmoid")));
    }

    [Fact]
    public void P11_A_plan_of_another_graph_is_refused()
    {
        var plan = Partitioner.Plan(Parse(TwoBoundaries), new SplittingOps("aten::sigmoid"));
        var other = Parse("graph @other functional { %x: f32[2] = input \"x\" output %x }");
        var e = Assert.Throws<PartitionException>(() => Splitter.Split(other, plan, TestOperators.Catalog));
        Assert.Contains("@other has no %a", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void P12_Memory_follows_from_the_plan()
    {
        // %a lives from piece 0 to the end, %b too, as the program returns it; %c and %d meet in piece 3; each is 32 bytes for each unit of
        // s0.
        var memory = CrossingMemory.Of(
            Partitioner.Plan(Parse(TwoBoundaries), new SplittingOps("aten::sigmoid")), new Dictionary<string, long> { ["s0"] = 10 });
        Assert.Equal([320L, 640, 960, 1280, 1280], memory.PerPiece.AsEnumerable());
        Assert.Equal(1280, memory.Peak);
    }

    [Fact]
    public void P12_The_interpreter_holds_what_the_plan_says_and_no_more()
    {
        var result = SplitCheck.Run(TwoBoundaries, "aten::sigmoid");
        var meter = new HeldMemory(result.Stitch);
        meter.Run(Testing.RandomInputs.For(result.Stitch, new Dictionary<string, long> { ["s0"] = 10 }, 1));
        Assert.Equal([320L, 640, 960, 1280, 1280], meter.PerPiece);
    }

    [Fact]
    public void P12_A_symbol_without_a_value_is_named()
    {
        var plan = Partitioner.Plan(Parse(TwoBoundaries), new SplittingOps("aten::sigmoid"));
        var e = Assert.Throws<KeyNotFoundException>(() => CrossingMemory.Of(plan, ImmutableDictionary<string, long>.Empty));
        Assert.Contains("s0", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void P3_A_tuple_taken_as_a_whole_is_spelt_out_first()
    {
        var graph = Parse("""
            graph @main functional {
              %x: f32[4, 8] = input "x"
              %parts = aten.split.Tensor(%x, 4, 1)
              %second = _operator.getitem.default(%parts, 1)
              %y = aten.cat.default(%parts)
              %z = aten.cat.default([%second, %y])
              output %z
            }
            """);
        Assert.Throws<PartitionException>(() => Partitioner.Plan(graph, new SplittingOps("aten::split")));
        Assert.Equal(1, TupleElements.SpellOut(graph, TestOperators.Catalog));
        var result = SplitCheck.Run(graph, new SplittingOps("aten::split"), TestOperators.Catalog);
        Assert.Equal(["second", "getitem"], result.Pieces[1].Graph.Inputs.Select(i => i.Name).Order(StringComparer.Ordinal).Reverse());
        Assert.Equal(0, TupleElements.SpellOut(graph, TestOperators.Catalog));
    }

    [Fact]
    public void A_stitch_graph_is_not_split_again()
    {
        var result = SplitCheck.Run(TwoBoundaries, "aten::sigmoid");
        var e = Assert.Throws<PartitionException>(() => Partitioner.Plan(result.Stitch, new SplittingOps("aten::sigmoid")));
        Assert.Contains("is split already", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_without_an_output_is_refused() =>
        Assert.Throws<PartitionException>(() => Partitioner.Plan(new Graph("g", new ShapeEnvironment()), new SplittingOps()));

    private static Graph Parse(string text) => GraphParser.Parse(text, TestOperators.Catalog);
}
