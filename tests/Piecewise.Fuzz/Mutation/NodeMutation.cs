using System.Text.Json.Nodes;

namespace Piecewise.Fuzz;

/// <summary>Changes how calls hang together: operands and outputs rewired, calls removed, repeated and moved, targets exchanged.</summary>
internal sealed class NodeMutation(Random random, TargetKinds targets)
{
    public string? Apply(ProgramFile program) => random.Next(10) switch
    {
        < 4 => Operand(program),
        < 6 => Target(program),
        6 => Remove(program),
        7 => Repeat(program),
        8 => Output(program),
        _ => Inputs(program),
    };

    private string? Operand(ProgramFile program)
    {
        var nodes = program.Nodes;
        if (nodes.Count == 0)
        {
            return null;
        }
        var at = random.Next(nodes.Count);
        if (random.Of(NameUses.In(nodes[at]!["inputs"]).ToList()) is not { Holder: { } holder } use)
        {
            return null;
        }
        var old = (string)holder[use.Key]!;
        var known = NameUses.NamesIn(program.Graph["inputs"]).Concat(nodes.Take(at).SelectMany(n => NameUses.NamesIn(n!["outputs"])))
            .ToList();
        // Mostly of the same rank and dtype: what differs most is caught first.
        var alike = known.Where(n => n != old && IsAlike(program, n, old)).ToList();
        if ((alike.Count > 0 && random.Next(4) > 0 ? random.Of(alike) : random.Of(known)) is not { } other || other == old)
        {
            return null;
        }
        holder[use.Key] = other;
        return $"{(string?)nodes[at]!["name"]} takes {other} in place of {old}";
    }

    private static bool IsAlike(ProgramFile program, string a, string b) =>
        program.TensorValues[a] is JsonObject x && program.TensorValues[b] is JsonObject y
            ? x["sizes"]!.AsArray().Count == y["sizes"]!.AsArray().Count && (int?)x["dtype"] == (int?)y["dtype"]
            : program.SymIntValues.ContainsKey(a) && program.SymIntValues.ContainsKey(b);

    private string? Target(ProgramFile program)
    {
        if (random.Of(program.Nodes) is not JsonObject node || (string?)node["target"] is not { } old
            || targets.Other(old, random) is not { } other)
        {
            return null;
        }
        node["target"] = other.Target;
        // The operands keep their order, not their names.
        var inputs = node["inputs"]!.AsArray();
        for (var i = 0; i < inputs.Count; i++)
        {
            if (i < other.Names.Length && other.Old.IndexOf((string?)inputs[i]!["name"] ?? "") is >= 0 and var slot
                && slot < other.Names.Length)
            {
                inputs[i]!["name"] = other.Names[slot];
            }
        }
        return $"{(string?)node["name"]} is {other.Target} in place of {old}";
    }

    private string? Remove(ProgramFile program)
    {
        if (program.Nodes.Count < 2)
        {
            return null;
        }
        var at = random.Next(program.Nodes.Count);
        var node = program.Nodes[at]!;
        if (NameUses.NamesIn(node["outputs"]).ToList() is not { Count: > 0 } made
            || NameUses.NamesIn(node["inputs"]).ToList() is not { Count: > 0 } given)
        {
            return null;
        }
        program.Nodes.RemoveAt(at);
        foreach (var (holder, key) in NameUses.In(program.Nodes).Concat(NameUses.In(program.Graph["outputs"]))
            .Concat(NameUses.In(program.Signature["output_specs"])).ToList())
        {
            if (made.Contains((string)holder[key]!))
            {
                holder[key] = given[0];
            }
        }
        return $"{(string?)node["name"]} is gone, {given[0]} stands for its results";
    }

    private string? Repeat(ProgramFile program)
    {
        if (program.Nodes.Count == 0)
        {
            return null;
        }
        var at = random.Next(program.Nodes.Count);
        var copy = program.Nodes[at]!.DeepClone();
        var renamed = NameUses.NamesIn(copy["outputs"]).ToList();
        foreach (var (holder, key) in NameUses.In(copy["outputs"]).ToList())
        {
            holder[key] = $"{(string)holder[key]!}_again";
        }
        foreach (var table in (string[])["tensor_values", "sym_int_values", "sym_bool_values", "sym_float_values"])
        {
            foreach (var name in renamed.Where(n => program.Graph[table]?[n] is not null))
            {
                program.Graph[table]![$"{name}_again"] = program.Graph[table]![name]!.DeepClone();
            }
        }
        program.Nodes.Insert(at + 1, copy);
        // Its results take the place of the first one's from here on.
        for (var i = at + 2; i < program.Nodes.Count; i++)
        {
            foreach (var (holder, key) in NameUses.In(program.Nodes[i]!["inputs"]).ToList())
            {
                if (renamed.Contains((string)holder[key]!))
                {
                    holder[key] = $"{(string)holder[key]!}_again";
                }
            }
        }
        return $"{(string?)copy["name"]} is called twice";
    }

    private string? Output(ProgramFile program)
    {
        var (outputs, specs) = (program.Graph["outputs"]!.AsArray(), program.Signature["output_specs"]!.AsArray());
        var known = program.TensorValues.Select(v => v.Key).ToList();
        if (outputs.Count == 0 || specs.Count != outputs.Count || random.Of(known) is not { } name)
        {
            return null;
        }
        JsonObject argument() => new() { ["as_tensor"] = new JsonObject { ["name"] = name } };
        if (random.Next(2) == 0)
        {
            outputs.Add((JsonNode)argument());
            specs.Add((JsonNode)new JsonObject { ["user_output"] = new JsonObject { ["arg"] = argument() } });
            return $"{name} is an output too";
        }
        var i = random.Next(outputs.Count);
        outputs[i] = argument();
        if (specs[i] is JsonObject { Count: 1 } union && union.First().Value is JsonObject spec && spec.ContainsKey("arg"))
        {
            spec["arg"] = argument();
        }
        return $"output {i} is {name}";
    }

    private string? Inputs(ProgramFile program)
    {
        var (inputs, specs) = (program.Graph["inputs"]!.AsArray(), program.Signature["input_specs"]!.AsArray());
        if (inputs.Count < 2 || specs.Count != inputs.Count)
        {
            return null;
        }
        var (a, b) = (random.Next(inputs.Count), random.Next(inputs.Count));
        if (a == b)
        {
            return null;
        }
        // The types of the two are exchanged: what takes them gets another one.
        string? name(int i) => NameUses.NamesIn(inputs[i]).FirstOrDefault();
        if (name(a) is not { } x || name(b) is not { } y || program.TensorValues[x] is not { } xType
            || program.TensorValues[y] is not { } yType)
        {
            return null;
        }
        (program.TensorValues[x], program.TensorValues[y]) = (yType.DeepClone(), xType.DeepClone());
        return $"the types of {x} and {y} are exchanged";
    }
}
