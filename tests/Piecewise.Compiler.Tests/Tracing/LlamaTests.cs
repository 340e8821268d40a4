using Piecewise.Compiler.Normalize;
using Piecewise.Compiler.Partition;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Tensors;
using Piecewise.Testing;
using Piecewise.Tracing;

namespace Piecewise.Compiler.Tests.Tracing;

/// <summary>A whole model as a C# function (F4), against plain loops.</summary>
public sealed class LlamaTests
{
    private readonly LlamaModel model = new(Layers: 2, Vocabulary: 17, Hidden: 16, Heads: 4, KeyHeads: 2, Inner: 24);
    private readonly Dictionary<string, Tensor> weights;
    private readonly ExportedProgram program;

    public LlamaTests()
    {
        weights = model.Weights().Select((w, i) => (w.Name, Value: Traced.Values(i, w.Shape))).ToDictionary(w => w.Name, w => w.Value);
        var tokens = Dim.Dynamic("num_tokens", min: 1, max: 64);
        program = ExportedProgram.Trace(
            Traced.Catalog,
            [.. StateSpec.Parameters(weights), new TensorSpec("input_ids", DType.I64, tokens),
                new TensorSpec("positions", DType.I64, tokens)],
            model.Forward, "llama");
        GraphVerifier.VerifyOrThrow(program.Graph, "trace");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void F4_ATracedLlamaComputesWhatPlainLoopsDo(int count)
    {
        long[] ids = [.. Enumerable.Range(0, count).Select(i => i * 7L % model.Vocabulary)];
        var expected = new LlamaReference(model, weights).Forward(ids).SelectMany(row => row).ToArray();

        foreach (var graph in (Graph[])[program.Graph, Normalizer.Run(program, Traced.Catalog)])
        {
            var actual = Traced.Floats(Run(graph, ids));
            Assert.Equal(expected.Length, actual.Length);
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
        }
    }

    [Fact]
    public void P10_LayersOfATracedLlamaAreEqualPieces()
    {
        var functional = Normalizer.Run(program, Traced.Catalog);

        var split = Splitter.Split(functional, new SplittingOps("aten::softmax"), Traced.Catalog);

        GraphVerifier.VerifyOrThrow(split.Stitch, "split");
        Assert.Equal("5 pieces, 3 unique", split.Summary);
        Assert.Equal(Traced.Floats(Run(functional, [3, 1, 4])), Traced.Floats(Run(split.Stitch, [3, 1, 4])));
    }

    [Fact]
    public void F4_NodesKnowTheirModuleAndTheirLine()
    {
        var silu = program.Graph.Nodes.First(v => v.IsCallOf("aten::silu.default")).Source!;

        Assert.Equal(("layers.0.mlp", "LlamaMLP", "LlamaModel.cs", "FeedForward"),
            (silu.ModulePath, silu.ModuleType, Path.GetFileName(silu.File), silu.Function));
        Assert.Equal("f32[num_tokens, 17]", program.Graph.Output!.Arguments[0].Type!.ToString());
        Assert.Equal(weights.Keys.Order(StringComparer.Ordinal),
            program.State.Keys.Where(k => k != "inv_freq").Order(StringComparer.Ordinal));
    }

    private Value Run(Graph graph, long[] ids) => new GraphOracle(graph, program.State).Run(new Dictionary<string, Value>
    {
        ["input_ids"] = Tensor.From(ids, ids.Length),
        ["positions"] = Tensor.From([.. Enumerable.Range(0, ids.Length).Select(i => (long)i)], ids.Length),
    })[0];
}
