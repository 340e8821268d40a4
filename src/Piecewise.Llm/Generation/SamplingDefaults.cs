using System.Text.Json;

namespace Piecewise.Llm;

/// <summary>How tokens are picked where a request does not say: as the model's authors recommend, else as OpenAI has it.</summary>
/// <param name="Temperature">0 picks the most likely token.</param>
/// <param name="TopP">Share of the probability among which is picked.</param>
/// <param name="TopK">Number of tokens among which is picked; 0 for all.</param>
/// <param name="MinP">Least share of the most likely token's probability.</param>
/// <param name="RepetitionPenalty">1 for none.</param>
internal sealed record SamplingDefaults(double Temperature, double TopP, int TopK, double MinP, double RepetitionPenalty)
{
    private static readonly SamplingDefaults OpenAI = new(1, 1, 0, 0, 1);

    /// <summary>Those of a model, from its Hugging Face <c>generation_config.json</c>.</summary>
    public static SamplingDefaults Of(LanguageModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!model.ExtraFiles.TryGetValue("generation_config.json", out var generationConfig))
        {
            return OpenAI;
        }
        using var document = JsonDocument.Parse(generationConfig);
        var config = document.RootElement;
        return new SamplingDefaults(
            Number(config, "temperature", OpenAI.Temperature, v => v >= 0),
            Number(config, "top_p", OpenAI.TopP, v => v is > 0 and <= 1),
            (int)Number(config, "top_k", OpenAI.TopK, v => v is >= 0 and <= int.MaxValue),
            Number(config, "min_p", OpenAI.MinP, v => v is >= 0 and <= 1),
            Number(config, "repetition_penalty", OpenAI.RepetitionPenalty, v => v > 0));
    }

    // What makes no sense is no recommendation.
    private static double Number(JsonElement config, string name, double otherwise, Func<double, bool> isSensible) =>
        config.ValueKind == JsonValueKind.Object && config.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetDouble(out var number) && double.IsFinite(number) && isSensible(number)
            ? number : otherwise;
}
