using System.Text.Json;

namespace Piecewise.Llm.Tokenization.Format;

/// <summary>Reads an object of which some fields are too large to be held as trees.</summary>
internal static class FieldReader
{
    /// <summary>Reads the object that the reader stands at, in one pass.</summary>
    /// <param name="reader">At the object; at its end afterwards.</param>
    /// <param name="path">The object's place in the file; empty for the file itself.</param>
    /// <param name="large">Is offered each field first.</param>
    /// <param name="problems">Gets what is wrong with the names.</param>
    /// <returns>The fields that were not taken.</returns>
    /// <exception cref="JsonException">The bytes are not JSON.</exception>
    public static JsonSection Read(ref Utf8JsonReader reader, string path, ILargeFieldReader large, FormatProblems problems)
    {
        string place = path.Length == 0 ? "the file" : path;
        var fields = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            problems.Add(place, "must be an object");
            reader.Skip();
            return JsonSection.Of(fields, path, problems);
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string? name = GetText(ref reader);
            reader.Read();
            if (name is null || !names.Add(name))
            {
                problems.Add(place, name is null ? "a field name that is not Unicode" : $"the field {name} occurs more than once");
                reader.Skip();
            }
            else if (!large.TryRead(name, ref reader))
            {
                fields.Add(name, JsonElement.ParseValue(ref reader));
            }
        }
        return JsonSection.Of(fields, path, problems);
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
