using System.Collections.Immutable;

namespace Piecewise.Import;

/// <summary>Reads the schema's argument union and the small types it is made of.</summary>
internal static class ArgumentReader
{
    /// <summary>An argument; null, with a problem recorded, where it is none.</summary>
    public static ArgumentData? Read(ref JsonCursor json)
    {
        if (!json.BeginUnion(out string tag))
            return null;
        ArgumentData? value = ReadTagged(ref json, tag);
        json.EndUnion();
        return value;
    }

    public static ScalarTypeCode ReadScalarType(ref JsonCursor json) => Known<ScalarTypeCode>(ref json, "element type");

    public static LayoutCode ReadLayout(ref JsonCursor json) => Known<LayoutCode>(ref json, "layout");

    public static DeviceData ReadDevice(ref JsonCursor json)
    {
        string type = "";
        int? index = null;
        if (!json.BeginObject())
            return default;
        while (json.NextKey(out string key))
        {
            switch (key)
            {
                case "type":
                    type = json.Text();
                    break;
                case "index":
                    index = json.IsNull() ? null : json.Int32();
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return new DeviceData(type, index);
    }

    /// <summary>The name in an object such as <c>{"name": "x"}</c>.</summary>
    public static string ReadTensorName(ref JsonCursor json)
    {
        string? name = null;
        if (!json.BeginObject())
            return "";
        while (json.NextKey(out string key))
        {
            if (key == "name")
                name = json.Text();
            else
                json.Skip();
        }

        return Required(ref json, name, "name");
    }

    public static ArgumentData.CustomObject? ReadCustomObject(ref JsonCursor json)
    {
        string? name = null;
        string className = "";
        if (!json.BeginObject())
            return null;
        while (json.NextKey(out string key))
        {
            switch (key)
            {
                case "name":
                    name = json.Text();
                    break;
                case "class_fqn":
                    className = json.Text();
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return new ArgumentData.CustomObject(Required(ref json, name, "name"), className);
    }

    /// <summary>A text that may not be missing.</summary>
    public static string Required(ref JsonCursor json, string? text, string key)
    {
        if (text is null)
            json.Fail($"'{key}' is missing");
        return text ?? "";
    }

    private static ArgumentData? ReadTagged(ref JsonCursor json, string tag)
    {
        switch (tag)
        {
            case "as_none":
                json.Skip();
                return ArgumentData.None.Instance;
            case "as_tensor":
                return new ArgumentData.Tensor(ReadTensorName(ref json));
            case "as_tensors":
                return new ArgumentData.Tensors(ReadTensorNames(ref json));
            case "as_optional_tensor":
                return new ArgumentData.OptionalTensor(ReadOptionalTensor(ref json));
            case "as_optional_tensors":
                return new ArgumentData.OptionalTensors(json.Values(ReadOptionalTensor));
            case "as_nested_tensors":
                return new ArgumentData.NestedTensors(json.Values(ReadTensorNames));
            case "as_int":
                return new ArgumentData.Int(json.Int64());
            case "as_ints":
                return new ArgumentData.Ints(ReadInts(ref json));
            case "as_int_lists":
                return new ArgumentData.IntLists(json.Values(ReadInts));
            case "as_float":
                return new ArgumentData.Float(json.Double());
            case "as_floats":
                return new ArgumentData.Floats(ReadFloats(ref json));
            case "as_float_lists":
                return new ArgumentData.FloatLists(json.Values(ReadFloats));
            case "as_complex":
                return ReadComplex(ref json);
            case "as_bool":
                return new ArgumentData.Bool(json.Boolean());
            case "as_bools":
                return new ArgumentData.Bools(json.Values(static (ref item) => item.Boolean()));
            case "as_string":
                return new ArgumentData.Text(json.Value());
            case "as_strings":
                return new ArgumentData.Texts(json.Values(static (ref item) => item.Value()));
            case "as_sym_int":
                return new ArgumentData.SymInt(ReadSymInt(ref json));
            case "as_sym_ints":
                return new ArgumentData.SymInts(json.Values(ReadSymInt));
            case "as_sym_float":
                return new ArgumentData.SymFloat(ReadSymFloat(ref json));
            case "as_sym_floats":
                return new ArgumentData.SymFloats(json.Values(ReadSymFloat));
            case "as_sym_bool":
                return new ArgumentData.SymBool(ReadSymBool(ref json));
            case "as_sym_bools":
                return new ArgumentData.SymBools(json.Values(ReadSymBool));
            case "as_scalar_type":
                return new ArgumentData.ScalarType(ReadScalarType(ref json));
            case "as_memory_format":
                return new ArgumentData.MemoryFormat(Known<MemoryFormatCode>(ref json, "memory format"));
            case "as_layout":
                return new ArgumentData.Layout(ReadLayout(ref json));
            case "as_device":
                return new ArgumentData.Device(ReadDevice(ref json));
            case "as_graph":
                return ReadGraph(ref json);
            case "as_custom_obj":
                return ReadCustomObject(ref json);
            case "as_operator":
                return new ArgumentData.Operator(json.Text());
            case "as_string_to_argument":
                return new ArgumentData.Map(json.Map(static (ref item) => Read(ref item) ?? ArgumentData.None.Instance));
            default:
                json.Fail($"the argument kind '{Printable.Text(tag)}' is unknown");
                json.Skip();
                return null;
        }
    }

    private static ImmutableArray<string> ReadTensorNames(ref JsonCursor json) => json.Values(ReadTensorName);

    private static ImmutableArray<long> ReadInts(ref JsonCursor json) => json.Values(static (ref item) => item.Int64());

    private static ImmutableArray<double> ReadFloats(ref JsonCursor json) => json.Values(static (ref item) => item.Double());

    private static string? ReadOptionalTensor(ref JsonCursor json)
    {
        string? name = null;
        if (!json.BeginUnion(out string tag))
            return null;
        if (tag == "as_tensor")
        {
            name = ReadTensorName(ref json);
        }
        else
        {
            if (tag != "as_none")
                json.Fail($"expected as_tensor or as_none, found '{Printable.Text(tag)}'");
            json.Skip();
        }

        json.EndUnion();
        return name;
    }

    private static SymOperand<long> ReadSymInt(ref JsonCursor json) =>
        ReadOperand(ref json, "as_int", static (ref item) => item.Int64());

    private static SymOperand<double> ReadSymFloat(ref JsonCursor json) =>
        ReadOperand(ref json, "as_float", static (ref item) => item.Double());

    private static SymOperand<bool> ReadSymBool(ref JsonCursor json) =>
        ReadOperand(ref json, "as_bool", static (ref item) => item.Boolean());

    private static SymOperand<T> ReadOperand<T>(ref JsonCursor json, string literalTag, JsonCursor.Body<T> readLiteral)
        where T : struct
    {
        string? name = null;
        T literal = default;
        if (!json.BeginUnion(out string tag))
            return default;
        if (tag == "as_name")
        {
            name = json.Text();
        }
        else if (tag == literalTag)
        {
            literal = readLiteral(ref json);
        }
        else
        {
            json.Fail($"expected as_name or {literalTag}, found '{Printable.Text(tag)}'");
            json.Skip();
        }

        json.EndUnion();
        return new SymOperand<T>(name, literal);
    }

    private static ArgumentData.Complex? ReadComplex(ref JsonCursor json)
    {
        double real = 0;
        double imaginary = 0;
        if (!json.BeginObject())
            return null;
        while (json.NextKey(out string key))
        {
            switch (key)
            {
                case "real":
                    real = json.Double();
                    break;
                case "imag":
                    imaginary = json.Double();
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return new ArgumentData.Complex(real, imaginary);
    }

    private static ArgumentData.Graph? ReadGraph(ref JsonCursor json)
    {
        string name = "";
        GraphData? body = null;
        if (!json.BeginObject())
            return null;
        while (json.NextKey(out string key))
        {
            switch (key)
            {
                case "name":
                    name = json.Text();
                    break;
                case "graph":
                    body = GraphReader.Read(ref json);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        if (body is not null)
            return new ArgumentData.Graph(name, body);
        json.Fail("'graph' is missing");
        return null;
    }

    /// <summary>An enum by number; one that this reader does not know is a problem, not a guess.</summary>
    private static T Known<T>(ref JsonCursor json, string what)
        where T : struct, Enum
    {
        int number = json.Int32();
        var value = (T)Enum.ToObject(typeof(T), number);
        if (!Enum.IsDefined(value))
            json.Fail($"the {what} {number} is unknown");
        return value;
    }
}
