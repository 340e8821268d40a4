using System.Collections.Immutable;

namespace Piecewise.Import;

/// <summary>Reads types of values: tensors and symbolic scalars.</summary>
internal static class TensorMetaReader
{
    private const int MaxRank = 64;

    public static TensorMetaData? Read(ref JsonCursor json)
    {
        ScalarTypeCode? scalarType = null;
        ImmutableArray<SymIntData> sizes = [];
        ImmutableArray<SymIntData> strides = [];
        var offset = new SymIntData(null, 0);
        var device = new DeviceData("cpu", null);
        LayoutCode layout = LayoutCode.Strided;
        bool requiresGrad = false;
        if (!json.BeginObject())
            return null;
        while (json.NextKey(out string key))
        {
            switch (key)
            {
                case "dtype":
                    scalarType = ArgumentReader.ReadScalarType(ref json);
                    break;
                case "sizes":
                    sizes = json.Values(ReadSymInt);
                    break;
                case "strides":
                    strides = json.Values(ReadSymInt);
                    break;
                case "storage_offset":
                    offset = ReadSymInt(ref json);
                    break;
                case "device":
                    device = ArgumentReader.ReadDevice(ref json);
                    break;
                case "layout":
                    layout = ArgumentReader.ReadLayout(ref json);
                    break;
                case "requires_grad":
                    requiresGrad = json.Boolean();
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        if (scalarType is null)
            json.Fail("'dtype' is missing");
        if (layout == LayoutCode.Strided)
            CheckShape(ref json, sizes, strides, offset);
        return new TensorMetaData(
            scalarType ?? ScalarTypeCode.Unknown, sizes, strides, offset, device, layout, requiresGrad);
    }

    public static SymIntData ReadSymInt(ref JsonCursor json)
    {
        (string? expression, long? value) = ReadSymbolic(ref json, "as_int", static (ref item) => item.Int64());
        return new SymIntData(expression, value);
    }

    public static SymFloatData ReadSymFloat(ref JsonCursor json)
    {
        (string? expression, double? value) = ReadSymbolic(ref json, "as_float", static (ref item) => item.Double());
        return new SymFloatData(expression, value);
    }

    public static SymBoolData ReadSymBool(ref JsonCursor json)
    {
        (string? expression, bool? value) = ReadSymbolic(ref json, "as_bool", static (ref item) => item.Boolean());
        return new SymBoolData(expression, value);
    }

    private static void CheckShape(
        ref JsonCursor json, ImmutableArray<SymIntData> sizes, ImmutableArray<SymIntData> strides, SymIntData offset)
    {
        if (sizes.Length != strides.Length)
            json.Fail($"{sizes.Length} sizes but {strides.Length} strides");
        if (sizes.Length > MaxRank)
            json.Fail($"{sizes.Length} dimensions; at most {MaxRank} are possible");
        if (IsNegative(offset) || sizes.Any(IsNegative) || strides.Any(IsNegative))
            json.Fail("a size, a stride or the offset is negative");
    }

    private static bool IsNegative(SymIntData value) => value is { IsConstant: true, Value: < 0 };

    private static (string? Expression, T? Value) ReadSymbolic<T>(ref JsonCursor json, string constantTag, JsonCursor.Body<T> readConstant)
        where T : struct
    {
        string? expression = null;
        T? value = null;
        if (!json.BeginUnion(out string tag))
            return default;
        if (tag == "as_expr")
        {
            (expression, value) = ReadExpression(ref json, constantTag, readConstant);
        }
        else if (tag == constantTag)
        {
            value = readConstant(ref json);
        }
        else
        {
            json.Fail($"expected as_expr or {constantTag}, found '{Printable.Text(tag)}'");
            json.Skip();
        }

        json.EndUnion();
        return (expression, value);
    }

    private static (string? Expression, T? Hint) ReadExpression<T>(ref JsonCursor json, string hintTag, JsonCursor.Body<T> readHint)
        where T : struct
    {
        string? expression = null;
        T? hint = null;
        if (!json.BeginObject())
            return default;
        while (json.NextKey(out string key))
        {
            switch (key)
            {
                case "expr_str":
                    expression = json.Text();
                    break;
                case "hint" when !json.IsNull():
                    hint = ReadHint(ref json, hintTag, readHint);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        return (ArgumentReader.Required(ref json, expression, "expr_str"), hint);
    }

    private static T? ReadHint<T>(ref JsonCursor json, string hintTag, JsonCursor.Body<T> readHint)
        where T : struct
    {
        if (!json.BeginUnion(out string tag))
            return null;
        T? hint = null;
        // A hint of another type (an int for a float expression) is legal and of no use here.
        if (tag == hintTag)
            hint = readHint(ref json);
        else
            json.Skip();
        json.EndUnion();
        return hint;
    }
}
