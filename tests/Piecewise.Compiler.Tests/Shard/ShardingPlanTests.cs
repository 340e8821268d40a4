using Piecewise.Compiler.Normalize;
using Piecewise.Compiler.Patterns;
using Piecewise.Compiler.Shard;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Tests.Shard;

/// <summary>What becomes of the weights of a program that ranks share (D1).</summary>
public sealed class ShardingPlanTests
{
    [Theory]
    [InlineData("llama.flat", "q_proj columns, k_proj columns, v_proj columns, o_proj rows, gate_proj columns, up_proj columns, "
        + "down_proj rows, embed_tokens vocabulary, lm_head columns, gathered")]
    [InlineData("llama.flat-aten", "q_proj columns, k_proj columns, v_proj columns, o_proj rows, gate_proj columns, up_proj columns, "
        + "down_proj rows, embed_tokens vocabulary, lm_head columns, gathered")]
    [InlineData("qwen2_moe.flat", "q_proj columns, o_proj rows, gate_up_proj columns, experts.down_proj rows, "
        + "shared_expert.gate_proj columns, shared_expert.down_proj rows, mlp.gate columns, gathered")]
    public void Layers_are_distributed_by_columns_and_rows(string name, string expected)
    {
        foreach (var world in new[] { 2, 4 })
        {
            var plan = Plan(name, world);
            foreach (var entry in expected.Replace("columns, gathered", "columns; gathered", StringComparison.Ordinal).Split(", "))
            {
                var (part, placement) = (entry.Split(' ', 2)[0], entry.Split(' ', 2)[1].Replace(';', ','));
                var found = plan.Weights.Where(w => w.Weight.EndsWith($"{part}.weight", StringComparison.Ordinal)
                    || w.Weight.EndsWith(part, StringComparison.Ordinal)).ToArray();
                Assert.NotEmpty(found);
                Assert.All(found, w => Assert.Equal(placement, w.Placement));
            }
            // Norms stay whole; all else is shared equally, but for key heads of which there are fewer than ranks.
            Assert.InRange(plan.LocalBytes, plan.WholeBytes / world, (plan.WholeBytes / world * 1.15) + 2048);
        }
    }

    [Fact]
    public void One_rank_has_everything()
    {
        var plan = Plan("llama.flat", 1);
        Assert.Empty(plan.Shards);
        Assert.Equal(0, plan.Exchanges);
        Assert.Equal(plan.WholeBytes, plan.LocalBytes);
    }

    [Fact]
    public void Heads_that_ranks_cannot_share_stay_whole_and_the_reason_is_told()
    {
        // 4 heads, 3 ranks.
        var plan = Plan("llama.flat", 3);
        Assert.All(plan.Weights.Where(w => w.Weight.Contains("q_proj", StringComparison.Ordinal)), w =>
        {
            Assert.Equal("whole", w.Placement);
            Assert.NotEqual("", w.Reason);
        });
        Assert.All(
            plan.Weights.Where(w => w.Weight.Contains("down_proj", StringComparison.Ordinal)), w => Assert.Equal("rows", w.Placement));
    }

