using System.Globalization;
using System.Text;
using System.Text.Json;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Testing;

/// <summary>A graph of a <see cref="ProgramFile"/>: the program's own, or one that is nested in an argument.</summary>
internal sealed class ProgramGraph
{
    private readonly List<string> inputs = [];
    private readonly List<string> outputs = [];
    private readonly StringBuilder nodes = new();
    private readonly Dictionary<string, string> tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SymInt> ints = new(StringComparer.Ordinal);
    private readonly Dictionary<TensorType, string> metas = [];

    public string Input(string name, TensorType type)
    {
        inputs.Add(ArgText.Tensor(name));
        return Tensor(name, type);
    }

    public void Output(string name) => outputs.Add(ArgText.Tensor(name));

    /// <summary>A call with one tensor as its result.</summary>
    /// <param name="target">Such as <c>aten.add.Tensor</c>.</param>
    /// <param name="name">Of the result.</param>
    /// <param name="type">Of the result.</param>
    /// <param name="arguments">Names and values, see <see cref="ArgText"/>; names may be empty.</param>
    public string Call(string target, string name, TensorType type, params (string Name, string Value)[] arguments)
    {
        Node(target, name, ArgText.Tensor(name), arguments);
        return Tensor(name, type);
    }

    /// <summary>A call with several tensors as its results.</summary>
    public void CallTuple(string target, IReadOnlyList<(string Name, TensorType Type)> results,
        params (string Name, string Value)[] arguments)
    {
        foreach (var (result, type) in results)
        {
            Tensor(result, type);
        }
        Node(target, results[0].Name, string.Join(", ", results.Select(r => ArgText.Tensor(r.Name))), arguments);
    }

    /// <summary>A call whose result is an int.</summary>
    public string CallInt(string target, string name, SymInt value, params (string Name, string Value)[] arguments)
    {
        Node(target, name, ArgText.SymInt(name), arguments);
        ints.Add(name, value);
        return name;
    }

    /// <summary>A call with a list of tensors as its result.</summary>
    public void CallList(string target, string name, IReadOnlyList<(string Name, TensorType Type)> results,
        params (string Name, string Value)[] arguments)
    {
        foreach (var (result, type) in results)
        {
            Tensor(result, type);
        }
        Node(target, name, ArgText.Tensors(results.Select(r => r.Name)), arguments);
    }

    /// <summary>The graph as JSON.</summary>
    public void Write(Utf8JsonWriter json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteRawValue(Text(), skipInputValidation: true);
    }

    /// <inheritdoc cref="Write"/>
    public string Text()
    {
        var text = new StringBuilder();
        text.Append("{\"inputs\": [").AppendJoin(", ", inputs).Append("], \"outputs\": [").AppendJoin(", ", outputs)
            .Append("], \"nodes\": [").Append(nodes).Append("], \"tensor_values\": {")
            .AppendJoin(", ", tensors.Select(t => $"\"{t.Key}\": {t.Value}"))
            .Append("}, \"sym_int_values\": {").AppendJoin(", ", ints.Select(i => $"\"{i.Key}\": {Size(i.Value)}"))
            .Append("}, \"sym_bool_values\": {}, \"is_single_tensor_return\": false, \"custom_obj_values\": {}, \"sym_float_values\": {}}");
        return text.ToString();
    }

    public static void WriteMeta(Utf8JsonWriter json, TensorType type)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.WriteRawValue(Meta(type));
    }

    private string Tensor(string name, TensorType type)
    {
        if (!metas.TryGetValue(type, out var meta))
        {
            metas.Add(type, meta = Meta(type));
        }
        tensors.Add(name, meta);
        return name;
    }

    private void Node(string target, string name, string output, (string Name, string Value)[] arguments)
    {
        if (nodes.Length > 0)
        {
            nodes.Append(", ");
        }
        nodes.Append("{\"target\": \"").Append(target.StartsWith('_') ? "" : "torch.ops.").Append(target).Append("\", \"inputs\": [")
            .AppendJoin(", ", arguments.Select(a => $"{{\"name\": \"{a.Name}\", \"arg\": {a.Value}, \"kind\": 1}}"))
            .Append("], \"outputs\": [").Append(output).Append("], \"metadata\": {}, \"is_hop_single_tensor_return\": null, \"name\": \"")
            .Append(name).Append("\"}");
    }

    private static string Meta(TensorType type) =>
        $$"""
        {"dtype": {{Code(type.DType)}}, "sizes": [{{string.Join(", ", type.Shape.Select(Size))}}], "requires_grad": false,
         "device": {"type": "cpu", "index": null}, "strides": [{{string.Join(", ", type.Strides.Select(Size))}}],
         "storage_offset": {"as_int": 0}, "layout": 7}
        """;

    private static string Size(SymInt size) => size.TryGetConstant(out var constant)
        ? string.Create(CultureInfo.InvariantCulture, $$"""{"as_int": {{constant}}}""")
        : $"{{\"as_expr\": {{\"expr_str\": \"{size.Fold(SreprAlgebra.Instance)}\", \"hint\": null}}}}";

    private static int Code(DType dtype) => dtype switch
    {
        DType.F32 => 7,
        DType.BF16 => 13,
        DType.I64 => 5,
        DType.Bool => 12,
        _ => throw new NotSupportedException($"{dtype} has no code here"),
    };
}
