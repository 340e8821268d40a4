namespace Piecewise.Llm;

/// <summary>How text is generated.</summary>
public sealed record GenerationOptions
{
    /// <summary>New tokens at most.</summary>
    public int MaxTokens { get; init; } = 128;

    /// <summary>0 picks the most likely token; otherwise logits are divided by this.</summary>
    public double Temperature { get; init; }

    /// <summary>Only the k most likely tokens may be picked; 0 means all.</summary>
    public int TopK { get; init; }

    /// <summary>Only the most likely tokens whose probabilities add up to this may be picked; 1 means all.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>Seed of the sampler: equal seeds give equal texts.</summary>
    public ulong Seed { get; init; }

    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxTokens);
        ArgumentOutOfRangeException.ThrowIfNegative(TopK);
        if (!(Temperature >= 0) || !double.IsFinite(Temperature))
        {
            throw new ArgumentOutOfRangeException(nameof(Temperature), Temperature, "The temperature is a number from 0 up.");
        }
        if (!(TopP > 0 && TopP <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(TopP), TopP, "Top-p is a probability above 0 and at most 1.");
        }
    }
}
