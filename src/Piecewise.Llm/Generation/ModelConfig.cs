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
        using var config = ExtraFileJson.Read(extraFiles, "config.json");
        using var generation = ExtraFileJson.Read(extraFiles, "generation_config.json");
        var end = Ids(generation, "generation_config.json");
        return new ModelConfig(
            ExtraFileJson.Count(config, "max_position_embeddings", "config.json"), end.IsEmpty ? Ids(config, "config.json") : end);
    }

    private static ImmutableArray<int> Ids(JsonDocument? document, string name) => ExtraFileJson.Field(document, "eos_token_id") switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } ids => [.. ids.EnumerateArray().Select(i => Id(i, name))],
        { } id => [Id(id, name)],
    };

    private static int Id(JsonElement element, string name) => element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var id)
        ? id
        : throw new NotALanguageModelException(
            $"The extra file {name} has the eos_token_id {ExtraFileJson.Shown(element)}, which is no id of a token.");
}
