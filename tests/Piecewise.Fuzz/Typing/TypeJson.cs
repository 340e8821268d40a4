using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Piecewise.Graphs;
using Piecewise.Import;
using Piecewise.Tensors;

namespace Piecewise.Fuzz;

/// <summary>Types between the file's form and ours.</summary>
internal static class TypeJson
{
    private static readonly (int Code, DType DType)[] Codes =
    [
        .. from code in Enum.GetValues<ScalarTypeCode>()
           let dtype = ElementTypes.TryGet(code, out var found) ? found : (DType?)null
           where dtype is not null
           select ((int)code, dtype.Value),
    ];

    /// <summary>All dtypes that a file can name and we have.</summary>
    public static IEnumerable<DType> DTypes => Codes.Select(c => c.DType);

    /// <summary>The file's number of a dtype.</summary>
    public static int CodeOf(DType dtype) => Codes.First(c => c.DType == dtype).Code;

    /// <summary>The dtype of a number; null where there is none of ours.</summary>
    public static DType? DTypeOf(JsonNode? code) =>
        code is JsonValue value && value.TryGetValue<int>(out var number) && Codes.Any(c => c.Code == number)
        ? Codes.First(c => c.Code == number).DType
        : null;

    public static JsonObject ToJson(TensorType type) => new()
    {
        ["dtype"] = CodeOf(type.DType),
        ["sizes"] = List(type.Shape),
        ["requires_grad"] = false,
        ["device"] = new JsonObject { ["type"] = type.Device, ["index"] = null },
        ["strides"] = List(type.Strides),
        ["storage_offset"] = new JsonObject { ["as_int"] = 0 },
        ["layout"] = 7,
    };

    /// <summary>The type; null where it is none that is understood here.</summary>
    public static TensorType? FromJson(JsonNode? json)
    {
        if (json is not JsonObject meta || DTypeOf(meta["dtype"]) is not { } dtype || Sizes(meta["sizes"]) is not { } sizes
            || Sizes(meta["strides"]) is not { } strides
            || sizes.Length != strides.Length)
        {
            return null;
        }
        return new TensorType(dtype, sizes, strides, (string?)meta["device"]?["type"] ?? "cpu");
    }

    private static JsonArray List(ImmutableArray<SymInt> values) => new([.. values.Select(v => (JsonNode)SizeExpression.ToJson(v))]);

    private static ImmutableArray<SymInt>? Sizes(JsonNode? json)
    {
        if (json is not JsonArray array)
        {
            return null;
        }
        var result = ImmutableArray.CreateBuilder<SymInt>(array.Count);
        foreach (var item in array)
        {
            if (SizeExpression.FromJson(item) is not { } size)
            {
                return null;
            }
            result.Add(size);
        }
        return result.MoveToImmutable();
    }
}
