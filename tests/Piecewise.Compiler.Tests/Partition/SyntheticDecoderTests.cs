using System.Collections.Immutable;
using Piecewise.Compiler.Partition;
using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Partition;

/// <summary>The decoder that is measured: it has the size that <c>docs/benchmarks.md</c> says, and splits as a real one does.</summary>
public sealed class SyntheticDecoderTests
{
    [Fact]
    public void P10_A_28_layer_decoder_has_three_unique_pieces()
    {
        var graph = SyntheticDecoder.Build(TestOperators.Catalog, layers: 28);
        Assert.Equal(2656, graph.Count);
        var result = Splitter.Split(graph, SplittingOps.Default, TestOperators.Catalog);
        Assert.Equal("57 pieces, 3 unique", result.Summary);
        SplitCheck.Structure(graph, SplittingOps.Default, result);
        // Every layer holds the same; the logits of all tokens are the most there is.
        var memory = CrossingMemory.Of(result.Plan, new Dictionary<string, long> { ["s0"] = 512 });
        Assert.Equal(memory.PerPiece[3], memory.PerPiece[5]);
        Assert.Equal(memory.Peak, memory.PerPiece[^1]);
    }

    [Fact]
    public void P13_Split_and_whole_are_equal()
    {
        var graph = SyntheticDecoder.Build(TestOperators.Catalog, layers: 3, DecoderShape.Tiny);
        var result = Splitter.Split(graph, SplittingOps.Default, TestOperators.Catalog);
        var random = new Random(1);
        ImmutableArray<Value> inputs =
        [
            .. graph.Inputs.Select(i => i.Input!.Target switch
            {
                "input_ids" => (Value)Tensor.From([3L, 1, 4, 1, 5], 5),
                "positions" => Tensor.From([0L, 1, 2, 3, 4], 5),
                _ => Weights((TensorType)i.Type),
            }),
        ];
        SplitCheck.SameBits(new Interpreter().Run(graph, inputs), new Interpreter().Run(result.Stitch, inputs));

        Tensor Weights(TensorType type)
        {
            var shape = type.Shape.Select(s => s.Constant).ToArray();
            return Tensor.From([.. Enumerable.Range(0, (int)Layout.ElementCount(shape)).Select(_ => (random.NextSingle() - 0.5f) / 2)],
                shape);
        }
    }
}
