using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Piecewise.Llm.Tests.Grammars;

/// <summary>Says whether a value is of a schema, as the specification of JSON Schema has it and without any automaton.</summary>
internal sealed class SchemaValidator(JsonElement root)
{
    public bool IsValid(JsonElement value) => IsValid(value, root);

    private bool IsValid(JsonElement value, JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.True)
        {
            return true;
        }
        return schema.EnumerateObject().All(keyword => Holds(keyword.Name, keyword.Value, value, schema));
    }

    private bool Holds(string name, JsonElement wanted, JsonElement value, JsonElement schema)
    {
        var isNumber = value.ValueKind == JsonValueKind.Number;
        // Doubles for what a decimal cannot hold.
        var number = isNumber ? value.TryGetDecimal(out var exact) ? exact : (decimal)Math.Clamp(value.GetDouble(), -1e28, 1e28) : 0;
        switch (name)
        {
            case "type":
                return wanted.ValueKind == JsonValueKind.Array
                    ? wanted.EnumerateArray().Any(t => IsOf(value, t.GetString()!)) : IsOf(value, wanted.GetString()!);
            case "enum": return wanted.EnumerateArray().Any(w => JsonElement.DeepEquals(w, value));
            case "const": return JsonElement.DeepEquals(wanted, value);
            case "anyOf": return wanted.EnumerateArray().Any(s => IsValid(value, s));
            case "$ref": return IsValid(value, root.GetProperty("$defs").GetProperty(wanted.GetString()!.Split('/')[^1]));
            case "properties":
                return value.ValueKind != JsonValueKind.Object
                    || value.EnumerateObject().All(f => !wanted.TryGetProperty(f.Name, out var s) || IsValid(f.Value, s));
            case "required":
                return value.ValueKind != JsonValueKind.Object
                    || wanted.EnumerateArray().All(n => value.TryGetProperty(n.GetString()!, out _));
            case "additionalProperties":
                return value.ValueKind != JsonValueKind.Object || value.EnumerateObject().All(f =>
                    (schema.TryGetProperty("properties", out var known) && known.TryGetProperty(f.Name, out _))
                    || (wanted.ValueKind != JsonValueKind.False && IsValid(f.Value, wanted)));
            case "items": return value.ValueKind != JsonValueKind.Array || value.EnumerateArray().All(e => IsValid(e, wanted));
            case "minItems": return value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= wanted.GetInt32();
            case "maxItems": return value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= wanted.GetInt32();
            case "minLength": return value.ValueKind != JsonValueKind.String || Length(value) >= wanted.GetInt32();
            case "maxLength": return value.ValueKind != JsonValueKind.String || Length(value) <= wanted.GetInt32();
            case "pattern": return value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, wanted.GetString()!);
            case "format": return value.ValueKind != JsonValueKind.String || IsFormat(value.GetString()!, wanted.GetString()!);
            case "minimum": return !isNumber || number >= wanted.GetDecimal();
            case "maximum": return !isNumber || number <= wanted.GetDecimal();
            case "exclusiveMinimum": return !isNumber || number > wanted.GetDecimal();
            case "exclusiveMaximum": return !isNumber || number < wanted.GetDecimal();
            case "multipleOf": return !isNumber || number % wanted.GetDecimal() == 0;
            default: return name is "$defs" or "description";
        }
    }

    private static int Length(JsonElement text) => text.GetString()!.EnumerateRunes().Count();

    private static bool IsFormat(string text, string format) => format switch
    {
        "date" => text.StartsWith("0000", StringComparison.Ordinal)
            || DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "date-time" => text.StartsWith("0000", StringComparison.Ordinal)
            || JsonSerializer.Deserialize<DateTimeOffset?>(JsonSerializer.Serialize(Zoned(text))) is not null,
        "uuid" => Guid.TryParseExact(text, "D", out _),
        "ipv4" => System.Net.IPAddress.TryParse(text, out var address) && address.ToString() == text,
        "email" => System.Net.Mail.MailAddress.TryCreate(text, out var mail) && mail.Address == text,
        "duration" => text.StartsWith('P') && text.Length > 2 && !text.EndsWith('T'),
        _ => false,
    };

    // .NET knows zones up to 14 hours, and years from 1 on.
    private static string Zoned(string text) => text.EndsWith('Z') ? text : $"{text[..^6]}Z";

    private static bool IsOf(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && !value.GetRawText().AsSpan().ContainsAny('.', 'e', 'E'),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        _ => value.ValueKind == JsonValueKind.Null,
    };
}
