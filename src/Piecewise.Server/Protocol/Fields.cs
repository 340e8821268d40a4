using System.Text.Json;

namespace Piecewise.Server.Protocol;

/// <summary>
/// The fields of a JSON object in a request. A value of another type, or outside its range, is the client's error, which names the field;
/// null counts as missing, as OpenAI's server takes it.
/// </summary>
/// <param name="element">The object.</param>
/// <param name="path">Where it lies in the body; empty for the body itself.</param>
internal readonly struct Fields(JsonElement element, string path)
{
    private const int ShownCharacters = 40;

    public JsonElement Element => element;

    /// <summary>The fields of a value that must be an object.</summary>
    public static Fields Of(JsonElement value, string path) => value.ValueKind == JsonValueKind.Object
        ? new Fields(value, path)
        : throw ApiException.Invalid(
            path.Length > 0 ? path : null, $"{(path.Length > 0 ? path : "The body")} must be an object, not {Shown(value)}.");

    public string PathOf(string name) => path.Length > 0 ? $"{path}.{name}" : name;

    public bool Has(string name) => Get(name) is not null;

    public JsonElement? Get(string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <exception cref="ApiException">The field is missing.</exception>
    public JsonElement Required(string name) => Get(name) ?? throw ApiException.Invalid(PathOf(name), $"{PathOf(name)} is missing.");

    public string? Text(string name) => Get(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        { } value => throw Wrong(name, "a string", value),
    };

    public bool? Flag(string name) => Get(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } value => throw Wrong(name, "true or false", value),
    };

    /// <summary>A whole number of a range, its ends included.</summary>
    public long? Whole(string name, long least, long most = long.MaxValue)
    {
        if (Get(name) is not { } value)
        {
            return null;
        }
        return WholeOf(value) is { } number && number >= least && number <= most
            ? number
            : throw Wrong(name, $"a whole number from {least} {(most == long.MaxValue ? "up" : $"to {most}")}", value);
    }

    /// <summary>A number of a range, its ends included.</summary>
    public double? Number(string name, double least, double most)
    {
        if (Get(name) is not { } value)
        {
            return null;
        }
        return NumberOf(value) is { } number && number >= least && number <= most
            ? number
            : throw Wrong(name, FormattableString.Invariant($"a number from {least} to {most}"), value);
    }

    /// <summary>The elements of a list; null where there is none.</summary>
    public JsonElement[]? List(string name, int most) => Get(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Array } value when value.GetArrayLength() <= most => [.. value.EnumerateArray()],
        { ValueKind: JsonValueKind.Array } value =>
            throw ApiException.Invalid(PathOf(name), $"{PathOf(name)} may have {most} elements at most, not {value.GetArrayLength()}."),
        { } value => throw Wrong(name, "a list", value),
    };

    /// <summary>A list of tokens' ids; null where there is none.</summary>
    public int[]? Ids(string name, int most, Func<int, bool> isToken)
    {
        var place = PathOf(name);
        return List(name, most) is { } list ? [.. list.Select((value, i) => Id(value, $"{place}[{i}]", isToken))] : null;
    }

    /// <summary>The id of a token.</summary>
    public static int Id(JsonElement value, string place, Func<int, bool> isToken) =>
        WholeOf(value) is >= 0 and <= int.MaxValue and var id && isToken((int)id)
            ? (int)id
            : throw ApiException.Invalid(place, $"{place} must be the id of a token of this model, not {Shown(value)}.");

    public ApiException Wrong(string name, string expected, JsonElement value) =>
        ApiException.Invalid(PathOf(name), $"{PathOf(name)} must be {expected}, not {Shown(value)}.");

    /// <summary>A value for a message, shortened.</summary>
    public static string Shown(JsonElement value)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            _ => value.GetRawText(),
        };
        return text.Length > ShownCharacters ? $"{text[..ShownCharacters]}…" : text;
    }

    // 5.0 is a whole number too: some clients know only one kind.
    private static long? WholeOf(JsonElement value) =>
        value.ValueKind != JsonValueKind.Number ? null
        : value.TryGetInt64(out var whole) ? whole
        : NumberOf(value) is { } number && number == Math.Floor(number) && Math.Abs(number) < 1L << 53 ? (long)number
        : null;

    private static double? NumberOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;
}
