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
            answer, PromptTexts.Read(body, "prompt", server.MaxPrompts, model.IsToken), echo, maxTokens,
            SamplingFields.Read(body, model, server, Math.Max(maxTokens, 1), logProbabilities), body.Flag("add_special_tokens") ?? true);
    }
}
