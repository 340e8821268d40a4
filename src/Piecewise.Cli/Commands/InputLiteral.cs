using System.Text.Json;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Cli.Commands;

/// <summary>
/// An input on the command line: <c>name=value</c>, where the value is JSON (numbers, bools, nested lists of one shape). What the input's
/// dtype can't hold is refused, not cut.
/// </summary>
internal static class InputLiteral
{
    public static (string Name, Value Value) Parse(string text, IReadOnlyDictionary<string, NodeType> types)
    {
        var split = text.IndexOf('=', StringComparison.Ordinal);
        if (split <= 0)
        {
            throw new UsageException($"--input {text}: write name=value.");
        }
        var name = text[..split];
        JsonElement json;
        try
        {
            json = JsonDocument.Parse(text[(split + 1)..]).RootElement;
        }
        catch (JsonException)
        {
            throw new UsageException($"--input {text}: the value is a number, true, false, or nested lists of them.");
        }
        if (!types.ContainsKey(name))
        {
            // Reported with all other problems of the call, whatever its value.
            return (name, 0L);
        }
        return (name, types[name] switch
        {
            TensorType type => Tensor(name, json, type.DType),
            SymIntType => Number(name, json, DType.I64).Item<long>(),
            SymFloatType => Number(name, json, DType.F64).Item<double>(),
            SymBoolType => Number(name, json, DType.Bool).Item<bool>(),
            _ => json.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.Number => json.TryGetInt64(out var integer) ? integer : json.GetDouble(),
                _ => throw new UsageException($"--input {name}: it takes one number."),
            },
        });
    }

    private static Tensor Number(string name, JsonElement json, DType dtype) =>
        json.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False
        ? Tensor(name, json, dtype)
        : throw new UsageException($"--input {name}: it takes one number.");

    private static Tensor Tensor(string name, JsonElement json, DType dtype)
    {
        var shape = new List<long>();
        for (var level = json; level.ValueKind == JsonValueKind.Array; level = level[0])
        {
            shape.Add(level.GetArrayLength());
            if (level.GetArrayLength() == 0)
            {
                break;
            }
        }
        var numbers = new NumberList(name, dtype);
        Collect(json, 0, shape, numbers, name);
        return numbers.ToTensor([.. shape]);
    }

    private static void Collect(JsonElement json, int depth, List<long> shape, NumberList numbers, string name)
    {
        if (depth == shape.Count)
        {
            if (json.ValueKind is not (JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False))
            {
                throw new UsageException($"--input {name}: lists must hold numbers, and all of one level be equally long.");
            }
            numbers.Add(json);
            return;
        }
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() != shape[depth])
        {
            throw new UsageException($"--input {name}: lists must hold numbers, and all of one level be equally long.");
        }
        foreach (var item in json.EnumerateArray())
        {
            Collect(item, depth + 1, shape, numbers, name);
        }
    }
}
