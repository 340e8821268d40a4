using System.Text.Json;
using Piecewise.Graphs;
using Piecewise.Tensors;

namespace Piecewise.Cli.Commands;

/// <summary>An input on the command line: <c>name=value</c>, where the value is JSON (numbers, bools, nested lists of one shape).</summary>
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
        var type = types.GetValueOrDefault(name);
        if (type is not TensorType tensorType)
        {
            // An unknown name is reported with all other problems of the call.
            return (name, json.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.Number => json.TryGetInt64(out var integer) ? integer : json.GetDouble(),
                _ => throw new UsageException($"--input {name}: it takes one number."),
            });
        }
        var shape = new List<long>();
        for (var level = json; level.ValueKind == JsonValueKind.Array; level = level[0])
        {
            shape.Add(level.GetArrayLength());
            if (level.GetArrayLength() == 0)
            {
                break;
            }
        }
        var numbers = new List<double>();
        Collect(json, 0, shape, numbers, name);
        return (name, Cast.To(Tensor.From<double>(numbers.ToArray(), shape.ToArray()), tensorType.DType));
    }

    private static void Collect(JsonElement json, int depth, List<long> shape, List<double> numbers, string name)
    {
        if (depth == shape.Count)
        {
            numbers.Add(json.ValueKind switch
            {
                JsonValueKind.Number => json.GetDouble(),
                JsonValueKind.True => 1,
                JsonValueKind.False => 0,
                _ => throw new UsageException($"--input {name}: lists must hold numbers, and all of one level be equally long."),
            });
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
