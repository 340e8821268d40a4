using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Piecewise.Fuzz;

/// <summary>Changes arguments of calls: dims, indices, sizes, paddings, bounds of slices, numbers, flags, dtypes, presence.</summary>
internal sealed class ArgumentMutation(Random random)
{
    /// <summary>Numbers at which rules and kernels may fail, ordinary ones first.</summary>
    public static readonly ImmutableArray<long> Ints =
        [0, 1, -1, 2, -2, 3, 4, 5, 7, 8, 16, 100, -100, 1 << 20, 1L << 31, -(1L << 31), 1L << 40, long.MaxValue, long.MinValue];

    /// <inheritdoc cref="Ints"/>
    public static readonly ImmutableArray<double> Floats =
        [0.0, 1.0, -1.0, 0.5, 1e30, -1e-30, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 3];

    /// <summary>Names of modes and kinds, and equations.</summary>
    public static readonly ImmutableArray<string> Texts =
        ["", "mean", "sum", "none", "constant", "reflect", "replicate", "circular", "floor", "trunc", "tanh", "same", "valid", "amax",
            "ij,jk->ik", "i...,i...->..."];

    private static readonly int[] DTypes = [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 13, 30];

    public string? Apply(ProgramFile program)
    {
        if (random.Of(program.Nodes) is not JsonObject node || node["inputs"] is not JsonArray { Count: > 0 } inputs)
        {
            return null;
        }
        // Tensors are exchanged elsewhere: literals first.
        var literals = inputs.OfType<JsonObject>()
            .Where(i => i["arg"] is JsonObject { Count: 1 } arg && arg.First().Key is not ("as_tensor" or "as_graph")).ToList();
        if (random.Of(literals) is not { } input)
        {
            return null;
        }
        var name = $"{(string?)input["name"]} of {(string?)node["name"]}";
        if (random.Next(12) == 0)
        {
            inputs.Remove(input);
            return $"{name} is left out";
        }
        var (kind, value) = input["arg"]!.AsObject().First();
        if (Changed(program, kind, value) is not { } changed)
        {
            return null;
        }
        input["arg"] = changed;
        return $"{name} is {changed.ToJsonString()}";
    }

    private JsonObject? Changed(ProgramFile program, string kind, JsonNode? value)
    {
        switch (kind)
        {
            case "as_int":
                return random.Next(10) == 0 ? One("as_none", true) : One("as_int", Int(value));
            case "as_ints" or "as_sym_ints":
                var list = value!.AsArray().Select(v => v?.DeepClone()).ToList();
                Change(program, kind, list);
                return new JsonObject { [kind] = new JsonArray([.. list]) };
            case "as_sym_int":
                return random.Next(2) == 0 && random.Key(program.SymIntValues) is { } other
                    ? One("as_sym_int", new JsonObject { ["as_name"] = other })
                    : One("as_int", Ints[random.Next(Ints.Length)]);
            case "as_float":
                return ArgumentJson.ToJson(Floats[random.Next(Floats.Length)]);
            case "as_bool":
                return One("as_bool", !(bool)value!);
            case "as_scalar_type":
                return One("as_scalar_type", DTypes[random.Next(DTypes.Length)]);
            case "as_none":
                return random.Next(3) switch
                {
                    0 => One("as_int", Ints[random.Next(8)]),
                    1 => One("as_bool", true),
                    _ => One("as_float", 0.5)
                };
            case "as_memory_format":
                return One("as_memory_format", random.Next(1, 5));
            case "as_string":
                return One("as_string", Texts[random.Next(Texts.Length)]);
            case "as_optional_tensors" or "as_tensors":
                var items = value!.AsArray();
                if (items.Count == 0)
                {
                    return null;
                }
                var copy = items.Select(v => v?.DeepClone()).ToList();
                if (random.Next(2) == 0)
                {
                    copy.RemoveAt(random.Next(copy.Count));
                }
                else
                {
                    copy.Insert(random.Next(copy.Count + 1), copy[random.Next(copy.Count)]?.DeepClone());
                }
                return new JsonObject { [kind] = new JsonArray([.. copy]) };
            default:
                return null;
        }
    }

    private void Change(ProgramFile program, string kind, List<JsonNode?> list)
    {
        JsonNode item() => kind == "as_ints" ? Ints[random.Next(Ints.Length)]
            : random.Next(2) == 0 && random.Key(program.SymIntValues) is { } name ? new JsonObject { ["as_name"] = name }
            : new JsonObject { ["as_int"] = Ints[random.Next(8)] };
        switch (random.Next(6))
        {
            case 0 when list.Count > 0:
                list.RemoveAt(random.Next(list.Count));
                break;
            case 1:
                list.Insert(random.Next(list.Count + 1), item());
                break;
            case 2 when list.Count > 1:
                var (a, b) = (random.Next(list.Count), random.Next(list.Count));
                (list[a], list[b]) = (list[b], list[a]);
                break;
            case < 5 when list.Count > 0 && kind == "as_ints":
                var i = random.Next(list.Count);
                list[i] = Int(list[i]);
                break;
            default:
                if (list.Count > 0)
                {
                    list[random.Next(list.Count)] = item();
                }
                break;
        }
    }

    private long Int(JsonNode? old) => random.Next(2) == 0 && old is JsonValue value && value.TryGetValue<long>(out var number)
        ? unchecked(random.Next(4) switch { 0 => number + 1, 1 => number - 1, 2 => -number, _ => number * 2 })
        : Ints[random.Next(random.Next(3) > 0 ? 9 : Ints.Length)];

    private static JsonObject One(string key, JsonNode? value) => new() { [key] = value };
}
