using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Piecewise.Llm.Tokenization.Patterns;

namespace Piecewise.Llm.Grammars;

/// <summary>
/// A JSON Schema as rules of a grammar: what OpenAI documents for strict structured outputs, and beyond it properties that may be missing,
/// maps, lengths of strings. Properties come in the order of the schema. What is not held is refused with its place.
/// </summary>
internal sealed class SchemaRules
{
    private const int LongestText = 1 << 19;
    private const int MostCount = 10_000;
    private const int MostMultiple = 1000;
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonElement root;
    private readonly JsonRules json;
    // Schemas of one grammar that look alike can refer to different things.
    private readonly string place;

    private SchemaRules(JsonElement root, JsonRules json, string place) =>
        (this.root, this.json, this.place) = (root, json, place);

    private AutomatonBuilder Automaton => json.Grammar.Automaton;

    /// <summary>The rule of a schema's values.</summary>
    /// <param name="schema">The schema, from which its references go.</param>
    /// <param name="json">Gets the rules.</param>
    /// <param name="path">What places begin with.</param>
    /// <exception cref="GrammarException">The schema is malformed, or asks for what is not supported.</exception>
    public static int Add(JsonElement schema, JsonRules json, string path = "")
    {
        if (schema.GetRawText().Length > LongestText)
        {
            throw new GrammarException($"The schema has more than {LongestText} characters.");
        }
        return new SchemaRules(schema, json, path).Value(schema, path);
    }

    private int Value(JsonElement schema, string path)
    {
        (schema, path) = new SchemaReferences(root).Resolve(schema, path);
        if (schema.ValueKind == JsonValueKind.True)
        {
            return json.Any;
        }
        if (schema.ValueKind != JsonValueKind.Object)
        {
            throw Refuse(path, schema.ValueKind == JsonValueKind.False ? "no value is allowed here." : "a schema must be an object.");
        }
        if (schema.EnumerateObject().All(f => SchemaKeywords.IsAnnotation(f.Name)))
        {
            return json.Any;
        }
        // A raw text says all, since references are from the root.
        return json.Grammar.Rule($"schema {place} {schema.GetRawText()}", path, from => Add(from, schema, path));
    }

    private int Add(int from, JsonElement schema, string path)
    {
        SchemaKeywords.Check(schema, path);
        if (schema.TryGetProperty("anyOf", out var anyOf))
        {
            return AddAnyOf(from, schema, anyOf, path);
        }
        var types = Types(schema, path);
        if (schema.TryGetProperty("const", out var constant))
        {
            return AddValues(from, [constant], types, SchemaPath.Of(path, "const"));
        }
        if (schema.TryGetProperty("enum", out var values))
        {
            return AddValues(from, List(values, SchemaPath.Of(path, "enum")), types, SchemaPath.Of(path, "enum"));
        }
        if (types.Length == 0)
        {
            types = SchemaKeywords.TypesOf(schema);
            if (types.Length != 1)
            {
                throw Refuse(SchemaPath.Of(path, "type"), "the type is missing.");
            }
        }
        var end = Automaton.NewState();
        foreach (var type in types)
        {
            Automaton.Empty(AddType(from, type, schema, path), end);
        }
        return end;
    }

    private int AddAnyOf(int from, JsonElement schema, JsonElement choices, string path)
    {
        var place = SchemaPath.Of(path, "anyOf");
        foreach (var name in schema.EnumerateObject().Select(f => f.Name).Where(n => n != "anyOf" && !SchemaKeywords.IsAnnotation(n)))
        {
            throw Refuse(SchemaPath.Of(path, name), "this cannot stand beside anyOf; put it into each of its schemas.");
        }
        var end = Automaton.NewState();
        foreach (var (i, choice) in List(choices, place).Index())
        {
            Automaton.Call(from, Value(choice, Item(place, i)), end);
        }
        return end;
    }

    // Values that are given, as they are written without white space.
    private int AddValues(int from, IReadOnlyList<JsonElement> values, string[] types, string path)
    {
        var fitting = values.Where(v => types.Length == 0 || types.Any(t => IsOf(v, t))).ToArray();
        if (fitting.Length == 0)
        {
            throw Refuse(path, "none of the values has the type that is asked for.");
        }
        var end = Automaton.NewState();
        foreach (var value in fitting)
        {
            Automaton.Empty(json.Literal(from, Text(value)), end);
        }
        return end;
    }

