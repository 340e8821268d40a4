using System.Text.Json;

namespace Piecewise.Server.Protocol;

/// <summary>A text as the client gave it.</summary>
/// <param name="Text">As text; null where it is given in tokens.</param>
/// <param name="Tokens">As tokens; null where it is given as text.</param>
internal sealed record PromptText(string? Text, int[]? Tokens);

/// <summary>A field that holds texts: one or several, each as a string or as ids of tokens.</summary>
internal static class PromptTexts
{
    /// <param name="body">The request.</param>
    /// <param name="name">The field, which must be there.</param>
    /// <param name="most">Texts that there may be.</param>
    /// <param name="isToken">Whether a number is the id of a token.</param>
    /// <exception cref="ApiException">It holds something else, or nothing.</exception>
    public static PromptText[] Read(Fields body, string name, int most, Func<int, bool> isToken)
    {
        var prompt = body.Required(name);
        if (prompt.ValueKind == JsonValueKind.String)
        {
            return [new PromptText(prompt.GetString(), null)];
        }
        if (prompt.ValueKind != JsonValueKind.Array)
        {
            throw body.Wrong(name, "a string, a list of strings, a list of ids of tokens or a list of such lists", prompt);
        }
        if (prompt.GetArrayLength() == 0)
        {
            throw ApiException.Invalid(name, $"The {name} is empty: give it some text, or at least one token.");
        }
        if (prompt[0].ValueKind == JsonValueKind.Number)
        {
            return [new PromptText(null, body.Ids(name, int.MaxValue, isToken))];
        }
        return [.. body.List(name, most)!.Select((value, i) => value.ValueKind switch
        {
            JsonValueKind.String => new PromptText(value.GetString(), null),
            JsonValueKind.Array => new PromptText(
                null, [.. value.EnumerateArray().Select((id, k) => Fields.Id(id, $"{name}[{i}][{k}]", isToken))]),
            _ => throw ApiException.Invalid(
                $"{name}[{i}]", $"{name}[{i}] must be a string or a list of ids of tokens, not {Fields.Shown(value)}."),
        })];
    }
}
