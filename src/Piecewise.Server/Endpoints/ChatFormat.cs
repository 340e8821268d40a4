using System.Text.Json;
using Piecewise.Server.Protocol;

namespace Piecewise.Server.Endpoints;

/// <summary>Answers of <c>/v1/chat/completions</c>.</summary>
/// <param name="model">What clients call the model.</param>
/// <param name="texts">Of single tokens.</param>
/// <param name="tellsProbabilities">Whether tokens are told with their log-probabilities.</param>
internal sealed class ChatFormat(string model, TokenTexts texts, bool tellsProbabilities) : AnswerFormat("chatcmpl", model)
{
    private const string Assistant = "assistant";

    public override byte[] Whole(IReadOnlyList<GeneratedChoice> choices, Usage usage) => Write(
        "chat.completion",
        [.. choices.Select((c, i) => new ChatChoice(i, new ChatMessage(Assistant, c.Text), null, Logprobs(c.Tokens), c.Finish))], usage);

    public override byte[] Chunk(int index, ChoicePiece piece, bool isFirst) => Write(
        [
            new ChatChoice(
                index, null, new ChatDelta(isFirst ? Assistant : null, piece.Text),
                piece.Token is { } token ? Logprobs([token]) : null, piece.Finish),
        ],
        null);

    public override byte[] UsageChunk(Usage usage) => Write([], usage);

    private byte[] Write(IReadOnlyList<ChatChoice> choices, Usage? usage) => Write("chat.completion.chunk", choices, usage);

    private byte[] Write(string kind, IReadOnlyList<ChatChoice> choices, Usage? usage) =>
        JsonSerializer.SerializeToUtf8Bytes(new ChatResponse(Id, kind, Created, Model, choices, usage), ServerJson.Shared.ChatResponse);

    private ChatLogprobs? Logprobs(IReadOnlyList<ScoredToken> tokens) => tellsProbabilities
        ? new ChatLogprobs([.. tokens.Select(t => new ChatTokenLogprob(
            texts.Of(t.Id).Text, Finite(t.LogProbability), Bytes(t.Id),
            [.. t.Top.Select(o => new ChatTopLogprob(texts.Of(o.Id).Text, Finite(o.LogProbability), Bytes(o.Id)))]))])
        : null;

    private int[] Bytes(int id) => [.. texts.Of(id).Bytes];
}
