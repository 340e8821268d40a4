using System.Text;
using System.Text.Json;
using Piecewise.Llm;
using Piecewise.Llm.Grammars;

namespace Piecewise.Server.Protocol;

/// <summary>
/// The fields that hold a text to a form: OpenAI's <c>response_format</c>, and vLLM's <c>structured_outputs</c> and, as it was called
/// before, <c>guided_…</c>.
/// </summary>
internal static class GrammarFields
{
    private const int MaxChoices = 10_000;

    private static readonly string[] Unsupported = ["grammar", "structural_tag", "whitespace_pattern"];

    /// <returns>What the text is held to; null where it is not.</returns>
    public static Grammar? Read(Fields body, GrammarCache cache)
    {
        var found = new List<(string Name, Grammar Grammar)>();
        Add(ResponseFormat(body, cache), "response_format");
        if (body.Get("structured_outputs") is { } given)
        {
            var fields = Fields.Of(given, "structured_outputs");
            AddAll(fields, "", fields.PathOf);
            if (fields.Flag("json_object") == true)
            {
                Add(cache.Of("object", Grammar.JsonObject), fields.PathOf("json_object"));
            }
        }
        AddAll(body, "guided_", n => n);
        return found.Count <= 1 ? found.FirstOrDefault().Grammar : throw ApiException.Invalid(
            found[1].Name, $"A text can be held to one form; {found[0].Name} and {found[1].Name} are there. Leave out one of them.");

        void Add(Grammar? grammar, string name)
        {
            if (grammar is not null)
            {
                found.Add((name, grammar));
            }
        }

        void AddAll(Fields fields, string prefix, Func<string, string> pathOf)
        {
            foreach (var name in Unsupported)
            {
                if (fields.Has(prefix + name))
                {
                    throw ApiException.Unsupported(
                        pathOf(prefix + name), "a text can be held to a schema, an expression or a choice; use one of them.");
                }
            }
            var (json, regex, choice) = ($"{prefix}json", $"{prefix}regex", $"{prefix}choice");
            Add(fields.Get(json) is { } schema ? Schema(Parsed(schema, pathOf(json)), pathOf(json), cache) : null, pathOf(json));
            Add(
                fields.Text(regex) is { } pattern
                    ? Made($"regex {pattern}", pathOf(regex), cache, () => Grammar.Regex(pattern)) : null,
                pathOf(regex));
            Add(fields.List(choice, MaxChoices) is { } texts ? Choice(texts, pathOf(choice), cache) : null, pathOf(choice));
        }
    }

    /// <summary>A schema as a grammar.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="path">Where it stands in the request.</param>
    /// <param name="cache">The grammars that are known.</param>
    public static Grammar Schema(JsonElement schema, string path, GrammarCache cache) =>
        Made($"schema {schema.GetRawText()}", path, cache, () => Grammar.JsonSchema(schema));

    /// <summary>A grammar; what is wrong with it is the client's error.</summary>
    public static Grammar Made(string key, string path, GrammarCache cache, Func<Grammar> make)
    {
        try
        {
            return cache.Of(key, make);
        }
        catch (GrammarException e)
        {
            throw ApiException.Invalid(e.Path.Length > 0 ? $"{path}.{e.Path}" : path, $"{path}: {e.Message}");
        }
    }

    private static Grammar? ResponseFormat(Fields body, GrammarCache cache)
    {
        if (body.Get("response_format") is not { } given)
        {
            return null;
        }
        var format = Fields.Of(given, "response_format");
        _ = format.Required("type");
        switch (format.Text("type"))
        {
            case "text": return null;
            case "json_object": return cache.Of("object", Grammar.JsonObject);
            case "json_schema":
                var fields = Fields.Of(format.Required("json_schema"), format.PathOf("json_schema"));
                _ = fields.Required("name");
                _ = (fields.Text("name"), fields.Text("description"), fields.Flag("strict"));
                return Schema(fields.Required("schema"), fields.PathOf("schema"), cache);
            default: throw format.Wrong("type", "text, json_object or json_schema", format.Required("type"));
        }
    }

    private static Grammar Choice(JsonElement[] texts, string path, GrammarCache cache)
    {
        var values = texts.Select((t, i) => t.ValueKind == JsonValueKind.String && t.GetString() is { Length: > 0 } text
            ? text
            : throw ApiException.Invalid(
                $"{path}[{i}]", $"{path}[{i}] must be a string that is not empty, not {Fields.Shown(t)}.")).ToArray();
        return values.Length > 0
            ? Made($"choice {JsonSerializer.Serialize(values, ServerJson.Shared.StringArray)}", path, cache, () => Grammar.Choice(values))
            : throw ApiException.Invalid(path, $"{path} must have at least one text.");
    }

    // vLLM takes a schema as a text too.
    private static JsonElement Parsed(JsonElement schema, string path)
    {
        if (schema.ValueKind != JsonValueKind.String)
        {
            return schema;
        }
        try
        {
            return RequestBody.Parse(Encoding.UTF8.GetBytes(schema.GetString()!));
        }
        catch (ApiException)
        {
            throw ApiException.Invalid(path, $"{path} must be a JSON Schema, or a string that holds one.");
        }
    }
}
