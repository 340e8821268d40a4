using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Piecewise.Import;

namespace Piecewise.Fuzz;

/// <summary>The sizes that a program's symbols had when it was exported, as far as the file says.</summary>
internal static partial class SizeHints
{
    public static IReadOnlyDictionary<string, long> Of(byte[] file)
    {
        var result = new Dictionary<string, long>(StringComparer.Ordinal);
        using var archive = Pt2Archive.Open(file, "hints.pt2");
        if (archive.TryGet("models/model.json", out var entry))
        {
            using var json = JsonDocument.Parse(ArchiveBytes.Of(archive, entry), new JsonDocumentOptions { MaxDepth = 512 });
            Collect(json.RootElement, result);
        }
        return result;
    }

    /// <summary>Writes the sizes into the expressions of a program that are single symbols.</summary>
    public static void Add(JsonNode? json, IReadOnlyDictionary<string, long> hints)
    {
        switch (json)
        {
            case JsonObject map when (string?)map["expr_str"] is { } text:
                if (WholeSymbol().Match(text) is { Success: true } match && hints.TryGetValue(match.Groups[1].Value, out var value))
                {
                    map["hint"] = new JsonObject { ["as_int"] = value };
                }
                break;
            case JsonObject map:
                foreach (var (_, item) in map)
                {
                    Add(item, hints);
                }
                break;
            case JsonArray array:
                foreach (var item in array)
                {
                    Add(item, hints);
                }
                break;
        }
    }

    private static void Collect(JsonElement json, Dictionary<string, long> result)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                if (json.TryGetProperty("expr_str", out var text) && text.ValueKind == JsonValueKind.String
                    && json.TryGetProperty("hint", out var hint)
                    && hint.ValueKind == JsonValueKind.Object && hint.TryGetProperty("as_int", out var number)
                    && number.TryGetInt64(out var value)
                    && WholeSymbol().Match(text.GetString()!) is { Success: true } match)
                {
                    result[match.Groups[1].Value] = value;
                    return;
                }
                foreach (var property in json.EnumerateObject())
                {
                    Collect(property.Value, result);
                }
                break;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray())
                {
                    Collect(item, result);
                }
                break;
        }
    }

    [GeneratedRegex(@"^Symbol\('([a-z0-9]+)'[^()]*\)$")]
    private static partial Regex WholeSymbol();
}
