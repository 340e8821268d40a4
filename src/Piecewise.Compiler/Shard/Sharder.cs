using Piecewise.Graphs;

namespace Piecewise.Compiler.Shard;

/// <summary>
/// Finds how the ranks share a program that knows nothing of them (D1): products whose input every rank has are distributed by columns
/// (heads, channels, experts' inner sizes, the vocabulary); operators that treat such columns apart go on with them; the product that sums
/// over them is distributed by rows, and its result summed over ranks. A plan is tried, what does not work is noted, and it is tried again:
/// a product whose columns an operator can't go on with is gathered after it, or stays whole. What nothing is known of stays whole, so that
/// every program is right with every number of ranks. Source: Megatron-LM (arXiv 1909.08053); rules of placements as in PyTorch's DTensor.
/// </summary>
internal static class Sharder
{
    /// <summary>Weights of fewer bytes are not distributed where that takes a collective of their own.</summary>
    public const long LeastBytes = 1 << 20;

    /// <param name="graph">A functional graph; it stays as it is.</param>
    /// <param name="world">How many ranks.</param>
    /// <param name="catalog">The operators.</param>
    /// <param name="leastBytes">See <see cref="LeastBytes"/>.</param>
    public static ShardingPlan Run(Graph graph, int world, OperatorCatalog catalog, long leastBytes = LeastBytes)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentOutOfRangeException.ThrowIfLessThan(world, 1);
        var choices = new Dictionary<Node, ProductChoice>();
        while (true)
        {
            if (new ShardingAttempt(graph, world, catalog, choices, leastBytes).Run() is { } plan)
            {
                PlacementVerifier.Require(plan);
                return plan;
            }
        }
    }
}
