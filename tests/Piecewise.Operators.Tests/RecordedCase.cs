using System.Collections.Immutable;
using System.Text.Json;
using Piecewise.Graphs;
using Piecewise.Operators.Samples;
using Piecewise.Tensors;

namespace Piecewise.Operators.Tests;

/// <summary>One call with what PyTorch returned for it, strides included.</summary>
/// <param name="Operator"><c>ns::op.overload</c>.</param>
/// <param name="Call">One JSON object: <c>args</c> by position, <c>kw</c> by name, <c>result</c>.</param>
internal sealed record RecordedCase(string Operator, JsonElement Call)
{
    public static IEnumerable<RecordedCase> Read(string path)
    {
        using var file = File.OpenRead(path);
        return [.. JsonDocument.Parse(file).RootElement.EnumerateArray()
            .Select(c => new RecordedCase(c.GetProperty("op").GetString()!, c))];
    }

    public OperatorSample Sample() => new([.. Call.GetProperty("args").EnumerateArray().Select(ToValue)])
    {
        Named = Call.GetProperty("kw").EnumerateObject().ToImmutableDictionary(p => p.Name, p => ToValue(p.Value)),
    };

    /// <summary>Throws where dtype, shape, strides or elements differ.</summary>
    public void Compare(Value actual, Func<DType, Tolerance> tolerance)
    {
        var result = Call.GetProperty("result");
        if (result.ValueKind == JsonValueKind.Array)
        {
            Assert.Equal(result.GetArrayLength(), actual.Items.Length);
            foreach (var (e, a) in result.EnumerateArray().Zip(actual.Items))
            {
                CompareTensor(e, a.Tensor, tolerance);
            }
        }
        else
        {
            CompareTensor(result, actual.Tensor, tolerance);
        }
    }

    private static void CompareTensor(JsonElement expected, Tensor actual, Func<DType, Tolerance> tolerance)
    {
        Assert.True(DTypes.TryParse(expected.GetProperty("t").GetString()!, out var dtype));
        var shape = Longs(expected.GetProperty("shape"));
        SampleAssert.Equal(FromNumbers(dtype, expected.GetProperty("data"), shape), actual, tolerance);
        if (actual.ElementCount > 0)
        {
            SampleAssert.HasStrides(Longs(expected.GetProperty("strides")), actual);
        }
    }

    private static Value ToValue(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => Value.None,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => json.GetInt64(),
        JsonValueKind.String => json.GetString()!,
        JsonValueKind.Array => Value.List(json.EnumerateArray().Select(ToValue)),
        _ when json.TryGetProperty("f", out var number) => Number(number),
        _ when json.TryGetProperty("dtype", out var name) =>
            DTypes.TryParse(name.GetString()!, out var dtype) ? dtype : throw new FormatException(name.ToString()),
        _ => ToTensor(json),
    };

    private static Tensor ToTensor(JsonElement json)
    {
        Assert.True(DTypes.TryParse(json.GetProperty("t").GetString()!, out var dtype));
        var data = json.GetProperty("data");
        return FromNumbers(dtype, data, [data.GetArrayLength()])
            .AsStrided(Longs(json.GetProperty("shape")), Longs(json.GetProperty("strides")), json.GetProperty("offset").GetInt64());
    }

    private static Tensor FromNumbers(DType dtype, JsonElement data, long[] shape) => dtype switch
    {
        DType.Bool => Tensor.From([.. data.EnumerateArray().Select(d => d.GetBoolean())], shape),
        _ when dtype.IsFloat() => Cast.To(Tensor.From([.. data.EnumerateArray().Select(Number)], shape), dtype),
        _ => Cast.To(Tensor.From([.. data.EnumerateArray().Select(d => d.GetInt64())], shape), dtype),
    };

    private static double Number(JsonElement json) => json.ValueKind == JsonValueKind.Number
        ? json.GetDouble()
        : json.GetString() switch { "nan" => double.NaN, "inf" => double.PositiveInfinity, _ => double.NegativeInfinity };

    private static long[] Longs(JsonElement json) => [.. json.EnumerateArray().Select(e => e.GetInt64())];
}
