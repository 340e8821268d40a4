using Piecewise.Compiler.Shard;
using Piecewise.Graphs;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Shard;

/// <summary>
/// Random programs of products, heads, sections and sums on several ranks of one process give what one rank gives, bit by bit: their
/// numbers are small integers. Every plan passes its verifier, and one that was falsified does not (D1).
/// </summary>
public sealed class ShardedGraphProperties
{
    private const int Programs = 150;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Ranks_give_what_one_rank_gives(int world)
    {
        var shared = 0;
        for (var seed = 0; seed < Programs; seed++)
        {
            var program = RandomShardedProgram.Create(seed);
            var expected = new Interpreter().Run(program.Graph, program.Inputs(null, 0, 1));
            var plan = Sharder.Run(program.Graph, world, TestOperators.Catalog, leastBytes: 0);
            shared += plan.Shards.Length > 0 ? 1 : 0;
            var results = new SimulatedRanks(world).Run(plan.Graph, rank => program.Inputs(plan, rank, world));
            foreach (var result in results)
            {
                for (var i = 0; i < expected.Length; i++)
                {
                    Assert.True(
                        expected[i].Tensor.ToArray<float>().AsSpan().SequenceEqual(result[i].Tensor.ToArray<float>()),
                        $"seed {seed}, {world} ranks, result {i}\n{program.Graph}\n{plan.Graph}");
                }
            }
        }
        Assert.InRange(shared, world == 1 ? 0 : Programs / 2, world == 1 ? 0 : Programs);
    }

    [Fact]
    public void A_falsified_plan_is_refused()
    {
        var (refused, tried) = (0, 0);
        for (var seed = 0; seed < Programs; seed++)
        {
            var plan = Sharder.Run(RandomShardedProgram.Create(seed).Graph, 2, TestOperators.Catalog, leastBytes: 0);
            foreach (var other in Falsified(plan))
            {
                tried++;
                refused += Assert.ThrowsAny<VerificationException>(() => PlacementVerifier.Require(other)).Message
                    .Contains("D1", StringComparison.Ordinal) ? 1 : 0;
            }
        }
        Assert.Equal(tried, refused);
        Assert.InRange(tried, Programs, int.MaxValue);
    }

    // A part that is taken for the whole weight, other sections of it, sums that are left out, parts that are not gathered.
    private static IEnumerable<ShardingPlan> Falsified(ShardingPlan plan)
    {
        foreach (var shard in plan.Shards)
        {
            yield return plan with { Shards = plan.Shards.Remove(shard) };
            var first = shard.Sections[0];
            var sections = shard.Sections.SetItem(0, first with { Size = first.Size + (2 * first.Blocks) });
            yield return plan with { Shards = plan.Shards.Replace(shard, shard with { Sections = sections }) };
        }
        foreach (var call in plan.Graph.Nodes.Where(n => n.IsCallOf(KnownOps.AllReduce) || n.IsCallOf(KnownOps.AllGather)))
        {
            var graph = GraphCopier.Copy(plan.Graph, shapes: null, types: null, out var copies);
            copies[call].ReplaceAllUsesWith(copies[call.InputNodes.First()]);
            yield return plan with { Graph = graph, Origins = plan.Origins.ToDictionary(o => copies[o.Key], o => o.Value) };
        }
    }
}
