using System.Text.Json;

namespace Piecewise.Llm;

/// <summary>
/// What the files beside an encoder say of its vectors, as sentence-transformers writes them: <c>modules.json</c>, the pooling's
/// <c>config.json</c>, <c>sentence_bert_config.json</c>; and of <c>config.json</c> what a call needs.
/// </summary>
/// <param name="Pooling">How one vector is made of a text's; null where no file says it.</param>
/// <param name="Normalize">Whether vectors are scaled to length 1.</param>
/// <param name="MaxTokens">Tokens that a text may have; null where no file says it.</param>
/// <param name="Padding">The token that fills up shorter texts.</param>
internal sealed record PoolingFiles(Pooling? Pooling, bool Normalize, long? MaxTokens, int Padding)
{
    private const string Modules = "modules.json", DefaultPooling = "1_Pooling/config.json", Lengths = "sentence_bert_config.json";

    // Older files have a flag for each way, newer ones a name.
    private static readonly (string Flag, string Name, Pooling? Value)[] Ways =
    [
        ("pooling_mode_cls_token", "cls", Llm.Pooling.Cls),
        ("pooling_mode_mean_tokens", "mean", Llm.Pooling.Mean),
        ("pooling_mode_lasttoken", "lasttoken", Llm.Pooling.Last),
        ("pooling_mode_max_tokens", "max", null),
        ("pooling_mode_mean_sqrt_len_tokens", "mean_sqrt_len_tokens", null),
        ("pooling_mode_weightedmean_tokens", "weightedmean", null),
    ];

    /// <exception cref="NotALanguageModelException">A file is malformed, or asks for what is not done.</exception>
    public static PoolingFiles Read(IReadOnlyDictionary<string, string> extraFiles)
    {
        using var config = ExtraFileJson.Read(extraFiles, "config.json");
        using var lengths = ExtraFileJson.Read(extraFiles, Lengths);
        var (pooling, normalize) = ReadModules(extraFiles);
        return new PoolingFiles(
            ReadPooling(extraFiles, pooling), normalize, ExtraFileJson.Count(lengths, "max_seq_length", Lengths),
            ExtraFileJson.Field(config, "pad_token_id") is { ValueKind: JsonValueKind.Number } pad && pad.TryGetInt32(out var id) && id >= 0
                ? id : 0);
    }

    private static (string Pooling, bool Normalize) ReadModules(IReadOnlyDictionary<string, string> extraFiles)
    {
        using var modules = ExtraFileJson.Read(extraFiles, Modules, JsonValueKind.Array);
        if (modules is null)
        {
            return (DefaultPooling, true);
        }
        var (pooling, normalize) = (DefaultPooling, false);
        foreach (var module in modules.RootElement.EnumerateArray())
        {
            var type = TextOf(module, "type");
            switch (type[(type.LastIndexOf('.') + 1)..])
            {
                case "Transformer":
                    break;
                case "Pooling":
                    pooling = $"{TextOf(module, "path")}/config.json";
                    break;
                case "Normalize":
                    normalize = true;
                    break;
                default:
                    throw new NotALanguageModelException(
                        $"The extra file {Modules} has the step '{type}' after the encoder, which is not done here "
                        + "(Transformer, Pooling and Normalize are): export it as a part of the program.");
            }
        }
        return (pooling, normalize);
    }

    private static Pooling? ReadPooling(IReadOnlyDictionary<string, string> extraFiles, string file)
    {
        using var document = ExtraFileJson.Read(extraFiles, file);
        if (document is null)
        {
            return null;
        }
        var ways = ExtraFileJson.Field(document, "pooling_mode") is { ValueKind: JsonValueKind.String } name
            ? [.. Ways.Where(w => name.ValueEquals(w.Name))]
            : Ways.Where(w => ExtraFileJson.Field(document, w.Flag) is { ValueKind: JsonValueKind.True }).ToArray();
        var asked = ways.Length == 0 ? "a pooling that is not known" : string.Join(" and ", ways.Select(w => w.Name));
        return ways is [{ Value: { } way }]
            ? way
            : throw new NotALanguageModelException(
                $"The extra file {file} asks for {asked}; one of cls, mean and lasttoken can be done. Options can say another one.");
    }

    private static string TextOf(JsonElement module, string name) =>
        module.ValueKind == JsonValueKind.Object && module.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new NotALanguageModelException($"The extra file {Modules} has a step without a {name}.");
}
