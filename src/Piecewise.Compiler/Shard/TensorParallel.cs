using Piecewise.Tensors;

namespace Piecewise.Compiler.Shard;

/// <summary>Which of the processes that share a program this is.</summary>
/// <param name="Rank">From 0.</param>
/// <param name="World">How many there are.</param>
internal sealed record TensorParallel(int Rank, int World)
{
    /// <summary>A process of a group.</summary>
    public static TensorParallel Of(ICollectiveHost host) => new(host.Rank, host.World) { Host = host };

    /// <summary>What connects them; null where a program is looked at and not called.</summary>
    public ICollectiveHost? Host { get; init; }

    /// <inheritdoc cref="Sharder.LeastBytes"/>
    public long LeastBytes { get; init; } = Sharder.LeastBytes;
}
