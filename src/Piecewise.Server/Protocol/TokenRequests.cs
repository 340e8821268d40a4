using Piecewise.Llm.Templates;

namespace Piecewise.Server.Protocol;

/// <summary>A request to <c>/tokenize</c>.</summary>
/// <param name="Prompt">Text; null where <paramref name="Conversation"/> is there.</param>
/// <param name="Conversation">A chat; null where <paramref name="Prompt"/> is there.</param>
/// <param name="AddsSpecialTokens">Whether what the tokenizer puts around a text belongs to it.</param>
/// <param name="TellsTokens">Whether the tokens are told as texts too.</param>
internal sealed record TokenizeRequest(string? Prompt, ChatInput? Conversation, bool AddsSpecialTokens, bool TellsTokens)
{
    public static TokenizeRequest Read(Fields body, RequestContext model)
    {
        if (body.Has("messages") == body.Has("prompt"))
        {
            throw ApiException.Invalid("prompt", $"Give either prompt, a text, or messages, a chat.");
        }
        var conversation = body.Has("messages") ? ConversationFields.Read(body, ToolFields.Read(body, model)) : null;
        return new TokenizeRequest(
            body.Text("prompt"), conversation, body.Flag("add_special_tokens") ?? conversation is null,
            body.Flag("return_token_strs") ?? false);
    }
}

/// <summary>A request to <c>/detokenize</c>.</summary>
/// <param name="Tokens">Ids of tokens.</param>
internal sealed record DetokenizeRequest(int[] Tokens)
{
    public static DetokenizeRequest Read(Fields body, RequestContext model)
    {
        _ = body.Required("tokens");
        return new DetokenizeRequest(body.Ids("tokens", int.MaxValue, model.IsToken)!);
    }
}
