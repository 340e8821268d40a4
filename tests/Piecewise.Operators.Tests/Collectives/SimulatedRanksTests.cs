using Piecewise.Graphs;
using Piecewise.Tensors;
using Piecewise.Testing;

namespace Piecewise.Operators.Tests.Collectives;

public sealed class SimulatedRanksTests
{
    private static readonly OperatorCatalog Catalog = StandardOperators.Create();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Scattered_and_gathered_sums_have_the_bits_of_the_whole_sum(int world)
    {
        var graph = Parse($$"""
            graph @main functional {
              %x: bf16[8, 5] = input "x"
              %sum = piecewise.all_reduce.default(%x, {{world}})
              %own = piecewise.reduce_scatter.default(%x, 0, {{world}})
              %all = piecewise.all_gather.default(%own, 0, {{world}})
              output %sum, %all
            }
            """);
        var results = new SimulatedRanks(world).Run(graph, rank => [Input(rank, 8, 5)]);

        Assert.Equal(world, results.Length);
        Assert.All(results, r => AssertSame(r[0], r[1]));
        Assert.All(results, r => AssertSame(results[0][0], r[0]));
        if (world == 1)
        {
            AssertSame(Input(0, 8, 5), results[0][0]);
        }
    }

    [Fact]
    public void Parts_are_gathered_in_the_order_of_ranks_along_any_dim()
    {
        var graph = Parse("""
            graph @main functional {
              %x: i64[2, 1] = input "x"
              %all = piecewise.all_gather.default(%x, -1, 3)
              output %all
            }
            """);
        var results = new SimulatedRanks(3).Run(graph, rank => [Tensor.From([rank, rank + 10L], 2, 1)]);
        Assert.All(results, r => Assert.Equal([0L, 1, 2, 10, 11, 12], r[0].Tensor.AsSpan<long>().ToArray()));
    }

    [Fact]
    public void Without_a_host_several_ranks_are_refused()
    {
        var graph = Parse("""
            graph @main functional {
              %x: f32[2] = input "x"
              %sum = piecewise.all_reduce.default(%x, 2)
              output %sum
            }
            """);
        var e = Assert.Throws<EvaluationException>(() => new Interpreter().Run(graph, [Tensor.From([1f, 2], 2)]));
        Assert.Contains("2 ranks share this program", e.Message, StringComparison.Ordinal);
        e = Assert.Throws<EvaluationException>(() => new SimulatedRanks(4).Run(graph, _ => [Tensor.From([1f, 2], 2)]));
        Assert.Contains("made for 2 ranks and runs on 4", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ranks_that_ask_for_different_things_are_told_so()
    {
        var sum = Parse("graph @a functional { %x: f32[2] = input \"x\" %y = piecewise.all_reduce.default(%x, 2) output %y }");
        var gather = Parse("graph @b functional { %x: f32[2] = input \"x\" %y = piecewise.all_gather.default(%x, 0, 2) output %y }");
        var e = Assert.Throws<EvaluationException>(() => new SimulatedRanks(2).Run(
            (rank, interpreter, x) => interpreter.Run(rank == 0 ? sum : gather, [x]), _ => (Value)Tensor.From([1f, 2], 2)));
        Assert.Contains("all_reduce of 8 bytes of f32 and rank 1 calls all_gather of 8 bytes of f32", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rank_that_ends_early_is_named_at_once()
    {
        var sum = Parse("graph @a functional { %x: f32[2] = input \"x\" %y = piecewise.all_reduce.default(%x, 2) output %y }");
        var e = Assert.Throws<EvaluationException>(() => new SimulatedRanks(2, TimeSpan.FromMinutes(10)).Run(
            (rank, interpreter, x) => rank == 0 ? interpreter.Run(sum, [x]) : [], _ => (Value)Tensor.From([1f, 2], 2)));
        Assert.Contains("rank 1 has ended", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_failure_of_a_rank_is_told_and_not_the_deadlock_that_follows()
    {
        var sum = Parse("graph @a functional { %x: f32[2] = input \"x\" %y = piecewise.all_reduce.default(%x, 2) output %y }");
        var e = Assert.Throws<InvalidOperationException>(() => new SimulatedRanks(2, TimeSpan.FromMinutes(10)).Run(
            (rank, interpreter, x) => rank == 0 ? interpreter.Run(sum, [x]) : throw new InvalidOperationException("a weight is missing"),
            _ => (Value)Tensor.From([1f, 2], 2)));
        Assert.Equal("a weight is missing", e.Message);
    }

    [Fact]
    public void A_rank_that_does_not_come_ends_the_wait()
    {
        var sum = Parse("graph @a functional { %x: f32[2] = input \"x\" %y = piecewise.all_reduce.default(%x, 2) output %y }");
        using var release = new ManualResetEventSlim();
        var e = Assert.Throws<EvaluationException>(() => new SimulatedRanks(2, TimeSpan.FromMilliseconds(50)).Run(
            (rank, interpreter, x) =>
            {
                if (rank == 1)
                {
                    release.Wait(TimeSpan.FromMilliseconds(500));
                    return [];
                }
                return interpreter.Run(sum, [x]);
            },
            _ => (Value)Tensor.From([1f, 2], 2)));
        Assert.Contains("rank 1 did not come to meet rank 0 in all_reduce", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dim_that_the_ranks_do_not_divide_is_refused() => Assert.Contains(
        "can't be distributed over 2 ranks",
        Assert.Throws<GraphFormatException>(
            () => Parse(
                "graph @a functional { %x: f32[3] = input \"x\" %y = piecewise.reduce_scatter.default(%x, 0, 2) output %y }")).Message,
        StringComparison.Ordinal);

    // Each rank's memory takes a place on the stack: a file must not say how many there are.
    [Theory]
    [InlineData("%y = piecewise.all_reduce.default(%x, WORLD) output %y")]
    [InlineData("%y = piecewise_kernel.all_reduce_rms_norm.default(%x, none, WORLD, 0.1) %s = _operator.getitem.default(%y, 0) output %s")]
    [InlineData("%y = piecewise_kernel.all_reduce_fused_add_rms_norm.default(%x, %x, none, WORLD, 0.1) "
        + "%s = _operator.getitem.default(%y, 0) output %s")]
    public void Numbers_of_ranks_that_cannot_be_are_refused(string calls)
    {
        foreach (var world in new[] { "0", "-1", "1000000000" })
        {
            var text = $"graph @a functional {{ %x: f32[2, 2] = input \"x\" {calls.Replace("WORLD", world, StringComparison.Ordinal)} }}";
            var e = Assert.Throws<GraphFormatException>(() => Parse(text));
            Assert.Contains("between 1 and 1024 ranks", e.Message, StringComparison.Ordinal);
        }
    }

    private static void AssertSame(Value expected, Value actual) => SampleAssert.Equal(expected, actual, _ => Tolerance.Exact);

    private static Graph Parse(string text) => GraphParser.Parse(text, Catalog);

    private static Tensor Input(int rank, params long[] shape)
    {
        var random = new Random(rank);
        return Cast.To(Tensor.From([.. Enumerable.Range(0, (int)Layout.ElementCount(shape)).Select(_ => (random.NextSingle() * 4) - 2)],
            shape), DType.BF16);
    }
}
