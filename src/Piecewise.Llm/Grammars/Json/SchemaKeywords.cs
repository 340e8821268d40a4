using System.Text.Json;

namespace Piecewise.Llm.Grammars;

/// <summary>
/// The keywords of JSON Schema: those that say nothing of values, those that are held, and for which type. All others are refused, since a
/// text that breaks one would be believed to keep it.
/// </summary>
internal static class SchemaKeywords
{
    public static readonly string[] Types = ["object", "array", "string", "number", "integer", "boolean", "null"];

    private static readonly HashSet<string> Annotations = new(StringComparer.Ordinal)
    {
        "title", "description", "default", "example", "examples", "$comment", "$id", "$schema", "$anchor", "$defs", "definitions",
        "deprecated", "readOnly", "writeOnly",
    };

    private static readonly Dictionary<string, string> OfType = new(StringComparer.Ordinal)
    {
        ["properties"] = "object",
        ["required"] = "object",
        ["additionalProperties"] = "object",
        ["items"] = "array",
        ["minItems"] = "array",
        ["maxItems"] = "array",
        ["pattern"] = "string",
        ["format"] = "string",
        ["minLength"] = "string",
        ["maxLength"] = "string",
        ["minimum"] = "number",
        ["maximum"] = "number",
        ["exclusiveMinimum"] = "number",
        ["exclusiveMaximum"] = "number",
        ["multipleOf"] = "number",
    };

    private static readonly HashSet<string> General = new(StringComparer.Ordinal) { "type", "enum", "const", "anyOf", "allOf", "$ref" };

    public static bool IsAnnotation(string name) => Annotations.Contains(name) || name.StartsWith("x-", StringComparison.Ordinal);

    /// <exception cref="GrammarException">A keyword is none of those that are held.</exception>
    public static void Check(JsonElement schema, string path)
    {
        foreach (var name in schema.EnumerateObject().Select(f => f.Name))
        {
            if (!IsAnnotation(name) && !General.Contains(name) && !OfType.ContainsKey(name))
            {
                throw new GrammarException(
                    SchemaPath.Of(path, name), $"{SchemaPath.Of(path, name)}: texts cannot be held to this keyword; leave it out.");
            }
        }
    }

    /// <summary>The types that a schema without <c>type</c> speaks of.</summary>
    public static string[] TypesOf(JsonElement schema) =>
        [.. schema.EnumerateObject().Select(f => OfType.GetValueOrDefault(f.Name)).OfType<string>().Distinct()];
}

/// <summary>Places in a schema, as in <c>properties.name.anyOf[1]</c>.</summary>
internal static class SchemaPath
{
    public static string Of(string path, string name) => path.Length > 0 ? $"{path}.{name}" : name;
}
