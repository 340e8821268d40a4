namespace Piecewise.Server.Protocol;

/// <summary>A request to <c>/v1/embeddings</c>.</summary>
/// <param name="Model">The model that is asked for; null for the one that is there.</param>
/// <param name="Inputs">The texts, each as text or as ids of tokens.</param>
/// <param name="AsBase64">Whether vectors come as base64, not as lists of numbers.</param>
/// <param name="Dimensions">Numbers that a vector keeps; null for all.</param>
/// <param name="TruncatesTo">Tokens to which a longer text is cut; -1 for as many as the model reads; null: as the server has it.</param>
internal sealed record EmbeddingRequest(
    string? Model, IReadOnlyList<PromptText> Inputs, bool AsBase64, int? Dimensions, int? TruncatesTo)
{
    public static EmbeddingRequest Read(Fields body, ServerOptions server, Func<int, bool> isToken)
    {
        RefusedFields.Check(body, RefusedFields.Embedding);
        var encoding = body.Text("encoding_format") ?? "float";
        if (encoding is not ("float" or "base64"))
        {
            throw ApiException.Invalid("encoding_format", $"encoding_format must be float or base64, not {encoding}.");
        }
        var inputs = PromptTexts.Read(body, "input", server.MaxEmbeddingInputs, isToken);
        for (var i = 0; i < inputs.Length; i++)
        {
            if (inputs[i] is { Text: "" } or { Tokens: [] })
            {
                throw ApiException.Invalid("input", $"input[{i}] is empty: give it some text, or at least one token.");
            }
        }
        var cut = (int?)body.Whole("truncate_prompt_tokens", -1, int.MaxValue);
        return new EmbeddingRequest(
            body.Text("model"), inputs, encoding == "base64", (int?)body.Whole("dimensions", 1, int.MaxValue),
            cut is 0 ? throw ApiException.Invalid("truncate_prompt_tokens", $"A text that is cut to no token has no vector.") : cut);
    }
}
