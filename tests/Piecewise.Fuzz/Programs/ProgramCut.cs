using System.Text.Json.Nodes;

namespace Piecewise.Fuzz;

/// <summary>A few neighbouring nodes of a program as a program: what they take from outside becomes inputs.</summary>
internal static class ProgramCut
{
    private const int LargestWeight = 64 << 10;

    /// <summary>Cuts out nodes; null where they can't stand alone.</summary>
    /// <param name="whole">The program.</param>
    /// <param name="first">The first node.</param>
    /// <param name="count">How many.</param>
    /// <param name="allOutputs">Whether values that only the nodes themselves use are outputs too.</param>
    public static ProgramFile? Of(ProgramFile whole, int first, int count, bool allOutputs)
    {
        var cut = ProgramFile.Empty();
        var nodes = whole.Nodes.Skip(first).Take(count).Select(n => n!.DeepClone()).ToList();
        var made = new List<string>();
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            foreach (var name in NameUses.NamesIn(node["inputs"]))
            {
                if (!made.Contains(name) && used.Add(name) && !AddInput(whole, cut, name))
                {
                    return null;
                }
                used.Add(name);
            }
            made.AddRange(NameUses.NamesIn(node["outputs"]).Where(n => !n.Contains("_unused_", StringComparison.Ordinal)));
            CopyTypes(whole, cut, NameUses.NamesIn(node["outputs"]));
            cut.Nodes.Add(node);
        }
        foreach (var name in made.Where(n => allOutputs || !used.Contains(n)))
        {
            AddOutput(whole, cut, name);
        }
        var text = cut.Graph.ToJsonString();
        foreach (var (symbol, range) in whole.Ranges)
        {
            if (text.Contains(symbol, StringComparison.Ordinal))
            {
                cut.Ranges[symbol] = range?.DeepClone();
            }
        }
        return cut;
    }

    private static bool AddInput(ProgramFile whole, ProgramFile cut, string name)
    {
        CopyTypes(whole, cut, [name]);
        var isTensor = whole.TensorValues.ContainsKey(name);
        if (!isTensor && !whole.SymIntValues.ContainsKey(name))
        {
            return false;
        }
        JsonObject argument() => isTensor
            ? new JsonObject { ["as_tensor"] = new JsonObject { ["name"] = name } }
            : new JsonObject { ["as_sym_int"] = new JsonObject { ["as_name"] = name } };
        cut.Graph["inputs"]!.AsArray().Add((JsonNode)argument());
        cut.Signature["input_specs"]!.AsArray()
            .Add(Weight(whole, cut, name) ?? new JsonObject { ["user_input"] = new JsonObject { ["arg"] = argument() } });
        return true;
    }

    // The spec of a weight that is small enough to come along.
    private static JsonNode? Weight(ProgramFile whole, ProgramFile cut, string name)
    {
        foreach (var spec in whole.Signature["input_specs"]!.AsArray())
        {
            if (spec is not JsonObject { Count: 1 } union
                || union.First() is not { Key: "parameter" or "buffer" or "tensor_constant" } found
                || (string?)found.Value!["arg"]?["name"] != name)
            {
                continue;
            }
            var target = (string?)(found.Value["parameter_name"] ?? found.Value["buffer_name"] ?? found.Value["tensor_constant_name"])
                ?? "";
            var isWeight = whole.Weights.ContainsKey(target);
            var entry = isWeight ? whole.Weights[target] : whole.Constants[target];
            var record = $"data/{(isWeight ? "weights" : "constants")}/{(string?)entry?["path_name"]}";
            if (entry is null || !whole.Records.TryGetValue(record, out var content) || content.Length > LargestWeight)
            {
                return null;
            }
            cut.Records[record] = content;
            (isWeight ? cut.Weights : cut.Constants)[target] = entry.DeepClone();
            return spec.DeepClone();
        }
        return null;
    }

    private static void AddOutput(ProgramFile whole, ProgramFile cut, string name)
    {
        JsonObject? argument() =>
            whole.TensorValues.ContainsKey(name) ? new JsonObject { ["as_tensor"] = new JsonObject { ["name"] = name } }
            : whole.SymIntValues.ContainsKey(name) ? new JsonObject { ["as_sym_int"] = new JsonObject { ["as_name"] = name } }
            : null;
        if (argument() is { } output)
        {
            cut.Graph["outputs"]!.AsArray().Add((JsonNode)output);
            cut.Signature["output_specs"]!.AsArray()
                .Add((JsonNode)new JsonObject { ["user_output"] = new JsonObject { ["arg"] = argument() } });
        }
    }

    private static void CopyTypes(ProgramFile whole, ProgramFile cut, IEnumerable<string> names)
    {
        string[] tables = ["tensor_values", "sym_int_values", "sym_bool_values", "sym_float_values"];
        foreach (var name in names)
        {
            foreach (var table in tables)
            {
                if (whole.Graph[table] is JsonObject values && values[name] is { } type)
                {
                    cut.Graph[table]![name] ??= type.DeepClone();
                }
            }
        }
    }
}
