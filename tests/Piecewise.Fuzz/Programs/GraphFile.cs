using System.Text.Json.Nodes;
using Piecewise.Graphs;

namespace Piecewise.Fuzz;

/// <summary>A graph as a file: inputs and calls of operators, whose types the shape rules gave.</summary>
internal static class GraphFile
{
    /// <summary>The file; null where something in the graph has no form in it.</summary>
    /// <param name="graph">Its inputs are the user's; its output lists results of calls.</param>
    /// <param name="hints">Sizes that symbols have in an example.</param>
    public static ProgramFile? Of(Graph graph, IReadOnlyDictionary<string, long> hints)
    {
        var file = ProgramFile.Empty();
        foreach (var node in graph.Nodes)
        {
            switch (node.Kind)
            {
                case NodeKind.Input:
                    Record(file, node);
                    file.Graph["inputs"]!.AsArray().Add((JsonNode?)ArgumentJson.ToJson(node));
                    file.Signature["input_specs"]!.AsArray()
                        .Add((JsonNode)new JsonObject { ["user_input"] = new JsonObject { ["arg"] = ArgumentJson.ToJson(node) } });
                    break;
                case NodeKind.Call when node.Operator!.Name != "_operator::getitem.default":
                    if (Call(file, node) is not { } call)
                    {
                        return null;
                    }
                    file.Nodes.Add((JsonNode)call);
                    break;
                case NodeKind.Output:
                    foreach (var value in node.Arguments)
                    {
                        file.Graph["outputs"]!.AsArray().Add((JsonNode?)ArgumentJson.ToJson(value));
                        file.Signature["output_specs"]!.AsArray()
                            .Add((JsonNode)new JsonObject { ["user_output"] = new JsonObject { ["arg"] = ArgumentJson.ToJson(value) } });
                    }
                    break;
            }
        }
        foreach (var (symbol, range) in graph.Shapes.Symbols)
        {
            file.Ranges[symbol] = new JsonObject { ["min_val"] = range.Min, ["max_val"] = range.Max };
        }
        SizeHints.Add(file.Graph, hints);
        return file;
    }

    private static JsonObject? Call(ProgramFile file, Node node)
    {
        var inputs = new JsonArray();
        foreach (var (slot, argument) in node.Operator!.Schema.Arguments.Zip(node.Arguments))
        {
            if (argument == slot.Default)
            {
                continue;
            }
            if (ArgumentJson.ToJson(argument) is not { } json)
            {
                return null;
            }
            inputs.Add((JsonNode)new JsonObject { ["name"] = slot.Name, ["arg"] = json, ["kind"] = slot.IsKeywordOnly ? 2 : 1 });
        }
        var outputs = new JsonArray();
        if (node.Type is TupleType { Items: var items })
        {
            var parts = items.Select(
                (t, i) => (Type: t, Name: node.Users
                    .FirstOrDefault(u => u.Operator?.Name == "_operator::getitem.default"
                        && u.Arguments[1] is IntArgument { Value: var at } && at == i)?.Name
                ?? $"{node.Name}_unused_{i}")).ToList();
            parts.ForEach(p => Record(file, p.Name, p.Type));
            if (node.Operator.Schema.Results is [{ IsList: true }])
            {
                outputs.Add((JsonNode)new JsonObject
                {
                    ["as_tensors"] =
                    new JsonArray([.. parts.Select(p => (JsonNode)new JsonObject { ["name"] = p.Name })])
                });
            }
            else
            {
                parts.ForEach(p => outputs.Add((JsonNode)(p.Type is TensorType
                    ? new JsonObject { ["as_tensor"] = new JsonObject { ["name"] = p.Name } }
                    : new JsonObject { ["as_none"] = true })));
            }
        }
        else if (node.Type is not NoneType)
        {
            Record(file, node);
            outputs.Add((JsonNode?)ArgumentJson.ToJson(node));
        }
        return new JsonObject
        {
            ["target"] = TargetKinds.TargetOf(node.Operator),
            ["inputs"] = inputs,
            ["outputs"] = outputs,
            ["metadata"] = new JsonObject(),
            ["is_hop_single_tensor_return"] = null,
            ["name"] = node.Name,
        };
    }

    private static void Record(ProgramFile file, Node node) => Record(file, node.Name, node.Type);

    private static void Record(ProgramFile file, string name, NodeType type)
    {
        switch (type)
        {
            case TensorType tensor:
                file.TensorValues[name] = TypeJson.ToJson(tensor);
                break;
            case SymIntType { Value: var value }:
                file.SymIntValues[name] = SizeExpression.ToJson(value);
                break;
            case SymFloatType:
                file.Graph["sym_float_values"]![name] = new JsonObject { ["as_float"] = 0.0 };
                break;
            case SymBoolType:
                file.Graph["sym_bool_values"]![name] = new JsonObject { ["as_bool"] = false };
                break;
        }
    }
}
