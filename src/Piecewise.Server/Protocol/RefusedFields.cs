using System.Text.Json;

namespace Piecewise.Server.Protocol;

/// <summary>
/// Fields that this server knows and cannot honour. A client that sends one would believe it was honoured, so that it is refused, unless
/// its value asks for nothing. Fields that are not listed anywhere are ignored: clients send more of them than any server knows.
/// </summary>
internal static class RefusedFields
{
    /// <summary>Refused in any request for text.</summary>
    private static readonly (string Name, Func<JsonElement, bool> IsNothing, string Why)[] Common =
    [
        ("prompt_logprobs", Never, "log-probabilities of the prompt are not computed; leave it out."),
        ("truncate_prompt_tokens", Never, "prompts are never cut; shorten the prompt."),
        ("bad_words", IsEmpty, "words cannot be forbidden; use logit_bias for tokens."),
        ("include_stop_str_in_output", IsFalse, "stop strings are never part of the text; leave it out."),
        ("skip_special_tokens", IsTrue, "special tokens are never part of the text; leave it out."),
        ("return_token_ids", IsFalse, "ids of tokens are not told; leave it out, and use /tokenize."),
        ("use_beam_search", IsFalse, "there is no beam search; leave it out."),
        ("cache_salt", Never, "what is kept of prompts cannot be kept apart; leave it out."),
    ];

    public static readonly (string Name, Func<JsonElement, bool> IsNothing, string Why)[] Completion =
    [
        .. Common,
        ("suffix", IsEmpty, "text cannot be inserted before other text; leave it out."),
        ("prompt_embeds", Never, "prompts are text or ids of tokens."),
    ];

    public static readonly (string Name, Func<JsonElement, bool> IsNothing, string Why)[] Chat =
    [
        .. Common,
        ("echo", IsFalse, "the prompt of a chat is not repeated; leave it out."),
        ("functions", IsEmpty, "use tools instead."),
        ("function_call", v => IsWord(v, "none"), "use tool_choice instead."),
        ("chat_template", Never, "only the model's own chat template is rendered; leave it out."),
        ("modalities", v => v.ValueKind == JsonValueKind.Array && v.EnumerateArray().All(m => IsWord(m, "text")), "there is text only."),
        ("audio", Never, "there is text only; leave it out."),
        ("web_search_options", Never, "this server searches nothing; leave it out."),
    ];

    public static readonly (string Name, Func<JsonElement, bool> IsNothing, string Why)[] Embedding =
    [
        ("messages", Never, "chats have no vectors; give texts as input."),
        ("add_special_tokens", IsTrue, "texts are read as the model was trained; give tokens as input."),
    ];

    public static void Check(Fields body, (string Name, Func<JsonElement, bool> IsNothing, string Why)[] refused)
    {
        foreach (var (name, isNothing, why) in refused)
        {
            if (body.Get(name) is { } value && !isNothing(value))
            {
                throw ApiException.Unsupported(name, why);
            }
        }
    }

    private static bool Never(JsonElement value) => false;

    private static bool IsFalse(JsonElement value) => value.ValueKind == JsonValueKind.False;

    private static bool IsTrue(JsonElement value) => value.ValueKind == JsonValueKind.True;

    private static bool IsEmpty(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 0 || IsWord(value, "");

    private static bool IsWord(JsonElement value, string word) => value.ValueKind == JsonValueKind.String && value.ValueEquals(word);
}
