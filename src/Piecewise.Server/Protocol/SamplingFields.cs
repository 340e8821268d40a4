using System.Globalization;
using System.Text.Json;
using Piecewise.Llm;

namespace Piecewise.Server.Protocol;

/// <summary>The fields that completions and chats have in common: how tokens are picked, and where the text ends.</summary>
internal static class SamplingFields
{
    private const int MaxStopLength = 1024;
    private const int MaxStopTokens = 256;
    private const int MaxBiases = 1024;
    private const double MaxBias = 100;

    /// <param name="body">The request.</param>
    /// <param name="model">Whose tokens they are.</param>
    /// <param name="server">Limits.</param>
    /// <param name="maxTokens">New tokens at most.</param>
    /// <param name="logProbabilities">How many alternatives of each token are told; null for none and nothing of the token.</param>
    public static GenerationOptions Read(
        Fields body, RequestContext model, ServerOptions server, int maxTokens, int? logProbabilities)
    {
        var defaults = model.Defaults;
        var options = new GenerationOptions
        {
            MaxTokens = maxTokens,
            MinTokens = (int)(body.Whole("min_tokens", 0, int.MaxValue) ?? 0),
            Temperature = body.Number("temperature", 0, 2) ?? defaults.Temperature,
            TopP = TopP(body) ?? defaults.TopP,
            TopK = (int)(body.Whole("top_k", -1, int.MaxValue) is { } k ? Math.Max(k, 0) : defaults.TopK),
            MinP = body.Number("min_p", 0, 1) ?? defaults.MinP,
            RepetitionPenalty = body.Number("repetition_penalty", 0.01, 100) ?? defaults.RepetitionPenalty,
            PresencePenalty = body.Number("presence_penalty", -2, 2) ?? 0,
            FrequencyPenalty = body.Number("frequency_penalty", -2, 2) ?? 0,
            LogitBias = Biases(body, model),
            AllowedTokens = body.Ids("allowed_token_ids", int.MaxValue, model.IsToken) is { } allowed
                ? allowed.Length > 0 ? allowed : throw ApiException.Invalid("allowed_token_ids", $"allowed_token_ids allows no token.")
                : null,
            Grammar = GrammarFields.Read(body, model.Grammars),
            Priority = (int)(body.Whole("priority", int.MinValue, int.MaxValue) ?? 0),
            IgnoreEnd = body.Flag("ignore_eos") ?? false,
            StopTokens = body.Ids("stop_token_ids", MaxStopTokens, model.IsToken) ?? [],
            StopStrings = Stops(body, server),
            LogProbabilities = logProbabilities,
            Seed = body.Whole("seed", long.MinValue) is { } seed ? unchecked((ulong)seed) : (ulong)Random.Shared.NextInt64(),
        };
        if (options.Grammar is not null && options.AllowedTokens is not null)
        {
            throw ApiException.Invalid(
                "allowed_token_ids", $"A text that is held to a form cannot be held to certain tokens too; leave out allowed_token_ids.");
        }
        return options.MinTokens <= maxTokens
            ? options
            : throw ApiException.Invalid(
                "min_tokens", $"min_tokens must be at most the number of new tokens, {maxTokens}, not {options.MinTokens}.");
    }

    // 0 would leave no token to pick.
    private static double? TopP(Fields body) => body.Number("top_p", 0, 1) is not 0.0 and var share
        ? share
        : throw body.Wrong("top_p", "a number above 0 and up to 1", body.Required("top_p"));

    private static string[] Stops(Fields body, ServerOptions server) => body.Get("stop") switch
    {
        null => [],
        { ValueKind: JsonValueKind.String } one => [Stop(one, "stop")],
        { ValueKind: JsonValueKind.Array } => [.. body.List("stop", server.MaxStopStrings)!.Select((s, i) => Stop(s, $"stop[{i}]"))],
        { } other => throw body.Wrong("stop", "a string or a list of strings", other),
    };

    private static string Stop(JsonElement value, string place) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= MaxStopLength } text
            ? text
            : throw ApiException.Invalid(place, $"{place} must be a string of 1 to {MaxStopLength} characters, not {Fields.Shown(value)}.");

    private static Dictionary<int, float>? Biases(Fields body, RequestContext model)
    {
        if (body.Get("logit_bias") is not { } given)
        {
            return null;
        }
        var biases = new Dictionary<int, float>();
        foreach (var field in Fields.Of(given, "logit_bias").Element.EnumerateObject())
        {
            var place = $"logit_bias.{field.Name}";
            if (!int.TryParse(field.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) || !model.IsToken(id))
            {
                throw ApiException.Invalid(place, $"The names in logit_bias must be ids of tokens of this model, not '{field.Name}'.");
            }
            // An id can be written in two ways: 5 and 05.
            if (!biases.TryAdd(id, (float)Fields.Of(given, "logit_bias").Number(field.Name, -MaxBias, MaxBias).GetValueOrDefault()))
            {
                throw ApiException.Invalid(place, $"logit_bias names the token {id} twice.");
            }
        }
        return biases.Count <= MaxBiases
            ? biases
            : throw ApiException.Invalid("logit_bias", $"logit_bias may name {MaxBiases} tokens at most, not {biases.Count}.");
    }
}
