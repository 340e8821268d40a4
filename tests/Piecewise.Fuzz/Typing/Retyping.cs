using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Piecewise.Graphs;

namespace Piecewise.Fuzz;

/// <summary>
/// Makes a changed program consistent: the recorded types of all results become those that the operators' shape rules give. What is wrong
/// in it then, no comparison of types can find.
/// </summary>
internal sealed partial class Retyping
{
    private readonly ProgramFile program;
    private readonly OperatorCatalog catalog;
    private readonly ShapeEnvironment shapes = new();
    private readonly Graph graph;
    private readonly Dictionary<string, Argument> values = new(StringComparer.Ordinal);
    private readonly HashSet<string> symbols = new(StringComparer.Ordinal);

    private Retyping(ProgramFile program, OperatorCatalog catalog)
    {
        this.program = program;
        this.catalog = catalog;
        graph = new Graph("retyped", shapes, Stage.Imported);
    }

    /// <summary>
    /// Writes the inferred types into a program; false where a rule refuses or something is not understood: it is partly changed then.
    /// </summary>
    public static bool Apply(ProgramFile program, OperatorCatalog catalog)
    {
        try
        {
            return new Retyping(program, catalog).Run();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A rule that refuses, or overflows: the importer meets the same.
            return false;
        }
    }

    private bool Run()
    {
        DefineSymbols();
        foreach (var name in NameUses.NamesIn(program.Graph["inputs"]))
        {
            if (!TakeRecorded(name))
            {
                return false;
            }
        }
        foreach (var node in program.Nodes)
        {
            if (!Type(node!.AsObject()))
            {
                return false;
            }
        }
        foreach (var (symbol, range) in shapes.Symbols.Where(s => symbols.Add(s.Key)))
        {
            program.Ranges[symbol] = new JsonObject { ["min_val"] = range.Min, ["max_val"] = range.Max };
        }
        return true;
    }

    private void DefineSymbols()
    {
        foreach (Match match in SymbolName().Matches(program.Graph.ToJsonString()))
        {
            symbols.Add(match.Groups[1].Value);
        }
        foreach (var name in symbols)
        {
            var range = program.Ranges[name];
            var given = new Interval(Bound(range?["min_val"]), Bound(range?["max_val"]));
            shapes.Define(name, range is not null && !given.IsEmpty ? given
                : name.StartsWith('s') ? Interval.AtLeast(0) : Interval.Unbounded);
        }
    }

    private static long? Bound(JsonNode? json) => json is JsonValue value && value.TryGetValue<long>(out var number) ? number : null;

    private bool TakeRecorded(string name)
    {
        NodeType? type = program.TensorValues[name] is { } meta ? TypeJson.FromJson(meta)
            : program.SymIntValues[name] is { } size ? SizeExpression.FromJson(size) is { } value ? new SymIntType(value) : null
            : program.Graph["sym_float_values"]?[name] is not null ? SymFloatType.Instance
            : program.Graph["sym_bool_values"]?[name] is not null ? new SymBoolType()
            : null;
        if (type is null)
        {
            return false;
        }
        values[name] = graph.AddInput(name, type, InputSpec.User(name));
        return true;
    }

    private bool Type(JsonObject node)
    {
        var names = node["outputs"]!.AsArray().SelectMany(NameUses.NamesIn).ToList();
        if ((string?)node["target"] is not { } target || !catalog.TryGet(QualifiedName(target), out var op)
            || op.Schema.Arguments.Any(a => a.Type.Kind == SchemaKind.Graph))
        {
            return names.All(TakeRecorded);
        }
        if (Bind(op, node["inputs"]!.AsArray()) is not { } arguments)
        {
            return false;
        }
        var call = graph.AddCall(op, arguments, op.Infer(new InferenceContext(op, arguments, shapes)), (string?)node["name"]);
        if (call.Type is not TupleType { Items: var items })
        {
            if (names is [var only])
            {
                Record(only, call.Type);
                values[only] = call;
            }
            return true;
        }
        for (var i = 0; i < names.Count && i < items.Length; i++)
        {
            Record(names[i], items[i]);
            values[names[i]] = graph.AddCall(catalog["_operator::getitem.default"], [call, (long)i], items[i], names[i]);
        }
        Shorten(node, items.Length);
        return true;
    }

    // A split into fewer parts than before has fewer results.
    private static void Shorten(JsonObject node, int count)
    {
        if (node["outputs"]!.AsArray() is [JsonObject list] && list["as_tensors"] is JsonArray parts)
        {
            while (parts.Count > count)
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }
    }

    private void Record(string name, NodeType type)
    {
        switch (type)
        {
            case TensorType tensor:
                program.TensorValues[name] = TypeJson.ToJson(tensor);
                break;
            case SymIntType { Value: var value }:
                program.SymIntValues[name] = SizeExpression.ToJson(value);
                break;
        }
    }

    private ImmutableArray<Argument>? Bind(Operator op, JsonArray given)
    {
        var slots = new Argument?[op.Schema.Arguments.Length];
        for (var i = 0; i < given.Count; i++)
        {
            var slot = (string?)given[i]!["name"] is { Length: > 0 } name ? Array.FindIndex([.. op.Schema.Arguments], a => a.Name == name)
                : i;
            if (slot < 0 || slot >= slots.Length || ArgumentJson.FromJson(given[i]!["arg"], values.GetValueOrDefault) is not { } argument
                || !ArgumentKinds.Fits(op.Schema.Arguments[slot].Type, argument, anyTuple: false))
            {
                return null;
            }
            slots[slot] = argument;
        }
        for (var i = 0; i < slots.Length; i++)
        {
            if ((slots[i] ??= op.Schema.Arguments[i].Default) is null)
            {
                return null;
            }
        }
        return [.. slots!];
    }

    private static string QualifiedName(string target)
    {
        if (target.StartsWith("torch.ops.", StringComparison.Ordinal))
        {
            var parts = target["torch.ops.".Length..].Split('.', 3);
            return parts.Length == 3 ? $"{parts[0]}::{parts[1]}.{parts[2]}" : target;
        }
        var dot = target.LastIndexOf('.');
        return dot < 0 ? target : $"{target[..dot]}::{target[(dot + 1)..]}.default";
    }

    [GeneratedRegex(@"Symbol\(\\?(?:'|\\u0027)([a-z0-9]+)\\?(?:'|\\u0027)")]
    private static partial Regex SymbolName();
}
