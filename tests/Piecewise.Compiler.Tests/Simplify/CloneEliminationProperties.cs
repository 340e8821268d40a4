using Piecewise.Compiler.Simplify;
using Piecewise.Compiler.Tests.Passes;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Simplify;

/// <summary>Rules C1 and C3 on random graphs of views and writes: nothing that a caller can see changes when copies go.</summary>
public sealed class CloneEliminationProperties
{
    private const int Count = 4000;

    private static readonly Dictionary<string, RandomGraphOptions> Options = new()
    {
        ["views and writes"] = new() { Seed = 1_000_000, InPlace = true, Steps = 8, Inputs = 2, Symbols = 0, Allocations = false },
        ["writes to inputs"] = new()
        {
            Seed = 2_000_000,
            InPlace = true,
            MutateInputs = true,
            Steps = 8,
            Inputs = 2,
            Symbols = 0,
            Allocations = false
        },
        ["symbolic sizes"] = new()
        {
            Seed = 3_000_000,
            InPlace = true,
            MutateInputs = true,
            Steps = 9,
            Inputs = 2,
            Symbols = 1,
            Allocations = false
        },
        ["storage"] = new()
        {
            Seed = 5_500_000,
            InPlace = true,
            MutateInputs = true,
            Storage = true,
            Steps = 10,
            Inputs = 2,
            Symbols = 0,
            Allocations = false,
        },
        ["a writing operator"] = new()
        {
            Seed = 4_000_000,
            InPlace = true,
            MutateInputs = true,
            Steps = 7,
            Inputs = 3,
            Symbols = 1,
            SplittingOperators = [SillyAttention.QualifiedName],
        },
    };

    public static TheoryData<string> Kinds => new(Options.Keys);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void C1_Nobody_can_tell_that_copies_went(string kind)
    {
        var (inserted, removed) = (0, 0);
        for (var seed = Options[kind].Seed; seed < Options[kind].Seed + Count; seed++)
        {
            var graph = RandomGraphs.Create(Options[kind] with { Seed = seed }, TestOperators.Catalog);
            var random = new Random(seed);
            inserted += RandomClones.Insert(graph, TestOperators.Catalog, random, random.Next(1, 5));
            removed += RewriteCheck.Run(graph, seed, random, new CloneElimination(), $"{Options[kind]} {seed}");
        }
        // Not a property: that the test tests something.
        Assert.InRange(removed, inserted / 20, inserted * 9 / 10);
    }
}