    private int AddType(int from, string type, JsonElement schema, string path)
    {
        switch (type)
        {
            case "object": return AddObject(from, schema, path);
            case "array":
                var (least, most) = Counts(schema, "minItems", "maxItems", path);
                var items = schema.TryGetProperty("items", out var given) ? Value(given, SchemaPath.Of(path, "items")) : json.Any;
                return json.Elements(from, items, least, most);
            case "string": return AddString(from, schema, path);
            case "number" or "integer": return AddNumber(from, type == "integer", schema, path);
            case "null": return json.Literal(from, "null");
            default:
                var end = json.Literal(from, "true");
                Automaton.Empty(json.Literal(from, "false"), end);
                return end;
        }
    }

    private int AddObject(int from, JsonElement schema, string path)
    {
        var properties = schema.TryGetProperty("properties", out var given)
            ? Object(given, SchemaPath.Of(path, "properties")).EnumerateObject().ToArray() : [];
        var place = SchemaPath.Of(path, "required");
        var required = schema.TryGetProperty("required", out var list)
            ? List(list, place, mayBeEmpty: true).Select((n, i) => Text(n, Item(place, i))).ToArray() : [];
        if (required.Except(properties.Select(p => p.Name)).FirstOrDefault() is { } unknown)
        {
            throw Refuse(place, $"'{unknown}' is none of the properties.");
        }
        if (properties.Length == 0)
        {
            return schema.TryGetProperty("additionalProperties", out var more)
                ? more.ValueKind == JsonValueKind.False
                    ? Automaton.Literal(json.Space(Automaton.Literal(from, "{"u8)), "}"u8)
                    : Automaton.Call(from, json.Object(Value(more, SchemaPath.Of(path, "additionalProperties"))))
                : Automaton.Call(from, json.Object(json.Any));
        }
        var needed = required.ToHashSet(StringComparer.Ordinal);
        // Where no member was written yet, and where one was; what comes next may stand in either place.
        int? none = json.Space(Automaton.Literal(from, "{"u8));
        int? some = null;
        foreach (var property in properties)
        {
            var member = Automaton.NewState();
            if (none is { } first)
            {
                Automaton.Empty(first, member);
            }
            if (some is { } before)
            {
                Automaton.Empty(json.Comma(before), member);
            }
            var after = Automaton.Call(
                json.Colon(json.Literal(member, Text(property.Name))),
                Value(property.Value, SchemaPath.Of(SchemaPath.Of(path, "properties"), property.Name)));
            if (needed.Contains(property.Name))
            {
                (none, some) = (null, after);
                continue;
            }
            var joined = Automaton.NewState();
            Automaton.Empty(after, joined);
            if (some is { } skipped)
            {
                Automaton.Empty(skipped, joined);
            }
            some = joined;
        }
        var end = Automaton.NewState();
        foreach (var last in new[] { none, some }.OfType<int>())
        {
            Automaton.Empty(last, end);
        }
        return Automaton.Literal(json.Space(end), "}"u8);
    }

    private int AddString(int from, JsonElement schema, string path)
    {
        var (least, most) = Counts(schema, "minLength", "maxLength", path);
        var pattern = schema.TryGetProperty("pattern", out var given) ? Text(given, SchemaPath.Of(path, "pattern")) : null;
        var format = schema.TryGetProperty("format", out given) ? Text(given, SchemaPath.Of(path, "format")) : null;
        if ((pattern is null ? 0 : 1) + (format is null ? 0 : 1) + (least > 0 || most is not null ? 1 : 0) > 1)
        {
            throw Refuse(path, "only one of pattern, format and limits of the length can be held; leave out the others.");
        }
        if (pattern is not null)
        {
            return AddPattern(from, pattern, searches: true, SchemaPath.Of(path, "pattern"));
        }
        if (format is not null)
        {
            return StringFormats.Patterns.TryGetValue(format, out var known)
                ? AddPattern(from, known, searches: false, SchemaPath.Of(path, "format"))
                : throw Refuse(
                    SchemaPath.Of(path, "format"),
                    $"the format '{format}' is not known; {string.Join(", ", StringFormats.Patterns.Keys)} are.");
        }
        if (least == 0 && most is null)
        {
            return Automaton.Call(from, json.String);
        }
        var state = Automaton.Literal(from, "\""u8);
        var end = Automaton.NewState();
        for (var i = 0; ; i++)
        {
            if (i >= least)
            {
                Automaton.Empty(state, end);
            }
            if (i == (most ?? least))
            {
                break;
            }
            state = Automaton.Call(state, json.Character);
        }
        if (most is null)
        {
            Automaton.Call(end, json.Character, end);
        }
        return Automaton.Literal(end, "\""u8);
    }

