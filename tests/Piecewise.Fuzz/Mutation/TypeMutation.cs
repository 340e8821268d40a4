using System.Text.Json.Nodes;

namespace Piecewise.Fuzz;

/// <summary>Changes recorded types: sizes, strides, dtypes, offsets, ranks.</summary>
internal sealed class TypeMutation(Random random)
{
    private static readonly long[] Numbers =
        [0, 1, 2, 3, 4, 5, 7, 8, 16, 31, 64, 100, 1 << 12, 1 << 20, 1L << 31, 1L << 33, 1L << 40, 1L << 61, -1, -2, long.MaxValue,
            long.MinValue];
    private static readonly int[] DTypes = [1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 28, 29, 30, 34, 35];

    public string? Apply(ProgramFile program)
    {
        if (random.Key(program.TensorValues) is not { } name || program.TensorValues[name] is not JsonObject meta)
        {
            return null;
        }
        return Change(meta, name, program);
    }

    /// <summary>Changes one type.</summary>
    public string? Change(JsonObject meta, string name, ProgramFile? program)
    {
        var (sizes, strides) = (meta["sizes"]!.AsArray(), meta["strides"]!.AsArray());
        switch (random.Next(10))
        {
            case < 3 when sizes.Count > 0:
                return Element(sizes, $"size of {name}", program);
            case < 5 when strides.Count > 0:
                return Element(strides, $"stride of {name}", program);
            case 5:
                meta["dtype"] = DTypes[random.Next(DTypes.Length)];
                return $"dtype of {name} is {meta["dtype"]}";
            case 6:
                meta["storage_offset"] = Number();
                return $"offset of {name} is {meta["storage_offset"]!.ToJsonString()}";
            case 7 when sizes.Count > 1:
                var (a, b) = (random.Next(sizes.Count), random.Next(sizes.Count));
                var kept = sizes[a]!.DeepClone();
                sizes[a] = sizes[b]!.DeepClone();
                sizes[b] = kept;
                return $"sizes {a} and {b} of {name} are exchanged";
            case 8 when sizes.Count > 0:
                var gone = random.Next(sizes.Count);
                sizes.RemoveAt(gone);
                strides.RemoveAt(Math.Min(gone, strides.Count - 1));
                return $"dim {gone} of {name} is gone";
            default:
                var place = random.Next(sizes.Count + 1);
                sizes.Insert(place, Number());
                strides.Insert(Math.Min(place, strides.Count), Number());
                return $"{name} has one more dim {place}";
        }
    }

    private string Element(JsonArray values, string what, ProgramFile? program)
    {
        var i = random.Next(values.Count);
        JsonNode? other = null;
        if (program is not null && random.Next(3) == 0 && random.Key(program.TensorValues) is { } key
            && program.TensorValues[key] is JsonObject meta && meta["sizes"] is JsonArray { Count: > 0 } theirs)
        {
            other = theirs[random.Next(theirs.Count)]!.DeepClone();
        }
        else if (values[i]!["as_int"] is JsonValue number && number.TryGetValue<long>(out var old) && random.Next(2) == 0)
        {
            other = new JsonObject
            {
                ["as_int"] = unchecked(random.Next(4) switch { 0 => old + 1, 1 => old - 1, 2 => old * 2, _ => old / 2 })
            };
        }
        values[i] = other ?? Number();
        return $"{what}, dim {i}, is {values[i]!.ToJsonString()}";
    }

    private JsonObject Number() =>
        new() { ["as_int"] = random.Next(3) > 0 ? Numbers[random.Next(9)] : Numbers[random.Next(Numbers.Length)] };
}
