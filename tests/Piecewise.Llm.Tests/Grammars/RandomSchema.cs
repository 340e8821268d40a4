using System.Text.Json.Nodes;

namespace Piecewise.Llm.Tests.Grammars;

/// <summary>JSON Schemas at random, with everything that is held.</summary>
internal sealed class RandomSchema(Random random)
{
    private static readonly string[] Names = ["a", "name", "été", "b\"c", "id", "$x", "漢"];

    public JsonObject Make()
    {
        var schema = Value(3);
        schema["$defs"] = new JsonObject
        {
            ["node"] = Closed(new JsonObject
            {
                ["value"] = Value(0),
                ["next"] = AnyOf(new JsonObject { ["$ref"] = "#/$defs/node" }, new JsonObject { ["type"] = "null" }),
            }),
            ["tree"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["$ref"] = "#/$defs/tree" }, ["maxItems"] = 2 },
        };
        return schema;
    }

    private JsonObject Value(int depth) => random.Next(depth > 0 ? 16 : 12) switch
    {
        0 => String(),
        1 => Number("integer"),
        2 => Number("number"),
        3 => new JsonObject { ["type"] = "boolean" },
        4 => new JsonObject { ["type"] = new JsonArray("null", "string") },
        5 => new JsonObject { ["enum"] = new JsonArray("x", 5, null, new JsonObject { ["q"] = 1.5 }, "été 😀") },
        6 => new JsonObject { ["const"] = "only" },
        7 => new JsonObject { ["$ref"] = "#/$defs/node" },
        8 => new JsonObject { ["$ref"] = "#/$defs/tree" },
        9 => String(),
        10 => [],
        11 => new JsonObject { ["type"] = "object", ["additionalProperties"] = Value(0) },
        12 or 13 => Object(depth - 1),
        14 => Array(depth - 1),
        _ => AnyOf(Value(depth - 1), Value(depth - 1)),
    };

    private JsonObject String() => random.Next(5) switch
    {
        0 => new JsonObject { ["type"] = "string", ["pattern"] = Pick("^[a-c]{2,3}$", "x", "^\"\\\\\\n?$", "^é+|b$", @"^\w+@\d{1,2}$") },
        1 => new JsonObject { ["type"] = "string", ["format"] = Pick("date", "date-time", "uuid", "ipv4", "email", "duration") },
        2 => new JsonObject { ["type"] = "string", ["minLength"] = random.Next(3), ["maxLength"] = 2 + random.Next(3) },
        _ => new JsonObject { ["type"] = "string", ["description"] = "any" },
    };

    private JsonObject Number(string type)
    {
        var schema = new JsonObject { ["type"] = type };
        if (random.Next(2) == 0)
        {
            var least = random.Next(-30, 30);
            schema[Pick("minimum", "exclusiveMinimum")] = least / 4m;
            schema[Pick("maximum", "exclusiveMaximum")] = (least + 20) / 4m;
        }
        if (type == "integer" && random.Next(3) == 0)
        {
            schema["multipleOf"] = 1 + random.Next(4);
        }
        return schema;
    }

    private JsonObject Array(int depth)
    {
        var schema = new JsonObject { ["type"] = "array", ["items"] = Value(depth) };
        if (random.Next(2) == 0)
        {
            schema["minItems"] = random.Next(3);
            schema["maxItems"] = 2 + random.Next(2);
        }
        return schema;
    }

    private JsonObject Object(int depth)
    {
        var properties = new JsonObject();
        foreach (var name in Names.Where(_ => random.Next(3) == 0))
        {
            properties[name] = Value(depth);
        }
        var result = Closed(properties);
        if (random.Next(2) == 0)
        {
            result["required"] = new JsonArray([.. properties.Select(p => p.Key).Where(_ => random.Next(2) == 0).Select(n => (JsonNode)n)]);
        }
        return result;
    }

    private static JsonObject Closed(JsonObject properties) => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray([.. properties.Select(p => (JsonNode)p.Key)]),
        ["properties"] = properties,
        ["additionalProperties"] = false,
    };

    private static JsonObject AnyOf(JsonObject first, JsonObject second) => new() { ["anyOf"] = new JsonArray(first, second) };

    private string Pick(params string[] values) => values[random.Next(values.Length)];
}
