using System.Globalization;
using System.Text.Json;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Benchmarks;

/// <summary>
/// Writes a graph as the program record of a <c>.pt2</c> archive (schema 8), with metadata of the usual length on every node. Covers what
/// <see cref="Testing.SyntheticDecoder"/> uses: sizes and strides that are a number or a number times one symbol.
/// </summary>
internal static class ProgramJson
{
    private const string StackTrace =
        "  File \"/usr/lib/python3/dist-packages/transformers/models/qwen3/modeling_qwen3.py\", line 491, "
        + "in forward\n    outputs = self.model(\n"
        + "  File \"/usr/lib/python3/dist-packages/transformers/models/qwen3/modeling_qwen3.py\", line 398, "
        + "in forward\n    hidden_states = decoder_layer(\n"
        + "  File \"/usr/lib/python3/dist-packages/transformers/models/qwen3/modeling_qwen3.py\", line 276, "
        + "in forward\n    hidden_states = self.mlp(hidden_states)\n";

    public static byte[] Write(Graph graph)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject("graph_module");
            json.WriteStartObject("graph");
            WriteGraph(json, graph);
            json.WriteEndObject();
            WriteSignature(json, graph);
            json.WriteRaw("module_call_graph", """
                [{"fqn": "", "signature": {"inputs": [], "outputs": [],
                "in_spec": "[1, {\"type\": null, \"context\": null, \"children_spec\": []}]",
                "out_spec": "[1, {\"type\": null, \"context\": null, \"children_spec\": []}]",
                "forward_arg_names": ["input_ids", "positions"]}}]
                """);
            json.WriteRaw("metadata", "{}");
            json.WriteRaw("treespec_namedtuple_fields", "{}");
            json.WriteEndObject();
            json.WriteRaw("opset_version", """{"aten": 10}""");
            json.WriteRaw("range_constraints", """{"s0": {"min_val": 1, "max_val": 4096}}""");
            json.WriteRaw("schema_version", """{"major": 8, "minor": 20}""");
            json.WriteRaw("verifiers", """["TRAINING"]""");
            json.WriteString("torch_version", "2.14.1");
            json.WriteRaw("guards_code", "[]");
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    public static void WriteMeta(Utf8JsonWriter json, TensorType type)
    {
        json.WriteStartObject();
        json.WriteNumber("dtype", Code(type.DType));
        WriteSizes("sizes", type.Shape);
        json.WriteBoolean("requires_grad", false);
        json.WriteRaw("device", """{"type": "cpu", "index": null}""");
        WriteSizes("strides", type.Strides);
        json.WriteRaw("storage_offset", """{"as_int": 0}""");
        json.WriteNumber("layout", 7);
        json.WriteEndObject();

        void WriteSizes(string name, IEnumerable<SymInt> sizes)
        {
            json.WriteStartArray(name);
            foreach (var size in sizes)
            {
                WriteSize(json, size);
            }
            json.WriteEndArray();
        }
    }

    private static void WriteGraph(Utf8JsonWriter json, Graph graph)
    {
        json.WriteStartArray("inputs");
        foreach (var input in graph.Inputs)
        {
            WriteTensor(json, input);
        }
        json.WriteEndArray();
        json.WriteStartArray("outputs");
        foreach (var output in graph.Output!.InputNodes)
        {
            WriteTensor(json, output);
        }
        json.WriteEndArray();
        json.WriteStartArray("nodes");
        foreach (var node in graph.Nodes.Where(n => n.Kind == NodeKind.Call))
        {
            WriteNode(json, node);
        }
        json.WriteEndArray();
        json.WriteStartObject("tensor_values");
        foreach (var node in graph.Nodes.Where(n => n.Type is TensorType))
        {
            json.WritePropertyName(node.Name);
            WriteMeta(json, (TensorType)node.Type);
        }
        json.WriteEndObject();
        json.WriteStartObject("sym_int_values");
        foreach (var node in graph.Nodes.Where(n => n.Type is SymIntType))
        {
            json.WritePropertyName(node.Name);
            WriteSize(json, ((SymIntType)node.Type).Value);
        }
        json.WriteEndObject();
        json.WriteRaw("sym_bool_values", "{}");
        json.WriteBoolean("is_single_tensor_return", false);
        json.WriteRaw("custom_obj_values", "{}");
        json.WriteRaw("sym_float_values", "{}");
    }

