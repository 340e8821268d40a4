using System.Text.Json;
using Piecewise.Llm;

namespace Piecewise.Server.Protocol;

/// <summary>A request to <c>/v1/completions</c>.</summary>
/// <param name="Answer">What the answer looks like.</param>
/// <param name="Prompts">The prompts, each as text or as ids of tokens.</param>
/// <param name="Echo">Whether the answer begins with the prompt.</param>
/// <param name="MaxTokens">New tokens at most; 0 only with <paramref name="Echo"/>.</param>
/// <param name="Options">How to pick tokens.</param>
/// <param name="AddsSpecialTokens">Whether prompts that are text begin as the tokenizer has it.</param>
internal sealed record CompletionRequest(
    AnswerFields Answer, IReadOnlyList<PromptText> Prompts, bool Echo, int MaxTokens, GenerationOptions Options, bool AddsSpecialTokens)
{
    private const int DefaultMaxTokens = 16;
    private const int MaxLogProbabilities = 20;

    public static CompletionRequest Read(Fields body, RequestContext model, ServerOptions server)
    {
        var answer = AnswerFields.Read(body, server);
        RefusedFields.Check(body, RefusedFields.Completion);
        var echo = body.Flag("echo") ?? false;
        var logProbabilities = (int?)body.Whole("logprobs", 0, MaxLogProbabilities);
        if (echo && logProbabilities is not null)
        {
            throw ApiException.Unsupported("logprobs", "log-probabilities of the prompt are not computed; leave out echo or logprobs.");
        }
        if (body.Whole("best_of", 1, server.MaxChoices) is { } best && best != answer.Choices)
        {
            throw ApiException.Unsupported("best_of", "the best of several texts is not chosen; leave it out, and set n.");
        }
        var maxTokens = (int)Math.Min(body.Whole("max_tokens", 0) ?? DefaultMaxTokens, model.ContextLength);
        if (maxTokens == 0 && !echo)
        {
            throw ApiException.Invalid("max_tokens", $"max_tokens must be at least 1; 0 is for echo alone.");
        }
        return new CompletionRequest(
            answer, ReadPrompts(body, model, server), echo, maxTokens,
            SamplingFields.Read(body, model, server, Math.Max(maxTokens, 1), logProbabilities), body.Flag("add_special_tokens") ?? true);
    }

    private static PromptText[] ReadPrompts(Fields body, RequestContext model, ServerOptions server)
    {
        var prompt = body.Required("prompt");
        if (prompt.ValueKind == JsonValueKind.String)
        {
            return [new PromptText(prompt.GetString(), null)];
        }
        if (prompt.ValueKind != JsonValueKind.Array)
        {
            throw body.Wrong("prompt", "a string, a list of strings, a list of ids of tokens or a list of such lists", prompt);
        }
        if (prompt.GetArrayLength() == 0)
        {
            throw ApiException.Invalid("prompt", $"The prompt is empty: give it some text, or at least one token.");
        }
        if (prompt[0].ValueKind == JsonValueKind.Number)
        {
            return [new PromptText(null, body.Ids("prompt", int.MaxValue, model.IsToken))];
        }
        return [.. body.List("prompt", server.MaxPrompts)!.Select((value, i) => value.ValueKind switch
        {
            JsonValueKind.String => new PromptText(value.GetString(), null),
            JsonValueKind.Array => new PromptText(
                null, [.. value.EnumerateArray().Select((id, k) => Fields.Id(id, $"prompt[{i}][{k}]", model.IsToken))]),
            _ => throw ApiException.Invalid(
                $"prompt[{i}]", $"prompt[{i}] must be a string or a list of ids of tokens, not {Fields.Shown(value)}."),
        })];
    }
}

/// <summary>A prompt as the client gave it.</summary>
/// <param name="Text">As text; null where it is given in tokens.</param>
/// <param name="Tokens">As tokens; null where it is given as text.</param>
internal sealed record PromptText(string? Text, int[]? Tokens);
