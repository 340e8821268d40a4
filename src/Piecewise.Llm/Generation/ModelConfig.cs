using System.Collections.Immutable;
using System.Text.Json;

namespace Piecewise.Llm;

/// <summary>What generation needs of a Hugging Face <c>config.json</c> and <c>generation_config.json</c>.</summary>
/// <param name="MaxPositions"><c>max_position_embeddings</c>, where given.</param>
/// <param name="EndOfText"><c>eos_token_id</c>: one id or several; that of the generation config comes first.</param>
internal sealed record ModelConfig(long? MaxPositions, ImmutableArray<int> EndOfText)
{
    /// <exception cref="NotALanguageModelException">A file is not JSON, or a number that is needed is none.</exception>
    public static ModelConfig Read(IReadOnlyDictionary<string, string> extraFiles)
    {
        ArgumentNullException.ThrowIfNull(extraFiles);
        using var config = Parse(extraFiles, "config.json");
        using var generation = Parse(extraFiles, "generation_config.json");
        var end = Ids(generation, "generation_config.json");
        return new ModelConfig(Positions(config), end.IsEmpty ? Ids(config, "config.json") : end);
    }

    private static long? Positions(JsonDocument? config)
    {
        if (Field(config, "max_position_embeddings") is not { } limit)
        {
            return null;
        }
        return limit.ValueKind == JsonValueKind.Number && limit.TryGetInt64(out var positions) && positions > 0
            ? positions
            : throw new NotALanguageModelException(
                $"The extra file config.json has the max_position_embeddings {Shown(limit)}, which is no number of tokens from 1 up.");
    }

    private static ImmutableArray<int> Ids(JsonDocument? document, string name) => Field(document, "eos_token_id") switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } ids => [.. ids.EnumerateArray().Select(i => Id(i, name))],
        { } id => [Id(id, name)],
    };

    private static int Id(JsonElement element, string name) => element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var id)
        ? id
        : throw new NotALanguageModelException($"The extra file {name} has the eos_token_id {Shown(element)}, which is no id of a token.");

    private static string Shown(JsonElement element)
    {
        var text = element.GetRawText();
        return text.Length > 40 ? text[..40] + "…" : text;
    }

    // A field that is null counts as missing: configurations are full of those.
    private static JsonElement? Field(JsonDocument? document, string name) =>
        document?.RootElement.TryGetProperty(name, out var value) == true && value.ValueKind != JsonValueKind.Null ? value : null;

    private static JsonDocument? Parse(IReadOnlyDictionary<string, string> files, string name)
    {
        if (!files.TryGetValue(name, out var text))
        {
            return null;
        }
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new NotALanguageModelException($"The extra file {name} is not JSON: {e.Message}", e);
        }
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document
            : throw new NotALanguageModelException($"The extra file {name} is not a JSON object.");
    }
}
