using System.Text.Json;

namespace Piecewise.Llm.Tokenization.Format;

/// <summary>Reads an object of which some fields are too large to be held as trees.</summary>
internal static class FieldReader
{
    /// <summary>Reads the fields of an object, and where in the bytes the values of the large ones lie.</summary>
    /// <exception cref="JsonException">The bytes are not JSON.</exception>
    public static (JsonSection Fields, Dictionary<string, Range> Large) Read(
        ReadOnlySpan<byte> json, string path, ReadOnlySpan<string> large, FormatProblems problems)
    {
        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var ranges = new Dictionary<string, Range>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            problems.Add(path.Length == 0 ? "the file" : path, "must be an object");
            return (JsonSection.Of(fields, path, problems), ranges);
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string? name = GetText(ref reader);
            reader.Read();
            if (name is null || fields.ContainsKey(name) || ranges.ContainsKey(name))
            {
                problems.Add(path.Length == 0 ? "the file" : path, name is null ? "a field name that is not Unicode" : $"the field {name} occurs more than once");
                reader.Skip();
            }
            else if (large.Contains(name))
            {
                int start = (int)reader.TokenStartIndex;
                reader.Skip();
                ranges.Add(name, start..(int)reader.BytesConsumed);
            }
            else
            {
                fields.Add(name, JsonElement.ParseValue(ref reader));
            }
        }
        // Nothing may follow; the reader complains if something does.
        while (reader.Read())
        {
        }
        return (JsonSection.Of(fields, path, problems), ranges);
    }

    /// <summary>The text the reader stands at; null if an escape in it is half of a surrogate pair or its bytes are not UTF-8.</summary>
    public static string? GetText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Copies the text the reader stands at into a buffer that grows as needed; null as for <see cref="GetText"/>.</summary>
    public static int? CopyText(ref Utf8JsonReader reader, ref char[] buffer)
    {
        if (buffer.Length < reader.ValueSpan.Length) buffer = new char[reader.ValueSpan.Length * 2];
        try
        {
            return reader.CopyString(buffer);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