    private int AddPattern(int from, string pattern, bool searches, string path)
    {
        PatternNode node;
        try
        {
            node = RegexParser.Parse(pattern, searches);
        }
        catch (PatternSyntaxException e)
        {
            throw Refuse(path, $"the expression is {e.Message}.");
        }
        var characters = new PatternAutomaton(json.Grammar, path, json.AddCharacters);
        return Automaton.Literal(characters.Add(Automaton.Literal(from, "\""u8), node), "\""u8);
    }

    private int AddNumber(int from, bool isWhole, JsonElement schema, string path)
    {
        int? multiple = null;
        if (schema.TryGetProperty("multipleOf", out var given))
        {
            multiple = isWhole && given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out var factor)
                && factor is > 0 and <= MostMultiple
                ? factor
                : throw Refuse(SchemaPath.Of(path, "multipleOf"), $"only integers can be held to multiples, of 1 to {MostMultiple}.");
        }
        var limits = new NumberLimits(
            isWhole, NumberBound.Narrower(Bound("minimum", false), Bound("exclusiveMinimum", true), isLeast: true),
            NumberBound.Narrower(Bound("maximum", false), Bound("exclusiveMaximum", true), isLeast: false), multiple);
        return limits == new NumberLimits() ? Automaton.Call(from, json.Number) : NumberAutomaton.Add(Automaton, from, limits);

        NumberBound? Bound(string name, bool isStrict) =>
            schema.TryGetProperty(name, out var value) ? NumberBound.Read(value, isStrict, SchemaPath.Of(path, name)) : null;
    }

    private static (int Least, int? Most) Counts(JsonElement schema, string least, string most, string path)
    {
        var from = Count(least) ?? 0;
        var to = Count(most);
        return to is null || from <= to ? (from, to) : throw Refuse(SchemaPath.Of(path, most), $"it is less than {least}.");

        int? Count(string name)
        {
            if (!schema.TryGetProperty(name, out var value))
            {
                return null;
            }
            return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count is >= 0 and <= MostCount
                ? count : throw Refuse(SchemaPath.Of(path, name), $"it must be a whole number from 0 to {MostCount}.");
        }
    }

    private static string[] Types(JsonElement schema, string path)
    {
        var place = SchemaPath.Of(path, "type");
        string[] types = !schema.TryGetProperty("type", out var given) ? []
            : given.ValueKind == JsonValueKind.Array ? [.. List(given, place).Select((t, i) => Text(t, Item(place, i))).Distinct()]
            : [Text(given, place)];
        return types.FirstOrDefault(t => !SchemaKeywords.Types.Contains(t)) is { } unknown
            ? throw Refuse(place, $"there is no type '{unknown}'.") : types;
    }

    private static bool IsOf(JsonElement value, string type) => value.ValueKind switch
    {
        JsonValueKind.Object => type == "object",
        JsonValueKind.Array => type == "array",
        JsonValueKind.String => type == "string",
        JsonValueKind.Number => type == "number" || (type == "integer" && value.TryGetDecimal(out var n) && n == decimal.Truncate(n)),
        JsonValueKind.Null => type == "null",
        _ => type == "boolean",
    };

    private static JsonElement Object(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.Object ? value : throw Refuse(path, "it must be an object.");

    private static JsonElement[] List(JsonElement value, string path, bool mayBeEmpty = false) =>
        value.ValueKind == JsonValueKind.Array && (mayBeEmpty || value.GetArrayLength() > 0)
            ? [.. value.EnumerateArray()] : throw Refuse(path, $"it must be a list{(mayBeEmpty ? "" : " with at least one element")}.");

    private static string Text(JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Refuse(path, "it must be a string.");

    // Numbers as they were written.
    private static string Text(JsonElement value) => Text(value.WriteTo);

    private static string Text(string value) => Text(writer => writer.WriteStringValue(value));

    private static string Text(Action<Utf8JsonWriter> write)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory, Relaxed))
        {
            write(writer);
        }
        return Encoding.UTF8.GetString(memory.GetBuffer().AsSpan(0, (int)memory.Length));
    }

    private static string Item(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    private static GrammarException Refuse(string path, string why) => new(path, path.Length > 0 ? $"{path}: {why}" : $"The schema: {why}");
}
