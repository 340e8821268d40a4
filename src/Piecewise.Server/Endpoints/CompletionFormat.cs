using System.Text.Json;
using Piecewise.Server.Protocol;

namespace Piecewise.Server.Endpoints;

/// <summary>Answers of <c>/v1/completions</c>.</summary>
/// <param name="model">What clients call the model.</param>
/// <param name="texts">Of single tokens.</param>
/// <param name="tellsProbabilities">Whether tokens are told with their log-probabilities.</param>
internal sealed class CompletionFormat(string model, TokenTexts texts, bool tellsProbabilities)
    : AnswerFormat("cmpl", "text_completion", model)
{
    public override byte[] Whole(IReadOnlyList<GeneratedChoice> choices, Usage usage) =>
        Write([.. choices.Select((c, i) => new CompletionChoice(i, c.Text, Logprobs(c.Tokens), c.Finish))], usage);

    public override byte[] Chunk(int index, ChoicePiece piece, bool isFirst) =>
        Write([new CompletionChoice(index, piece.Text, piece.Token is { } token ? Logprobs([token]) : null, piece.Finish)], null);

    public override byte[] UsageChunk(Usage usage) => Write([], usage);

    private byte[] Write(IReadOnlyList<CompletionChoice> choices, Usage? usage) => JsonSerializer.SerializeToUtf8Bytes(
        new CompletionResponse(Id, "text_completion", Created, Model, choices, usage), ServerJson.Shared.CompletionResponse);

    private CompletionLogprobs? Logprobs(IReadOnlyList<ScoredToken> tokens) => tellsProbabilities
        ? new CompletionLogprobs(
            [.. tokens.Select(t => texts.Of(t.Id).Text)], [.. tokens.Select(t => Finite(t.LogProbability))], [.. tokens.Select(Top)],
            [.. tokens.Select(t => t.Offset)])
        : null;

    // Two tokens can have the same text: the likelier one counts.
    private Dictionary<string, double> Top(ScoredToken token)
    {
        var top = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var other in token.Top)
        {
            top.TryAdd(texts.Of(other.Id).Text, Finite(other.LogProbability));
        }
        top.TryAdd(texts.Of(token.Id).Text, Finite(token.LogProbability));
        return top;
    }
}
