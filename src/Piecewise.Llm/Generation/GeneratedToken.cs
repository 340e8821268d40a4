using System.Collections.Immutable;

namespace Piecewise.Llm;

/// <summary>One generated token, or the end of a text.</summary>
/// <param name="Id">The token; null for what only ends the text, with the replacement of bytes that the last token left unfinished.</param>
/// <param name="Text">
/// The text that it completes; empty while a character is unfinished. A token that ends the text has only the replacement of unfinished
/// bytes.
/// </param>
public readonly record struct GeneratedToken(int? Id, string Text)
{
    /// <summary>
    /// The natural logarithm of the token's probability, as the model sees it; null where it was not asked for
    /// (<see cref="GenerationOptions.LogProbabilities"/>).
    /// </summary>
    public double? LogProbability { get; init; }

    /// <summary>The most likely tokens, the likeliest first; as many as were asked for, none otherwise.</summary>
    public ImmutableArray<TokenProbability> Top { get; init; } = [];

    /// <summary>Whether the token is none of the text, but ends it.</summary>
    internal bool IsEnd { get; init; }

    /// <summary>Why the text ends here; null where it goes on.</summary>
    public FinishReason? Finish { get; init; }
}
