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
    /// <param name="options">How the program is prepared.</param>
    /// <param name="catalog">The operators.</param>
    /// <param name="plan">How it was sharded.</param>
    /// <exception cref="NormalizationException">The program has no functional form.</exception>
    public static ExportedProgram Of(
        ExportedProgram program, TensorParallel rank, CompileOptions options, OperatorCatalog catalog, out ShardingPlan plan)
    {
        if (options.ChoosesRows)
        {
            WantedRows.AddChoice(program, catalog);
        }
        plan = Sharder.Run(Normalizer.Run(program, catalog, options.LastRowOnly), rank.World, catalog, rank.LeastBytes);
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

/// <summary>Which of the processes that share a program this is.</summary>
/// <param name="Rank">From 0.</param>
/// <param name="World">How many there are.</param>
internal readonly record struct TensorParallel(int Rank, int World)
{
    /// <inheritdoc cref="Sharder.LeastBytes"/>
    public long LeastBytes { get; init; } = Sharder.LeastBytes;
}
