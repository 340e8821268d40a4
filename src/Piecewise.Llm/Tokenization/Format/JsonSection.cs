using System.Text;
using System.Text.Json;

namespace Piecewise.Llm.Tokenization.Format;

/// <summary>
/// An object of the file, read field by field. A field that is missing or of the wrong type is a problem and reads as a
/// harmless value, so that reading goes on to the next problem; a field that nothing read is a problem too.
/// </summary>
internal sealed class JsonSection
{
    private readonly Dictionary<string, JsonElement> fields = new(StringComparer.Ordinal);
    private readonly HashSet<string> read = new(StringComparer.Ordinal);
    private readonly FormatProblems problems;

    private JsonSection(string path, FormatProblems problems) => (Path, this.problems) = (path, problems);

    /// <summary>Where the object lies in the file, such as <c>pre_tokenizer.pretokenizers[0]</c>.</summary>
    public string Path { get; }

    /// <summary>A section from an element of the file.</summary>
    public static JsonSection Open(JsonElement element, string path, FormatProblems problems)
    {
        var section = new JsonSection(path, problems);
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add(path, $"{Describe(element.ValueKind)} where an object must be");
            return section;
        }
        try
        {
            foreach (var field in element.EnumerateObject())
            {
                if (!section.fields.TryAdd(field.Name, field.Value)) section.Problem(field.Name, "occurs more than once");
            }
        }
        catch (InvalidOperationException)
        {
            // What System.Text.Json throws for a name that is no valid UTF-16 once its escapes are resolved.
            problems.Add(path, "a field name with half of a surrogate pair");
        }
        return section;
    }

    /// <summary>A section from fields that were read one by one.</summary>
    public static JsonSection Of(IEnumerable<KeyValuePair<string, JsonElement>> fields, string path, FormatProblems problems)
    {
        var section = new JsonSection(path, problems);
        foreach (var (name, value) in fields) section.fields.Add(name, value);
        return section;
    }

    /// <summary>Whether the field is there and not null.</summary>
    public bool Has(string name) => TryGet(name, optional: true, out _);

    public void Problem(string name, string problem) => problems.Add(FieldPath(name), problem);

    /// <summary>For a field whose value makes no sense; if there is none, that was said when it was read.</summary>
    public void ProblemUnlessMissing(string name, string problem)
    {
        if (Has(name)) Problem(name, problem);
    }

    public void Problem(string problem) => problems.Add(Path, problem);

    public string Text(string name, string? fallback = null)
    {
        if (!TryGet(name, fallback is not null, out var value)) return fallback ?? "";
        if (TryGetText(value, out string text)) return text;
        Problem(name, $"{Describe(value.ValueKind)} where text must be");
        return fallback ?? "";
    }

    /// <summary>A text of exactly one character.</summary>
    public Rune Character(string name)
    {
        string text = Text(name);
        if (Rune.DecodeFromUtf16(text, out var rune, out int used) == System.Buffers.OperationStatus.Done
            && used == text.Length) return rune;
        if (Has(name)) Problem(name, "must be one character");
        return new Rune(' ');
    }

    public bool Flag(string name, bool? fallback = null)
    {
        if (!TryGet(name, fallback is not null, out var value)) return fallback ?? false;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Problem(name, $"{Describe(value.ValueKind)} where true or false must be");
        return false;
    }

    /// <summary>A whole number from zero to a bound.</summary>
    public int Number(string name, int greatest)
    {
        if (!TryGet(name, optional: false, out var value)) return 0;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) && number >= 0
            && number <= greatest) return number;
        Problem(name, $"must be a whole number from 0 to {greatest}");
        return 0;
    }

    /// <summary>One of an enumeration's names.</summary>
    public T Choice<T>(string name, T? fallback = null, Func<T, string>? spell = null)
        where T : struct, Enum
    {
        spell ??= value => value.ToString();
        if (!TryGet(name, fallback is not null, out _)) return fallback ?? default;
        string text = Text(name);
        foreach (var value in Enum.GetValues<T>())
        {
            if (spell(value) == text) return value;
        }
        Problem(name, $"\"{text}\" (supported: {string.Join(", ", Enum.GetValues<T>().Select(spell))})");
        return default;
    }

    /// <summary>A field that is an object; without it, a section in which every field is missing.</summary>
    public JsonSection Section(string name) =>
        TryGet(name, optional: false, out var value) ? Open(value, FieldPath(name), problems) : new(FieldPath(name), problems);

    public bool IsZero(string name) => KindOf(name) == JsonValueKind.Number && fields[name].TryGetDouble(out double number) && number == 0;

    public bool IsList(string name) => KindOf(name) == JsonValueKind.Array;

    public bool IsObject(string name) => KindOf(name) == JsonValueKind.Object;

    public IReadOnlyList<JsonSection> Sections(string name) =>
        [.. Items(name).Select((item, index) => Open(item, $"{FieldPath(name)}[{index}]", problems))];

    public IReadOnlyList<int> Numbers(string name, int greatest)
    {
        var numbers = new List<int>();
        foreach (var item in Items(name))
        {
            if (item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out int number) && number >= 0
                && number <= greatest) numbers.Add(number);
            else Problem(name, $"must be whole numbers from 0 to {greatest}");
        }
        return numbers;
    }

    /// <summary>The items of a list.</summary>
    public IReadOnlyList<JsonElement> Items(string name)
    {
        if (!TryGet(name, optional: false, out var value)) return [];
        if (value.ValueKind == JsonValueKind.Array) return [.. value.EnumerateArray()];
        Problem(name, $"{Describe(value.ValueKind)} where a list must be");
        return [];
    }

    /// <summary>Fields that have no meaning for ids or text.</summary>
    public void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (string name in names) read.Add(name);
    }

    /// <summary>Whatever no one asked for could change the meaning of what was read.</summary>
    public void RefuseTheRest()
    {
        foreach (string name in fields.Keys
            .Where(name => !read.Contains(name))) Problem(name, $"unknown field (supported: {string.Join(", ", read)})");
    }

    public static bool TryGetText(JsonElement value, out string text)
    {
        text = "";
        if (value.ValueKind != JsonValueKind.String) return false;
        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            // As for names: an escape that is half of a surrogate pair.
            return false;
        }
    }

    public static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "true or false",
        _ => "null",
    };

    private JsonValueKind KindOf(string name) => fields.TryGetValue(name, out var value) ? value.ValueKind : JsonValueKind.Undefined;

    private string FieldPath(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    private bool TryGet(string name, bool optional, out JsonElement value)
    {
        read.Add(name);
        if (fields.TryGetValue(name, out value) && value.ValueKind != JsonValueKind.Null) return true;
        if (!optional) Problem(name, "is missing");
        return false;
    }
}
