using System.Text.Json;

namespace Piecewise.Llm;

/// <summary>JSON files that were put in beside a program, as Hugging Face calls them.</summary>
internal static class ExtraFileJson
{
    /// <summary>A file; null where it is not there.</summary>
    /// <exception cref="NotALanguageModelException">It is not JSON, or its outermost value is of another kind.</exception>
    public static JsonDocument? Read(
        IReadOnlyDictionary<string, string> files, string name, JsonValueKind kind = JsonValueKind.Object)
    {
        ArgumentNullException.ThrowIfNull(files);
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
        return document.RootElement.ValueKind == kind
            ? document
            : throw new NotALanguageModelException(
                $"The extra file {name} is not a JSON {(kind == JsonValueKind.Array ? "list" : "object")}.");
    }

    /// <summary>A field of an object. One that is null counts as missing: configurations are full of those.</summary>
    public static JsonElement? Field(JsonDocument? document, string name) =>
        document?.RootElement.TryGetProperty(name, out var value) == true && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A number of tokens from 1 up; null where it is missing.</summary>
    /// <exception cref="NotALanguageModelException">It is no such number.</exception>
    public static long? Count(JsonDocument? document, string name, string file)
    {
        if (Field(document, name) is not { } value)
        {
            return null;
        }
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count > 0
            ? count
            : throw new NotALanguageModelException(
                $"The extra file {file} has the {name} {Shown(value)}, which is no number of tokens from 1 up.");
    }

    /// <summary>A value for a message, shortened.</summary>
    public static string Shown(JsonElement element)
    {
        var text = element.GetRawText();
        return text.Length > 40 ? text[..40] + "…" : text;
    }
}
