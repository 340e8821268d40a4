using Piecewise.Tensors;
using Piecewise.Tensors.Kernels;

namespace Piecewise.Runtime;

/// <summary>How the calls of a session run.</summary>
public sealed record SessionOptions
{
    /// <summary>Threads that compute, which may be shared by sessions and models; null for those of the model.</summary>
    public ThreadTeam? Team { get; init; }

    /// <summary>
    /// Threads and instructions, and what connects the ranks of a program; null: the model's, and for a program the calling thread alone.
    /// </summary>
    internal Workers? Workers { get; init; }

    /// <summary>Computes attention where the program leaves it to the host; null: the tokens of a call are one sequence.</summary>
    internal IAttentionHost? Attention { get; init; }

    /// <summary>The most memory that is set aside for the largest size of an entry before such a size is called, in bytes.</summary>
    public long MaxReserve { get; init; } = 1L << 30;

    /// <summary>
    /// What random numbers follow from, where the program draws any: those that PyTorch draws on a CPU after <c>torch.manual_seed</c>, from
    /// the session's first call on. Null: calls that draw some fail.
    /// </summary>
    public ulong? Seed { get; init; }

    /// <summary>
    /// The most memory that a call may take for what it computes, in bytes: a call of sizes that need more is refused before it runs. By
    /// default all that the machine, or the container, has.
    /// </summary>
    public long MaxMemory { get; init; } = AvailableMemory;

    private static long AvailableMemory { get; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>Told when each step of a call begins; null: nobody measures.</summary>
    internal CallMarks? Marks { get; init; }

    /// <summary>Called once, when the session is disposed.</summary>
    internal Action<CompiledSession>? Ended { get; init; }
}
