using Piecewise.Compiler.Normalize;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Tensors;

namespace Piecewise.Compiler.Shard;

/// <summary>A rank's program: the sharded graph, over the rank's part of the weights.</summary>
internal static class ShardedProgram
{
    /// <param name="program">The whole program, which is not to be used any more.</param>
    /// <param name="rank">Which rank.</param>
    /// <param name="choosesRows">Whether the program gets an input that chooses rows of its last result (<see cref="WantedRows"/>).</param>
    /// <param name="lastRowOnly">Whether only the last of these rows is wanted.</param>
    /// <param name="catalog">The operators.</param>
    /// <param name="plan">How it was sharded.</param>
    /// <exception cref="NormalizationException">The program has no functional form.</exception>
    public static ExportedProgram Of(
        ExportedProgram program, TensorParallel rank, bool choosesRows, bool lastRowOnly, OperatorCatalog catalog, out ShardingPlan plan)
    {
        if (choosesRows)
        {
            WantedRows.AddChoice(program, catalog);
        }
        plan = Sharder.Run(Normalizer.Run(program, catalog, lastRowOnly), rank.World, catalog, rank.LeastBytes);
        var shards = plan.Shards.ToDictionary(s => s.Name, StringComparer.Ordinal);
        var state = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var input in plan.Graph.Inputs.Where(i => i.Input!.Kind != InputKind.User))
        {
            var name = input.Input!.Target;
            state[name] = shards.TryGetValue(name, out var shard)
                ? shard.Of(program.State[shard.Whole], rank.Rank, rank.World) : program.State[name];
        }
        return program.By(plan.Graph, state);
    }
}
