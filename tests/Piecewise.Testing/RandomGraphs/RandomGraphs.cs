using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Testing;

/// <summary>
/// Makes valid graphs at random, for property tests. Data is f32 with small integers, and magnitudes are tracked while a graph is built, so
/// that every operator computes exactly and results can be compared bit by bit in whatever order they are computed.
/// </summary>
internal static class RandomGraphs
{
    /// <summary>Qualified names of the operators that random graphs are made of.</summary>
    public static IEnumerable<string> Operators => Productions.All.Select(p => p.Operator);

    /// <summary>
    /// A graph of operators of the catalog; those that it lacks are left out. Inputs for it come from <see cref="RandomInputs"/>.
    /// </summary>
    public static Graph Create(RandomGraphOptions options, OperatorCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(catalog);
        var builder = new RandomGraphBuilder(options, catalog);
        builder.AddInputs();
        ImmutableArray<Production> productions = [.. Productions.All.Where(p => p.IsOn(options) && catalog.TryGet(p.Operator, out _))];
        ImmutableArray<Production> splitting = [.. productions.Where(p => options.SplittingOperators.Any(p.Implements))];
        // A step that finds nothing to work on is tried again with another production; most of them can always be used.
        for (int step = 0, tries = 0; step < options.Steps && tries < options.Steps * 20 && productions.Length > 0; tries++)
        {
            var pool = splitting.Length > 0 && builder.Chance(0.2) ? splitting : productions;
            if (Pick(pool, builder.Random).Add(builder))
            {
                step++;
            }
        }
        builder.AddOutput();
        return builder.Graph;
    }

    /// <summary>Graphs for the seeds from the options' own on.</summary>
    public static IEnumerable<Graph> CreateMany(RandomGraphOptions options, OperatorCatalog catalog, int count) =>
        Enumerable.Range(options.Seed, count).Select(seed => Create(options with { Seed = seed }, catalog));

    private static Production Pick(ImmutableArray<Production> productions, Random random)
    {
        var ticket = random.Next(productions.Sum(p => p.Weight));
        return productions.First(p => (ticket -= p.Weight) < 0);
    }
}
