using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Piecewise.Llm;
using Piecewise.Llm.Tools;

namespace Piecewise.Extensions;

/// <summary>
/// A chat with a language model in this process, by the model's own chat template. Calls of tools are returned, not made: that is
/// <c>UseFunctionInvocation</c>'s business. Safe for many threads; disposing it leaves the engine alone.
/// </summary>
public sealed class PiecewiseChatClient : IChatClient
{
    private readonly Lazy<ChatModel> model;

    /// <param name="engine">What makes the texts. It stays the caller's.</param>
    /// <param name="modelName">What the model is called; null: the program's name.</param>
    public PiecewiseChatClient(Engine engine, string? modelName = null)
        : this(() => engine, modelName, null, null, null) => ArgumentNullException.ThrowIfNull(engine);

    internal PiecewiseChatClient(Func<Engine> engine, string? name, string? template, string? toolFormat, string? reasoningFormat) =>
        model = new Lazy<ChatModel>(
            () => new ChatModel(engine(), name, template, toolFormat, reasoningFormat), LazyThreadSafetyMode.PublicationOnly);

    /// <exception cref="NotSupportedException">Something is asked for that this client cannot do.</exception>
    /// <exception cref="EngineBusyException">Too many texts wait.</exception>
    /// <exception cref="ContextLengthException">The conversation leaves no room for an answer.</exception>
    /// <exception cref="GrammarException">A schema is not supported.</exception>
    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc cref="GetResponseAsync"/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var chat = model.Value;
        var request = chat.Read(messages, options ?? new ChatOptions());
        using var completion = chat.Engine.Generate(request.Prompt, request.Options, cancellationToken);
        var reader = request.Tools is { } form ? new ToolCallReader(form, request.IsForced) : null;
        var reasoning = request.Reasoning?.Read();
        var (id, created) = (Guid.NewGuid().ToString("N"), DateTimeOffset.UtcNow);
        var calls = new List<(string Id, string Name, StringBuilder Arguments)>();
        await foreach (var token in completion.ConfigureAwait(false))
        {
            if (token.Finish == FinishReason.Cancelled)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw new OperationCanceledException("The text was ended: the engine is being stopped.");
            }
            var (thought, text) = reasoning?.Push(token.Text, token.Finish is not null) ?? ("", token.Text);
            if (reader is not null)
            {
                var pieces = reader.Push(text, token.Finish is not null);
                text = string.Concat(pieces.Select(p => p.Content));
                foreach (var piece in pieces.Where(p => p.Content is null))
                {
                    if (piece.Id is { } callId)
                    {
                        calls.Add((callId, piece.Name!, new StringBuilder()));
                    }
                    calls[piece.Call].Arguments.Append(piece.Arguments);
                }
            }
            AIContent[] contents =
            [
                .. thought.Length > 0 ? new AIContent[] { new TextReasoningContent(thought) } : [],
                .. text.Length > 0 ? new AIContent[] { new TextContent(text) } : [],
            ];
            if (token.Finish is null)
            {
                if (contents.Length > 0)
                {
                    yield return Update(contents);
                }
                continue;
            }
            var last = Update([
                .. contents,
                .. calls.Select(Call),
                new UsageContent(new UsageDetails
                {
                    InputTokenCount = completion.PromptTokens,
                    OutputTokenCount = completion.GeneratedTokens,
                    TotalTokenCount = completion.PromptTokens + completion.GeneratedTokens,
                    CachedInputTokenCount = completion.CachedTokens,
                }),
            ]);
            last.FinishReason = token.Finish != FinishReason.Stop ? ChatFinishReason.Length
                : calls.Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop;
            yield return last;
        }

        ChatResponseUpdate Update(IList<AIContent> contents) => new(ChatRole.Assistant, contents)
        {
            ResponseId = id,
            MessageId = id,
            CreatedAt = created,
            ModelId = chat.Name,
        };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("piecewise", null, model.Value.Name)
            : serviceType == typeof(Engine) ? model.Value.Engine
            : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The engine is the caller's.
    }

    // Arguments that were cut off, or are no object, are told as what they are.
    private static FunctionCallContent Call((string Id, string Name, StringBuilder Arguments) call) =>
        FunctionCallContent.CreateFromParsedArguments(
            call.Arguments.ToString(), call.Id, call.Name,
            static json => JsonElement.Parse(json).EnumerateObject()
                .ToDictionary(f => f.Name, f => (object?)f.Value, StringComparer.Ordinal));
}
