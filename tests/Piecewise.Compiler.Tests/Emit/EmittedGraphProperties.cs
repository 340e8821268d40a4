using System.Collections.Immutable;
using Piecewise.Compiler.Direct;
using Piecewise.Compiler.Emit;
using Piecewise.Compiler.LoopIr;
using Piecewise.Compiler.Schedule;
using Piecewise.Graphs;
using Piecewise.Tensors.Kernels;
using Piecewise.Testing;
using Xunit.Abstractions;

namespace Piecewise.Compiler.Tests.Emit;

/// <summary>Generated code computes what the interpreter computes, bit by bit where it computes exactly.</summary>
public sealed unsafe class EmittedGraphProperties(ITestOutputHelper output)
{
    private const int Batch = 200;

    private static readonly Dictionary<string, RandomGraphOptions> Options = new()
    {
        ["views"] = new() { Seed = 10_000, Steps = 14 },
        ["static"] = new() { Seed = 20_000, Symbols = 0, Steps = 14 },
        ["in place"] = new() { Seed = 30_000, InPlace = true, MutateInputs = true, Steps = 14, Symbols = 1 },
        ["a writing operator"] = new() { Seed = 40_000, Steps = 10, SplittingOperators = [SillyAttention.QualifiedName] },
    };

    public static IEnumerable<object[]> Kinds =>
        from kind in Options.Keys from tier in InstructionTier.Supported select new object[] { kind, tier.ToString() };

    public static IEnumerable<object[]> Tiers => InstructionTier.Supported.Select(t => new object[] { t.ToString() });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Random_graphs(string kind, string tierName)
    {
        var tier = InstructionTier.Supported.Single(t => t.ToString() == tierName);
        var pieces = new List<(ScheduledPiece Piece, int Seed)>();
        var refused = 0;
        for (var seed = Options[kind].Seed; seed < Options[kind].Seed + Batch; seed++)
        {
            var graph = RandomGraphs.Create(Options[kind] with { Seed = seed }, TestOperators.Catalog);
            try
            {
                pieces.Add((Emit(graph, seed, tier), seed));
            }
            catch (ScheduleException)
            {
                refused++;
            }
        }
        Check(pieces, tier, (_, a, b) => Exactness.Difference(a, b));
        var items = pieces.SelectMany(p => p.Piece.Schedule.Items).ToList();
        output.WriteLine(
            $"{refused} of {Batch} are left to the interpreter; {items.OfType<LoopKernel>().Count()} kernels "
            + $"of {items.OfType<LoopKernel>().Sum(k => k.Members.Count)} calls, "
            + $"{items.OfType<ExternItem>().Count()} reference calls");
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Chains_of_all_dtypes(string tierName)
    {
        var tier = InstructionTier.Supported.Single(t => t.ToString() == tierName);
        for (var first = 0; first < 2 * Batch; first += Batch)
        {
            Check(
                [.. Enumerable.Range(first, Batch).Select(
                    seed => (Emit(RandomChains.Create(seed, TestOperators.Catalog), seed, tier), seed))], tier,
                        (node, a, b) => Exactness.Distance(a, b, RandomChains.IsExact(node)));
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Chains_after_products(string tierName)
    {
        var tier = InstructionTier.Supported.Single(t => t.ToString() == tierName);
        List<(ScheduledPiece Piece, int Seed)> pieces = [.. Enumerable.Range(50_000, Batch)
            .Select(seed => (Emit(RandomChains.CreateWithProducts(seed, TestOperators.Catalog), seed, tier), seed))];
        Check(pieces, tier, (node, a, b) => Exactness.Distance(a, b, RandomChains.IsExact(node)));
        var ends = pieces.Sum(p => p.Piece.Schedule.Items.OfType<KernelItem>().Count(i => i.Epilogue is not null));
        output.WriteLine($"{ends} products with loops at their end");
        Assert.True(ends > Batch / 10, $"only {ends} products have loops at their end");
    }

    [Fact]
    public void Equal_graphs_give_equal_text()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            Assert.Equal(
                Emit(RandomChains.Create(seed, TestOperators.Catalog), seed, InstructionTier.Avx512).Source,
                Emit(RandomChains.Create(seed, TestOperators.Catalog), seed, InstructionTier.Avx512).Source);
        }
    }

    private static ScheduledPiece Emit(Graph graph, int seed, InstructionTier tier)
    {
        try
        {
            return ScheduledPiece.Emit(Scheduler.Run(graph), new EmitOptions
            {
                ClassName = $"Piece_{seed}",
                Tier = tier,
                SmallWork = seed % 2 == 0 ? 0 : long.MaxValue,
            });
        }
        catch (Exception e) when (e is not ScheduleException)
        {
            throw new InvalidOperationException($"seed {seed}: {e.Message}\n{GraphPrinter.Print(graph)}", e);
        }
    }

    private static void Check(
        List<(ScheduledPiece Piece, int Seed)> pieces, InstructionTier tier, Func<Node, Value, Value, string?> difference)
    {
        using var assembly = new PieceAssembly(pieces.Select(p => p.Piece));
        foreach (var (piece, seed) in pieces)
        {
            var graph = piece.Schedule.Graph;
            for (var i = 0; i < 3; i++)
            {
                var sizes = RandomInputs.Sizes(graph.Shapes, seed + i, i == 2 ? 20 : 9);
                var (expected, actual) = (RandomInputs.For(graph, sizes, seed + i), RandomInputs.For(graph, sizes, seed + i));
                var wanted = new Interpreter().Run(graph, expected);
                var results = PieceExecution.Run(assembly, piece, actual, sizes, ThreeParts.Workers(tier));
                Compare(wanted, results, expected, actual, piece.Source);
                // The same description, run as it stands.
                var given = RandomInputs.For(graph, sizes, seed + i);
                var direct = new DirectPiece(PieceDescriber.Run(piece.Schedule), 0, tier);
                results = PieceExecution.Run(direct.Run, piece, given, sizes, ThreeParts.Workers(tier));
                Compare(wanted, results, expected, given, $"direct\n{PieceDescriber.Run(piece.Schedule)}");
            }

            void Compare(
                ImmutableArray<Value> wanted, ImmutableArray<Value> results, ImmutableArray<Value> expected, ImmutableArray<Value> actual,
                string code)
            {
                for (var o = 0; o < wanted.Length; o++)
                {
                    var problem = difference(graph.Output!.Arguments[o].Nodes.First(), wanted[o], results[o]);
                    Assert.True(problem is null, $"seed {seed}: output {o}: {problem}\n{piece.Schedule}\n{code}");
                }
                for (var o = 0; o < expected.Length; o++)
                {
                    var problem = Exactness.Difference(expected[o], actual[o]);
                    Assert.True(problem is null, $"seed {seed}: input {o} at the end: {problem}\n{piece.Schedule}\n{code}");
                }
            }
        }
    }
}
