using System.Text.Json;
using Piecewise.Llm.Tokenization.Model;
using Piecewise.Llm.Tokenization.Splitting;

namespace Piecewise.Llm.Tokenization.Format;

/// <summary>
/// Finds the ids that end a text. A model's configuration says so (<c>eos_token_id</c> in <c>config.json</c> and
/// <c>generation_config.json</c>, <c>eos_token</c> in <c>tokenizer_config.json</c>); <c>tokenizer.json</c> itself does not, so
/// without a configuration the special tokens that published models end texts or turns with are taken.
/// </summary>
internal static class EndOfTextReader
{
    private static readonly string[] KnownTokens =
    [
        "<|endoftext|>", "<|end_of_text|>", "<|eot_id|>", "<|eom_id|>", "<|eot|>", "<|end|>", "<|return|>", "<|im_end|>", "</s>", "<eos>",
        "<end_of_turn>", "<|END_OF_TURN_TOKEN|>", "<｜end▁of▁sentence｜>",
    ];

    /// <summary>The ids by the names of special tokens.</summary>
    public static IReadOnlyList<int> Find(IReadOnlyList<AddedToken> tokens) =>
        [.. tokens.Where(token => token.Special && KnownTokens.Contains(token.Content)).Select(token => token.Id).Distinct().Order()];

    /// <summary>The ids by the configuration; empty if it names none.</summary>
    public static IReadOnlyList<int> Read(string config, Func<string, int?> idOf, FormatProblems problems)
    {
        JsonElement root;
        try
        {
            root = JsonElement.Parse(config);
        }
        catch (JsonException exception)
        {
            problems.Add("config", $"not JSON: {exception.Message}");
            return [];
        }
        var section = JsonSection.Open(root, "config", problems);
        if (section.Has("eos_token_id")) return ReadIds(section);
        return section.Has("eos_token") ? ReadToken(section, idOf) : [];
    }

    /// <summary>One id, or a list of them.</summary>
    private static IReadOnlyList<int> ReadIds(JsonSection section) => section.IsList("eos_token_id")
        ? [.. section.Numbers("eos_token_id", Vocabulary.GreatestId).Distinct().Order()]
        : [section.Number("eos_token_id", Vocabulary.GreatestId)];

    /// <summary>A token, or an object with its <c>content</c>.</summary>
    private static IReadOnlyList<int> ReadToken(JsonSection section, Func<string, int?> idOf)
    {
        string token = section.IsObject("eos_token") ? section.Section("eos_token").Text("content") : section.Text("eos_token");
        if (idOf(token) is { } id) return [id];
        section.Problem("eos_token", $"\"{token}\" is not in the vocabulary");
        return [];
    }
}
