using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Piecewise.Graphs;

namespace Piecewise.Fuzz;

/// <summary>Arguments of calls between the file's form and ours.</summary>
internal static class ArgumentJson
{
    private static readonly string[] Formats = ["", "Contiguous", "ChannelsLast", "ChannelsLast3d", "Preserve"];

    /// <summary>An argument in the file's form; null where there is none for it here.</summary>
    public static JsonObject? ToJson(Argument argument) => argument switch
    {
        NodeArgument { Node: { Type: TensorType } node } => One("as_tensor", Named(node.Name)),
        NodeArgument { Node: { Type: SymIntType } node } => One("as_sym_int", new JsonObject { ["as_name"] = node.Name }),
        NodeArgument { Node: { Type: SymFloatType } node } => One("as_sym_float", new JsonObject { ["as_name"] = node.Name }),
        NodeArgument { Node: { Type: SymBoolType } node } => One("as_sym_bool", new JsonObject { ["as_name"] = node.Name }),
        IntArgument { Value: var value } => One("as_int", value),
        FloatArgument { Value: var value } => One("as_float", Number(value)),
        BoolArgument { Value: var value } => One("as_bool", value),
        StringArgument { Value: var value } => One("as_string", value),
        DTypeArgument { Value: var value } => One("as_scalar_type", TypeJson.CodeOf(value)),
        DeviceArgument { Value: var value } => One("as_device", new JsonObject { ["type"] = value, ["index"] = null }),
        LayoutArgument => One("as_layout", 7),
        MemoryFormatArgument { Value: var value } => One("as_memory_format", System.Array.IndexOf(Formats, value.ToString())),
        NoneArgument => One("as_none", true),
        ListArgument { Items: var items } => ListToJson(items),
        _ => null,
    };

    /// <summary>The argument; null where it is not understood.</summary>
    /// <param name="json">A union of one key.</param>
    /// <param name="find">The value of a name.</param>
    public static Argument? FromJson(JsonNode? json, Func<string, Argument?> find)
    {
        if (json is not JsonObject { Count: 1 } union)
        {
            return null;
        }
        var (kind, value) = union.First();
        switch (kind)
        {
            case "as_none":
                return Argument.None;
            case "as_tensor" or "as_optional_tensor":
                return value?["as_none"] is not null ? Argument.None
                    : (string?)(value?["name"] ?? value?["as_tensor"]?["name"]) is { } name ? find(name) : null;
            case "as_tensors":
                return List(value, v => (string?)v?["name"] is { } one ? find(one) : null);
            case "as_optional_tensors":
                return List(value, v => FromJson(v, find));
            case "as_int":
                return value is JsonValue whole && whole.TryGetValue<long>(out var number) ? number : null;
            case "as_ints":
                return List(value, v => v is JsonValue item && item.TryGetValue<long>(out var i) ? i : null);
            case "as_sym_int" or "as_sym_float" or "as_sym_bool":
                return Symbolic(value, find);
            case "as_sym_ints":
                return List(value, v => Symbolic(v, find));
            case "as_float":
                return Float(value);
            case "as_floats":
                return List(value, v => Float(v));
            case "as_bool":
                return value is JsonValue flag && flag.TryGetValue<bool>(out var isTrue) ? isTrue : null;
            case "as_bools":
                return List(value, v => v is JsonValue item && item.TryGetValue<bool>(out var b) ? b : null);
            case "as_string":
                return (string?)value is { } text ? (Argument)text : null;
            case "as_scalar_type":
                return TypeJson.DTypeOf(value) is { } dtype ? dtype : null;
            case "as_device":
                return new DeviceArgument((string?)value?["type"] ?? "cpu");
            case "as_layout":
                return new LayoutArgument("strided");
            case "as_memory_format":
                return value is JsonValue format && format.TryGetValue<int>(out var code) && code is > 0 and < 5
                    && Enum.TryParse<MemoryFormat>(Formats[code], out var known)
                    ? new MemoryFormatArgument(known) : null;
            default:
                return null;
        }
    }

    private static JsonObject? ListToJson(ImmutableArray<Argument> items)
    {
        if (items.Any(i => i is NodeArgument { Node.Type: TensorType }))
        {
            return items.Any(i => i is NoneArgument)
                ? One("as_optional_tensors", Array(items.Select(i => (JsonNode?)ToJson(i))))
                : One("as_tensors", Array(items.Select(i => i is NodeArgument { Node: var node } ? Named(node.Name) : (JsonNode?)null)));
        }
        if (items.All(i => i is IntArgument))
        {
            return One("as_ints", Array(items.Select(i => (JsonNode?)((IntArgument)i).Value)));
        }
        if (items.All(i => i is IntArgument or NodeArgument { Node.Type: SymIntType }))
        {
            return One("as_sym_ints", Array(items.Select(i => i is IntArgument number
                ? (JsonNode?)new JsonObject { ["as_int"] = number.Value }
                : new JsonObject { ["as_name"] = ((NodeArgument)i).Node.Name })));
        }
        if (items.All(i => i is FloatArgument or IntArgument))
        {
            return One("as_floats", Array(items.Select(i => (JsonNode?)Number(i is FloatArgument f ? f.Value : ((IntArgument)i).Value))));
        }
        return items.All(i => i is BoolArgument) ? One("as_bools", Array(items.Select(i => (JsonNode?)((BoolArgument)i).Value)))
            : items.All(i => i is NoneArgument or NodeArgument { Node.Type: TensorType })
            ? One("as_optional_tensors", Array(items.Select(i => (JsonNode?)ToJson(i))))
            : null;
    }

    private static Argument? List(JsonNode? json, Func<JsonNode?, Argument?> read)
    {
        if (json is not JsonArray array)
        {
            return null;
        }
        var result = ImmutableArray.CreateBuilder<Argument>(array.Count);
        foreach (var item in array)
        {
            if (read(item) is not { } argument)
            {
                return null;
            }
            result.Add(argument);
        }
        return result.MoveToImmutable();
    }

    private static Argument? Symbolic(JsonNode? json, Func<string, Argument?> find) =>
        (string?)json?["as_name"] is { } name ? find(name)
        : json?["as_int"] is JsonValue number && number.TryGetValue<long>(out var i) ? i
        : json?["as_float"] is { } real ? Float(real)
        : json?["as_bool"] is JsonValue flag && flag.TryGetValue<bool>(out var b) ? b
        : null;

    private static Argument? Float(JsonNode? json) => json is not JsonValue value ? null
        : value.TryGetValue<double>(out var number) ? number
        : value.TryGetValue<string>(out var text)
        ? text switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => (Argument?)null
        }
        : null;

    private static JsonObject One(string key, JsonNode? value) => new() { [key] = value };

    private static JsonNode Number(double value) =>
        double.IsFinite(value) ? value : double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";

    private static JsonObject Named(string name) => new() { ["name"] = name };

    private static JsonArray Array(IEnumerable<JsonNode?> items) => new([.. items]);
}