    [Fact]
    public void Small_weights_are_not_worth_a_collective_of_their_own()
    {
        var plan = Plan("llama.flat", 2, Sharder.LeastBytes);
        var placements = plan.Weights.ToDictionary(w => w.Weight, w => w.Placement);
        Assert.Equal("whole", placements["model.lm_head.weight"]);
        Assert.Equal("whole", placements["model.model.embed_tokens.weight"]);
        // Two a layer are needed anyway.
        Assert.Equal(4, plan.Exchanges);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void The_parts_of_all_ranks_are_the_weight(int world)
    {
        var product = new Graph("g", new ShapeEnvironment()).AddInput("x", new TensorType(DType.F32, [8]), InputSpec.User("x"));
        var whole = Tensor.From([.. Enumerable.Range(0, 16 * 3).Select(i => (float)i)], 16, 3);
        var rows = new StateShard("part", "whole", 0, [new ShardSection(16, world, product, 0)]);
        var parts = Enumerable.Range(0, world).Select(r => rows.Of(whole, r, world)).ToArray();
        Assert.Equal(whole.ToArray<float>(), parts.SelectMany(p => p.ToArray<float>()));
        // Rows are a view.
        Assert.All(parts, p => Assert.Same(whole.Storage, p.Storage));

        // Two sections, the second in two blocks however many ranks there are.
        var sections = new StateShard(
            "part", "whole", 0, [new ShardSection(8, world, product, 0), new ShardSection(8, 2, product, 8)]);
        for (var rank = 0; rank < world; rank++)
        {
            var first = Enumerable.Range(rank * 8 / world, 8 / world);
            var second = Enumerable.Range(8 + (rank * 2 / world * 4), 4);
            Assert.Equal(
                first.Concat(second).SelectMany(r => Enumerable.Range(r * 3, 3).Select(i => (float)i)),
                sections.Of(whole, rank, world).ToArray<float>());
        }
    }

    [Fact]
    public void A_buffer_that_is_written_and_never_read_stays()
    {
        var plan = Plan("""
            graph @main functional {
              %w: f32[8, 4] = parameter "w"
              %b: f32[8] = buffer "b"
              %x: f32[8] = input "x"
              %y: f32[2, 4] = input "y"
              %sum = aten.add.Tensor(%x, %x)
              %z = aten.linear.default(%y, %w)
              output %sum -> buffer "b", %z
            }
            """);
        Assert.Contains(plan.Graph.Inputs, i => i.Input!.Target == "b");
    }

    // Columns that are tokens are no heads, however well the sizes fit.
    [Fact]
    public void Tokens_are_not_taken_for_heads()
    {
        var plan = Plan("""
            graph @main functional {
              %w: f32[8, 8] = parameter "w"
              %x: f32[8, 2, 8] = input "x"
              %k: f32[8, 2, 8] = input "k"
              %mixed = aten.linear.default(%x, %w)
              %q = aten.transpose.int(%mixed, 0, 2)
              %a = piecewise.attention.default(%q, %k, %k, 0, 1.0)
              output %a
            }
            """);
        Assert.Equal(8, Assert.Single(plan.Graph.Nodes, n => n.IsCallOf(KnownOps.HostAttention)).TensorType().Shape[0].Constant);
    }

    // Complex numbers have no sum over ranks: every rank computes all of them.
    [Fact]
    public void What_cannot_be_summed_stays_whole()
    {
        var plan = Plan("""
            graph @main functional {
              %v: c64[8, 4] = parameter "v"
              %w: c64[4, 8] = parameter "w"
              %x: c64[2, 4] = input "x"
              %y = aten.linear.default(%x, %v)
              %z = aten.linear.default(%y, %w)
              output %z
            }
            """);
        Assert.DoesNotContain(plan.Graph.Nodes, n => n.IsCallOf(KnownOps.AllReduce));
    }

    // A file may hold as long a chain as it likes, and one whose values are each taken twice.
    [Theory]
    [InlineData(200, 2)]
    [InlineData(100_000, 1)]
    public void Weights_computed_in_many_steps_are_shared(int steps, int uses)
    {
        var catalog = TestOperators.Catalog;
        var graph = new Graph("main", new ShapeEnvironment());
        var x = graph.AddInput("x", new TensorType(DType.F32, [2, 4]), InputSpec.User("x"));
        var value = graph.AddInput("w", new TensorType(DType.F32, [8, 4]), new InputSpec(InputKind.Parameter, "w"));
        for (var i = 0; i < steps; i++)
        {
            value = uses == 1 ? graph.AddCall(catalog["aten::neg.default"], [value], value.Type)
                : graph.AddCall(catalog[KnownOps.Add], [value, value, 1], value.Type);
        }
        graph.SetOutput(graph.AddCall(catalog[KnownOps.Linear], [x, value, Argument.None], new TensorType(DType.F32, [2, 8])));
        var weight = Assert.Single(Sharder.Run(graph, 2, catalog, leastBytes: 0).Weights);
        Assert.Equal(("w", "columns, gathered"), (weight.Weight, weight.Placement));
    }

    private static ShardingPlan Plan(string graph) =>
        Sharder.Run(GraphParser.Parse(graph, TestOperators.Catalog), 2, TestOperators.Catalog, leastBytes: 0);

    private static ShardingPlan Plan(string name, int world, long leastBytes = 0)
    {
        var path = Path.Combine(Import.Corpus.Fixtures, "models", $"{name}.pt2");
        using var program = ProgramImporter.LoadOwned(path, TestOperators.Catalog).Lend();
        return Sharder.Run(Normalizer.Run(program, TestOperators.Catalog), world, TestOperators.Catalog, leastBytes);
    }
}
