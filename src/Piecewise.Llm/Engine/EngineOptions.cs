namespace Piecewise.Llm;

/// <summary>What an <see cref="Engine"/> may use.</summary>
public sealed record EngineOptions
{
    /// <summary>
    /// Tokens of one step, of all sequences together; at least 1. A longer prompt is computed in several steps, beside which others go on:
    /// more tokens make prompts faster, fewer make the next tokens of others come sooner. Never more than the model takes in one call.
    /// </summary>
    public int MaxBatchTokens { get; init; } = 256;

    /// <summary>Sequences that run at once; at least 1. Others wait.</summary>
    public int MaxSequences { get; init; } = 16;

    /// <summary>Requests that may wait; at least 0. More are refused (<see cref="EngineBusyException"/>).</summary>
    public int MaxWaiting { get; init; } = 256;

    /// <summary>
    /// Bytes for keys and values, of which nothing is used before it is needed. Null: as much as <see cref="MaxSequences"/> whole contexts
    /// take, at most a quarter of the memory that the process may use.
    /// </summary>
    public long? CacheBytes { get; init; }

    /// <summary>Whether what a prompt has in common with an earlier one is not computed again.</summary>
    public bool PrefixCaching { get; init; } = true;

    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBatchTokens, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxSequences, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxWaiting);
        ArgumentOutOfRangeException.ThrowIfNegative(CacheBytes ?? 0, nameof(CacheBytes));
    }
}
