using Piecewise.Llm;
using Piecewise.Llm.Templates;

namespace Piecewise.Server.Protocol;

/// <summary>A request to <c>/v1/chat/completions</c>.</summary>
/// <param name="Answer">What the answer looks like.</param>
/// <param name="Conversation">What the template renders.</param>
/// <param name="Tools">How the text may call tools; null where it may not.</param>
/// <param name="Options">How to pick tokens; as many tokens as there is room for where the client names no number.</param>
internal sealed record ChatRequest(AnswerFields Answer, ChatInput Conversation, ToolUse? Tools, GenerationOptions Options)
{
    private const int MaxLogProbabilities = 20;

    public static ChatRequest Read(Fields body, RequestContext model, ServerOptions server)
    {
        var answer = AnswerFields.Read(body, server);
        RefusedFields.Check(body, RefusedFields.Chat);
        var tools = ToolFields.Read(body, model);
        var conversation = ConversationFields.Read(body, tools);
        var (newer, older) = (body.Whole("max_completion_tokens", 1), body.Whole("max_tokens", 1));
        if (newer is not null && older is not null && newer != older)
        {
            throw ApiException.Invalid(
                "max_tokens", $"max_tokens and max_completion_tokens mean the same, and are {older} and {newer}; give one of them.");
        }
        var maxTokens = (int)Math.Min(newer ?? older ?? long.MaxValue, Math.Min(model.ContextLength, int.MaxValue));
        var options = SamplingFields.Read(body, model, server, maxTokens, LogProbabilities(body));
        if (tools is null)
        {
            return new ChatRequest(answer, conversation, tools, options);
        }
        if (options.Grammar is not null)
        {
            throw ApiException.Unsupported(
                "response_format", "a text that may call tools is held to no form; set tool_choice to none, or leave one of both out.");
        }
        // Calls begin with special tokens in some forms.
        return new ChatRequest(answer, conversation, tools, options with { Grammar = tools.Grammar, ShowsSpecialTokens = true });
    }

    private static int? LogProbabilities(Fields body)
    {
        var top = (int?)body.Whole("top_logprobs", 0, MaxLogProbabilities);
        var told = body.Flag("logprobs") ?? false;
        return told || top is null or 0
            ? told ? top ?? 0 : null
            : throw ApiException.Invalid("top_logprobs", $"top_logprobs needs logprobs to be true.");
    }
}
