using Piecewise.Compiler.Normalize;
using Piecewise.Compiler.Passes;
using Piecewise.Compiler.Simplify;
using Piecewise.Compiler.Tests.Passes;
using Piecewise.Graphs;
using Piecewise.Testing;

namespace Piecewise.Compiler.Tests.Simplify;

/// <summary>Rules N1, N3 and N4 on random graphs: the passes change nothing that a caller can see.</summary>
public sealed class SimplifyProperties
{
    private const int Count = 1500;

    private static readonly RandomGraphOptions Options = new()
    {
        Steps = 12,
        Inputs = 2,
        Symbols = 1,
        InPlace = true,
        MutateInputs = true,
        Allocations = false
    };

    private static readonly Dictionary<string, Pass> Passes =
        new Pass[] { new NoOpElimination(), new SplitCoalescing(), new ScatterSplitReplacement(), new Reinplacing() }
        .ToDictionary(p => p.Name);

    public static TheoryData<string, bool> Cases => new()
    {
        { "no-ops", true }, { "no-ops", false }, { "coalesce-splits", true }, { "coalesce-splits", false }, { "scatter-splits", true },
            { "reinplace", false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Results_stay_the_same(string pass, bool functional)
    {
        var rewrites = 0;
        for (var seed = 5_000_000; seed < 5_000_000 + Count; seed++)
        {
            var random = new Random(seed);
            var options = Options with { Seed = seed, Symbols = seed % 2, Storage = seed % 4 > 1 };
            var graph = RandomGraphs.Create(options, TestOperators.Catalog);
            if (functional)
            {
                // Functionalization makes scatters, second splits and views of views by itself.
                graph = Functionalizer.Run(graph, TestOperators.Catalog);
                DeadCode.Remove(graph);
            }
            else
            {
                RandomClones.Insert(graph, TestOperators.Catalog, random, 2);
            }
            rewrites += RewriteCheck.Run(graph, seed, random, Passes[pass], $"{Options} {seed}");
        }
        Assert.True(rewrites > (pass == "coalesce-splits" ? 0 : Count / 20), $"{rewrites} rewrites");
    }
}
