namespace Piecewise.Llm;

/// <summary>How an <see cref="EmbeddingModel"/> makes vectors. What is null is as the model's files say.</summary>
public sealed record EmbeddingOptions
{
    /// <summary>How one vector is made of a text's; null: as <c>1_Pooling/config.json</c> says.</summary>
    public Pooling? Pooling { get; init; }

    /// <summary>Whether vectors are scaled to length 1; null: as <c>modules.json</c> says, and where there is none, yes.</summary>
    public bool? Normalize { get; init; }

    /// <summary>
    /// Tokens that a text may have, those included that the tokenizer puts around it; null: what the program takes and
    /// <c>sentence_bert_config.json</c> allows.
    /// </summary>
    public int? MaxTokens { get; init; }

    /// <summary>Whether only the beginning of a longer text counts; by default it is refused.</summary>
    public bool Truncates { get; init; }

    /// <summary>Tokens of one call of the model, padding included. A longer text has a call of its own.</summary>
    public int MaxBatchTokens { get; init; } = 1024;

    /// <summary>Requests that may wait for their turn; more are refused with an <see cref="EngineBusyException"/>.</summary>
    public int MaxWaiting { get; init; } = 256;

    /// <exception cref="ArgumentException">A value is outside its range.</exception>
    public void Validate()
    {
        Require(Pooling is null || Enum.IsDefined(Pooling.Value), $"There is no pooling {Pooling}.");
        Require(MaxTokens is null or > 0, $"A text must be allowed to have a token, not {MaxTokens}.");
        Require(MaxBatchTokens > 0, $"A call must be allowed to have a token, not {MaxBatchTokens}.");
        Require(MaxWaiting >= 0, $"The number of requests that may wait must be 0 or more, not {MaxWaiting}.");
    }

    private static void Require(bool condition, FormattableString problem)
    {
        if (!condition)
        {
            throw new ArgumentException(FormattableString.Invariant(problem));
        }
    }
}
