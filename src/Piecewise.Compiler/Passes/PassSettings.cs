using System.Collections.Immutable;
using Piecewise.Operators.OpIr;

namespace Piecewise.Compiler.Passes;

/// <summary>What passes are run with. All of it decides what is compiled and is part of a cache key, except the last two.</summary>
internal sealed record PassSettings
{
    /// <summary>Names of optional passes that are left out (N6).</summary>
    public ImmutableSortedSet<string> Disabled { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Which provider computes each op (I3).</summary>
    public ProviderPriorities Providers { get; init; } = ProviderPriorities.Default;

    /// <summary>How many processes share the tensors: the world size of collectives.</summary>
    public int WorldSize { get; init; } = 1;

    /// <summary>Largest message, in bytes, for which all-reduce is fused with the normalization after it; 0 for never.</summary>
    public long AllReduceFusionBytes { get; init; }

    /// <summary>Fewest tokens for which the sequence is distributed over the processes; null for never.</summary>
    public long? SequenceParallelMinTokens { get; init; }

    /// <summary>
    /// Weights of projections are joined up to this many bytes together. Joined weights are copies: larger ones would cost the mapping of
    /// the file, a second start's speed, and memory, for a few microseconds a call.
    /// </summary>
    public long JoinedWeightBytes { get; init; } = 1 << 20;

    /// <summary>Optional rewrites after this number are not done: for bisecting (N6). Null for all.</summary>
    public long? StopAfter { get; init; }

    /// <summary>Whether the verifier and the dialect check run around each pass (G3).</summary>
    public bool Verify { get; init; }

    /// <summary>Whether records keep the graph's text before and after each pass that changed it.</summary>
    public bool KeepText { get; init; }
}
