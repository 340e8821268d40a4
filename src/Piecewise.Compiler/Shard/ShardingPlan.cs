using System.Collections.Immutable;
using Piecewise.Graphs;

namespace Piecewise.Compiler.Shard;

/// <summary>
/// A program as each rank runs it: the same graph on all of them, over parts of the weights (D1). What a rank has of a weight is the only
/// difference between ranks, so that they share compiled code.
/// </summary>
/// <param name="World">How many ranks.</param>
/// <param name="Graph">A functional graph.</param>
/// <param name="Shards">The weights of which a rank has a part.</param>
/// <param name="Weights">What became of each weight of a product or table, in the program's order.</param>
internal sealed record ShardingPlan(int World, Graph Graph, ImmutableArray<StateShard> Shards, ImmutableArray<WeightPlacement> Weights);

/// <summary>What becomes of a weight.</summary>
/// <param name="Weight">Its name in the program's state.</param>
/// <param name="Placement"><c>columns</c>, <c>columns, gathered</c>, <c>rows</c>, <c>vocabulary</c> or <c>whole</c>.</param>
/// <param name="Reason">Why it is not distributed without gathering; empty where it is.</param>
internal sealed record WeightPlacement(string Weight, string Placement, string Reason);
