using System.Globalization;
using System.Text.Json;

namespace Piecewise.Llm.Grammars;

/// <summary>References in a schema to parts of it: <c>#</c>, <c>#/$defs/name</c> and other pointers (RFC 6901).</summary>
/// <param name="root">The whole schema.</param>
internal sealed class SchemaReferences(JsonElement root)
{
    private const int MostSteps = 100;

    /// <summary>The schema that one stands for: what its reference names, or the only part of its <c>allOf</c>.</summary>
    /// <exception cref="GrammarException">A reference leads nowhere, or to itself.</exception>
    public (JsonElement Schema, string Path) Resolve(JsonElement schema, string path)
    {
        for (var step = 0; schema.ValueKind == JsonValueKind.Object; step++)
        {
            var isReference = schema.TryGetProperty("$ref", out var target);
            if (!isReference && !schema.TryGetProperty("allOf", out target))
            {
                break;
            }
            var name = isReference ? "$ref" : "allOf";
            var place = SchemaPath.Of(path, name);
            foreach (var field in schema.EnumerateObject())
            {
                if (field.Name != name && !SchemaKeywords.IsAnnotation(field.Name))
                {
                    var other = SchemaPath.Of(path, field.Name);
                    throw new GrammarException(other, $"{other}: this cannot stand beside {name}.");
                }
            }
            if (step == MostSteps)
            {
                throw new GrammarException(place, $"{place} leads to itself.");
            }
            (schema, path) = isReference ? Find(target, place)
                : target.ValueKind == JsonValueKind.Array && target.GetArrayLength() == 1 ? (target[0], $"{place}[0]")
                : throw new GrammarException(place, $"{place}: texts cannot be held to several schemas at once; write one.");
        }
        return (schema, path);
    }

    private (JsonElement Schema, string Path) Find(JsonElement reference, string place)
    {
        var text = reference.ValueKind == JsonValueKind.String ? reference.GetString()! : "";
        if (text is not ['#', ..] || text is ['#', not '/', ..])
        {
            throw new GrammarException(place, $"{place}: only references into the schema itself are followed, as #/$defs/name.");
        }
        var (schema, path) = (root, "");
        foreach (var part in text.Split('/').Skip(1))
        {
            var name = Uri.UnescapeDataString(part)
                .Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            (schema, path) = schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty(name, out var field)
                ? (field, SchemaPath.Of(path, name))
                : schema.ValueKind == JsonValueKind.Array
                    && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < schema.GetArrayLength()
                    ? (schema[index], $"{path}[{index}]")
                    : throw new GrammarException(place, $"{place}: there is no {text} in the schema.");
        }
        return (schema, path);
    }
}
