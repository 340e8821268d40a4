namespace Piecewise.Llm;

/// <summary>How text is generated.</summary>
public sealed record GenerationOptions
{
    /// <summary>New tokens at most, a token that ends the text included; at least 1.</summary>
    public int MaxTokens { get; init; } = 128;

    /// <summary>0 picks the most likely token; otherwise logits are divided by this, however small or large.</summary>
    public double Temperature { get; init; }

    /// <summary>
    /// Only the k most likely tokens may be picked; 0 means all, as does more than there are. Of equally likely ones the first count.
    /// </summary>
    public int TopK { get; init; }

    /// <summary>
    /// Only the most likely tokens may be picked: as few as together have this probability among those that <see cref="TopK"/> leaves, at
    /// least one. Above 0 and at most 1; 1 means all.
    /// </summary>
    public double TopP { get; init; } = 1;

    /// <summary>Seed of the sampler: equal seeds give equal tokens for equal logits.</summary>
    public ulong Seed { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public void Validate()
    {
        Require(MaxTokens > 0, nameof(MaxTokens), $"The number of new tokens must be at least 1, not {MaxTokens}.");
        Require(
            Temperature >= 0 && double.IsFinite(Temperature), nameof(Temperature),
            $"The temperature must be a number from 0 up, not {Temperature}.");
        Require(TopK >= 0, nameof(TopK), $"Top-k must be a number of tokens, or 0 for all of them, not {TopK}.");
        Require(TopP is > 0 and <= 1, nameof(TopP), $"Top-p must be a probability above 0 and at most 1, not {TopP}.");
    }

    private static void Require(bool condition, string name, FormattableString problem)
    {
        if (!condition)
        {
            throw new ArgumentOutOfRangeException(name, FormattableString.Invariant(problem));
        }
    }
}
