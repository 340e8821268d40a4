using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates;

/// <summary>JSON as the values that <c>json.loads</c> makes of it.</summary>
internal static class JsonValues
{
    /// <exception cref="TemplateLimitException">There is more than a template may be handed.</exception>
    public static Value Read(JsonElement json, Budget budget) => json.ValueKind switch
    {
        JsonValueKind.String => budget.Text(json.GetString()!),
        JsonValueKind.Number => Number(json.GetRawText(), budget),
        JsonValueKind.True => BooleanValue.True,
        JsonValueKind.False => BooleanValue.False,
        JsonValueKind.Array => budget.List(json.EnumerateArray().Select(item => Read(item, budget))),
        JsonValueKind.Object => Dict(json, budget),
        _ => NoneValue.Instance,
    };

    private static DictValue Dict(JsonElement json, Budget budget)
    {
        var dict = new DictValue(budget);
        foreach (var property in json.EnumerateObject()) dict.Set(new TextValue(property.Name), Read(property.Value, budget), budget);
        return dict;
    }

    private static Value Number(string text, Budget budget) => text.AsSpan().IndexOfAny('.', 'e', 'E') >= 0
        ? new FloatValue(double.Parse(text, CultureInfo.InvariantCulture))
        : text.Length <= budget.Limits.IntegerBits / 4
            ? budget.Integer(BigInteger.Parse(text, CultureInfo.InvariantCulture))
            : throw new TemplateLimitException($"a number has {text.Length} digits");
}
