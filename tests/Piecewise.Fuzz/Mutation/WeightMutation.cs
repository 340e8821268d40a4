using System.Text.Json.Nodes;

namespace Piecewise.Fuzz;

/// <summary>Changes weights: their layout in the record, which record it is, how long the record is.</summary>
internal sealed class WeightMutation(Random random)
{
    public string? Apply(ProgramFile program)
    {
        var table = program.Weights.Count > 0 && (program.Constants.Count == 0 || random.Next(2) == 0) ? program.Weights
            : program.Constants;
        if (random.Key(table) is not { } name || table[name] is not JsonObject entry)
        {
            return null;
        }
        switch (random.Next(5))
        {
            case 0 when random.Key(table) is { } other && other != name:
                var path = (string?)entry["path_name"];
                entry["path_name"] = (string?)table[other]!["path_name"];
                return $"{name} lies in {entry["path_name"]} in place of {path}";
            case 1:
                var record = program.Records.Keys
                    .FirstOrDefault(r => r.EndsWith($"/{(string?)entry["path_name"]}", StringComparison.Ordinal));
                if (record is null)
                {
                    return null;
                }
                var content = program.Records[record];
                program.Records[record] = content[..random.Next(content.Length + 1)];
                return $"{record} has {program.Records[record].Length} of {content.Length} bytes";
            case 2 when entry["tensor_meta"] is JsonObject meta && meta["strides"] is JsonArray { Count: > 1 } strides:
                var (a, b) = (strides[0]!.DeepClone(), strides[^1]!.DeepClone());
                (strides[0], strides[^1]) = (b, a);
                return $"strides of {name} in its table are {strides.ToJsonString()}";
            default:
                return entry["tensor_meta"] is JsonObject type ? new TypeMutation(random).Change(type, $"{name} in its table", null) : null;
        }
    }
}
