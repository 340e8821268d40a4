using System.Collections.Immutable;
using System.Collections.ObjectModel;

namespace Piecewise.Import;

/// <summary>Reads graphs and their nodes; graphs nest through <see cref="ArgumentData.Graph"/>.</summary>
internal static class GraphReader
{
    public static GraphData? Read(ref JsonCursor json)
    {
        ImmutableArray<ArgumentData> inputs = [];
        ImmutableArray<ArgumentData> outputs = [];
        ImmutableArray<NodeData> nodes = [];
        IReadOnlyDictionary<string, TensorMetaData> tensors = ReadOnlyDictionary<string, TensorMetaData>.Empty;
        IReadOnlyDictionary<string, SymIntData> ints = ReadOnlyDictionary<string, SymIntData>.Empty;
        IReadOnlyDictionary<string, SymFloatData> floats = ReadOnlyDictionary<string, SymFloatData>.Empty;
        IReadOnlyDictionary<string, SymBoolData> bools = ReadOnlyDictionary<string, SymBoolData>.Empty;
        IReadOnlyDictionary<string, ArgumentData.CustomObject> objects = ReadOnlyDictionary<string, ArgumentData.CustomObject>.Empty;
        bool single = false;
        if (!json.BeginObject())
            return null;
        while (json.NextKey(out string key))
        {
            switch (key)
            {
                case "inputs":
                    inputs = json.List(ArgumentReader.Read);
                    break;
                case "outputs":
                    outputs = json.List(ArgumentReader.Read);
                    break;
                case "nodes":
                    nodes = json.List(ReadNode);
                    break;
                case "tensor_values":
                    tensors = json.Map(static (ref item) => TensorMetaReader.Read(ref item)!);
                    break;
                case "sym_int_values":
                    ints = json.Map(TensorMetaReader.ReadSymInt);
                    break;
                case "sym_float_values":
                    floats = json.Map(TensorMetaReader.ReadSymFloat);
                    break;
                case "sym_bool_values":
                    bools = json.Map(TensorMetaReader.ReadSymBool);
                    break;
                case "custom_obj_values":
                    objects = json.Map(static (ref item) => ArgumentReader.ReadCustomObject(ref item)!);
                    break;
                case "is_single_tensor_return":
                    single = json.Boolean();
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return new GraphData(inputs, outputs, nodes, tensors, ints, floats, bools, objects, single);
    }

    private static NodeData? ReadNode(ref JsonCursor json)
    {
        string? target = null;
        ImmutableArray<NamedArgumentData> inputs = [];
        ImmutableArray<ArgumentData> outputs = [];
        string? name = null;
        SourceFrame? source = null;
        ModuleFrame? module = null;
        bool? single = null;
        if (!json.BeginObject())
            return null;
        while (json.NextKey(out string key))
        {
            switch (key)
            {
                case "target":
                    target = json.Text();
                    break;
                case "inputs":
                    inputs = json.List(ReadNamedArgument);
                    break;
                case "outputs":
                    outputs = json.List(ArgumentReader.Read);
                    break;
                case "metadata":
                    (source, module) = ReadMetadata(ref json);
                    break;
                case "name":
                    name = json.OptionalText();
                    break;
                case "is_hop_single_tensor_return":
                    single = json.IsNull() ? null : json.Boolean();
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        target = ArgumentReader.Required(ref json, target, "target");
        return new NodeData(target, inputs, outputs, name ?? FirstName(outputs), source, module, single);
    }

    private static NamedArgumentData? ReadNamedArgument(ref JsonCursor json)
    {
        string name = "";
        ArgumentData? value = null;
        bool seen = false;
        ArgumentKindCode? kind = null;
        if (!json.BeginObject())
            return null;
        while (json.NextKey(out string key))
        {
            switch (key)
            {
                case "name":
                    name = json.Text();
                    break;
                case "arg":
                    value = ArgumentReader.Read(ref json);
                    seen = true;
                    break;
                case "kind":
                    kind = json.IsNull() ? null : (ArgumentKindCode)json.Int32();
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        if (!seen)
            json.Fail("'arg' is missing");
        return value is null ? null : new NamedArgumentData(name, value, kind);
    }

    private static (SourceFrame? Source, ModuleFrame? Module) ReadMetadata(ref JsonCursor json)
    {
        SourceFrame? source = null;
        ModuleFrame? module = null;
        if (!json.BeginObject())
            return default;
        while (json.NextKey(out string key))
        {
            switch (key)
            {
                case "stack_trace":
                    source = json.ParseText(NodeMetadataReader.ParseStackTrace);
                    break;
                case "nn_module_stack":
                    module = json.ParseText(NodeMetadataReader.ParseModuleStack);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return (source, module);
    }

    private static string FirstName(ImmutableArray<ArgumentData> outputs) => outputs switch
    {
        [ArgumentData.Tensor tensor, ..] => tensor.Name,
        [ArgumentData.Tensors { Names: [var first, ..] }, ..] => first,
        [ArgumentData.SymInt { Value.Name: { } symbol }, ..] => symbol,
        [ArgumentData.SymFloat { Value.Name: { } symbol }, ..] => symbol,
        [ArgumentData.SymBool { Value.Name: { } symbol }, ..] => symbol,
        _ => "",
    };
}
