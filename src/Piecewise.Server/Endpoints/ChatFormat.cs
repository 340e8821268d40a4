using System.Text.Json;
using Piecewise.Server.Protocol;

namespace Piecewise.Server.Endpoints;

/// <summary>Answers of <c>/v1/chat/completions</c>.</summary>
/// <param name="model">What clients call the model.</param>
/// <param name="texts">Of single tokens.</param>
/// <param name="tellsProbabilities">Whether tokens are told with their log-probabilities.</param>
internal sealed class ChatFormat(string model, TokenTexts texts, bool tellsProbabilities) : AnswerFormat("chatcmpl", "chat", model)
{
    private const string Assistant = "assistant";
    private const string Function = "function";

    public override byte[] Whole(IReadOnlyList<GeneratedChoice> choices, Usage usage) => Write(
        "chat.completion",
        [.. choices.Select((c, i) => new ChatChoice(i, Message(c), null, Logprobs(c.Tokens), c.Finish))], usage);

    public override byte[] Chunk(int index, ChoicePiece piece, bool isFirst) => Write(
        [
            new ChatChoice(
                index, null, Delta(piece, isFirst),
                piece.Token is { } token ? Logprobs([token]) : null, piece.Finish),
        ],
        null);

    public override byte[] UsageChunk(Usage usage) => Write([], usage);

    // Who only calls tools, or did not get beyond thinking, says nothing.
    private static ChatMessage Message(GeneratedChoice choice) => new(
        Assistant, (choice.Calls.Count > 0 || choice.Reasoning.Length > 0) && string.IsNullOrWhiteSpace(choice.Text) ? null : choice.Text,
        choice.Reasoning.Length > 0 ? choice.Reasoning : null,
        choice.Calls.Count == 0 ? null : [.. choice.Calls.Select(c => new ChatToolCall(
            null, c.Id, Function, new ChatFunctionCall(c.Name, c.Arguments.ToString())))]);

    private static ChatDelta Delta(ChoicePiece piece, bool isFirst) => new(
        isFirst ? Assistant : null, (piece.Calls.Count > 0 || piece.Reasoning.Length > 0) && piece.Text.Length == 0 ? null : piece.Text,
        piece.Reasoning.Length > 0 ? piece.Reasoning : null,
        piece.Calls.Count == 0 ? null : [.. piece.Calls.Select(c => new ChatToolCall(
            c.Call, c.Id, c.Id is null ? null : Function, new ChatFunctionCall(c.Name, c.Arguments)))]);

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
