using System.Collections.Immutable;
using System.Text.Json;

namespace Piecewise.Llm;

/// <summary>What generation needs of a Hugging Face <c>config.json</c> and <c>generation_config.json</c>.</summary>
/// <param name="MaxPositions"><c>max_position_embeddings</c>, where given.</param>
/// <param name="EndOfText"><c>eos_token_id</c>: one id or several; that of the generation config comes first.</param>
public sealed record ModelConfig(long? MaxPositions, ImmutableArray<int> EndOfText)
{
    /// <exception cref="NotALanguageModelException">A file is not JSON.</exception>
    public static ModelConfig Read(IReadOnlyDictionary<string, string> extraFiles)
    {
        ArgumentNullException.ThrowIfNull(extraFiles);
        using var config = Parse(extraFiles, "config.json");
        using var generation = Parse(extraFiles, "generation_config.json");
        var positions = config?.RootElement.TryGetProperty("max_position_embeddings", out var limit) == true && limit.TryGetInt64(out var max) ? max : (long?)null;
        var end = Ids(generation);
        return new ModelConfig(positions, end.IsEmpty ? Ids(config) : end);
    }

    private static ImmutableArray<int> Ids(JsonDocument? document)
    {
        if (document is null || !document.RootElement.TryGetProperty("eos_token_id", out var ids))
        {
            return [];
        }
        return ids.ValueKind switch
        {
            JsonValueKind.Number when ids.TryGetInt32(out var id) => [id],
            JsonValueKind.Array => [.. ids.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Number).Select(i => i.GetInt32())],
            _ => [],
        };
    }

    private static JsonDocument? Parse(IReadOnlyDictionary<string, string> files, string name)
    {
        if (!files.TryGetValue(name, out var text))
        {
            return null;
        }
        try
        {
            var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                : throw new NotALanguageModelException($"The extra file {name} is not a JSON object.");
        }
        catch (JsonException e)
        {
            throw new NotALanguageModelException($"The extra file {name} is not JSON: {e.Message}", e);
        }
    }
}