    private static void WriteNode(Utf8JsonWriter json, Node node)
    {
        var schema = node.Operator!.Schema;
        json.WriteStartObject();
        json.WriteString("target", $"torch.ops.{schema.Namespace}.{schema.BaseName}.{schema.Overload}");
        json.WriteStartArray("inputs");
        foreach (var (slot, argument) in schema.Arguments.Zip(node.Arguments).Where(a => a.First.Default != a.Second))
        {
            json.WriteStartObject();
            json.WriteString("name", slot.Name);
            json.WritePropertyName("arg");
            WriteArgument(json, argument);
            json.WriteNumber("kind", slot.IsKeywordOnly ? 2 : 1);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("outputs");
        if (node.Type is SymIntType)
        {
            json.WriteStartObject();
            WriteNamed(json, "as_sym_int", node.Name);
            json.WriteEndObject();
        }
        else
        {
            WriteTensor(json, node);
        }
        json.WriteEndArray();
        json.WriteStartObject("metadata");
        json.WriteString("stack_trace", StackTrace);
        json.WriteString("nn_module_stack",
            "L__self__,,exporter.Flat;L__self__model,model,transformers.models.qwen3.modeling_qwen3.Qwen3ForCausalLM;"
            + "L__self__model.model,model.model,transformers.models.qwen3.modeling_qwen3.Qwen3Model");
        json.WriteString("torch_fn", $"{node.Name};method_descriptor.{schema.BaseName}");
        json.WriteEndObject();
        json.WriteNull("is_hop_single_tensor_return");
        json.WriteString("name", node.Name);
        json.WriteEndObject();
    }

    private static void WriteArgument(Utf8JsonWriter json, Argument argument)
    {
        json.WriteStartObject();
        switch (argument)
        {
            case NodeArgument { Node: { Type: SymIntType } size }:
                WriteNamed(json, "as_sym_int", size.Name);
                break;
            case NodeArgument { Node: var node }:
                json.WriteStartObject("as_tensor");
                json.WriteString("name", node.Name);
                json.WriteEndObject();
                break;
            case IntArgument { Value: var value }:
                json.WriteNumber("as_int", value);
                break;
            case FloatArgument { Value: var value }:
                json.WriteNumber("as_float", value);
                break;
            case BoolArgument { Value: var value }:
                json.WriteBoolean("as_bool", value);
                break;
            case DTypeArgument { Value: var value }:
                json.WriteNumber("as_scalar_type", Code(value));
                break;
            case ListArgument { Items: var items }:
                WriteList(json, items);
                break;
            default:
                throw new NotSupportedException($"{argument} has no place in a program record of a decoder");
        }
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, IReadOnlyList<Argument> items)
    {
        var isTensors = items.All(i => i is NodeArgument { Node.Type: TensorType });
        var isLiteral = items.All(i => i is IntArgument);
        json.WriteStartArray(isTensors ? "as_tensors" : isLiteral ? "as_ints" : "as_sym_ints");
        foreach (var item in items)
        {
            if (isLiteral)
            {
                json.WriteNumberValue(((IntArgument)item).Value);
                continue;
            }
            json.WriteStartObject();
            if (item is NodeArgument { Node: var node })
            {
                json.WriteString(isTensors ? "name" : "as_name", node.Name);
            }
            else
            {
                json.WriteNumber("as_int", ((IntArgument)item).Value);
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteNamed(Utf8JsonWriter json, string tag, string name)
    {
        json.WriteStartObject(tag);
        json.WriteString("as_name", name);
        json.WriteEndObject();
    }

    private static void WriteTensor(Utf8JsonWriter json, Node node)
    {
        json.WriteStartObject();
        json.WriteStartObject("as_tensor");
        json.WriteString("name", node.Name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSignature(Utf8JsonWriter json, Graph graph)
    {
        json.WriteStartObject("signature");
        json.WriteStartArray("input_specs");
        foreach (var input in graph.Inputs)
        {
            json.WriteStartObject();
            if (input.Input!.Kind == InputKind.Parameter)
            {
                json.WriteStartObject("parameter");
                json.WriteStartObject("arg");
                json.WriteString("name", input.Name);
                json.WriteEndObject();
                json.WriteString("parameter_name", input.Input.Target);
                json.WriteEndObject();
            }
            else
            {
                json.WriteStartObject("user_input");
                json.WritePropertyName("arg");
                WriteTensor(json, input);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("output_specs");
        foreach (var output in graph.Output!.InputNodes)
        {
            json.WriteStartObject();
            json.WriteStartObject("user_output");
            json.WritePropertyName("arg");
            WriteTensor(json, output);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSize(Utf8JsonWriter json, SymInt size)
    {
        json.WriteStartObject();
        if (size.TryGetConstant(out var constant))
        {
            json.WriteNumber("as_int", constant);
        }
        else
        {
            var factor = size.Evaluate(size.Symbols.ToDictionary(s => s, _ => 1L));
            var symbol = $"Symbol('{size.Symbols[0]}', positive=True, integer=True)";
            if (size != factor * SymInt.Symbol(size.Symbols[0]))
            {
                throw new NotSupportedException($"{size} is no number times a symbol");
            }
            json.WriteStartObject("as_expr");
            json.WriteString("expr_str",
                factor == 1 ? symbol : string.Create(CultureInfo.InvariantCulture, $"Mul(Integer({factor}), {symbol})"));
            json.WriteStartObject("hint");
            json.WriteNumber("as_int", 9 * factor);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static int Code(DType dtype) => dtype switch
    {
        DType.F32 => 7,
        DType.BF16 => 13,
        DType.I64 => 5,
        _ => throw new NotSupportedException($"{dtype} does not occur in a decoder"),
    };

    private static void WriteRaw(this Utf8JsonWriter json, string name, string value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value);
    }
}
