using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Piecewise.Import;

/// <summary>
/// A streaming reader over one JSON record. Each reading method consumes exactly one value; a value of the wrong form is
/// recorded as a problem with its path, skipped, and replaced by a default, so that reading goes on (rule F2).
/// </summary>
internal ref struct JsonCursor
{
    /// <summary>Nesting allowed; a graph inside a graph takes eight levels.</summary>
    public const int MaxDepth = 256;

    private readonly JsonPath path;
    private readonly ProblemList problems;
    private readonly StringPool strings;
    private Utf8JsonReader reader;

    private JsonCursor(ReadOnlySpan<byte> utf8, string document, ProblemList problems, StringPool strings)
    {
        reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        path = new JsonPath(document);
        this.problems = problems;
        this.strings = strings;
    }

    /// <summary>Reads one value and returns it.</summary>
    public delegate T Body<out T>(ref JsonCursor json);

    /// <summary>Where the cursor stands, for messages.</summary>
    public readonly string Path => path.ToString();

    public readonly ProblemList Problems => problems;

    public readonly StringPool Strings => strings;

    /// <summary>Reads a whole document. Broken syntax is recorded as a problem and gives the default of <typeparamref name="T"/>.</summary>
    /// <exception cref="Pt2FormatException">There are too many problems to go on.</exception>
    public static T? Parse<T>(ReadOnlySpan<byte> utf8, string document, ProblemList problems, StringPool strings, Body<T> body)
    {
        var cursor = new JsonCursor(utf8, document, problems, strings);
        try
        {
            cursor.reader.Read();
            T result = body(ref cursor);
            if (cursor.reader.Read())
                cursor.Fail("more text follows the end");
            return result;
        }
        catch (JsonException broken)
        {
            problems.Add($"{cursor.path} is not valid JSON (byte {cursor.reader.BytesConsumed}): {FirstSentence(broken.Message)}");
            return default;
        }
    }

    /// <summary>Records a problem at this place.</summary>
    public readonly void Fail(string problem) => problems.Add($"{path}: {problem}");

    /// <summary>Enters an object; the caller then calls <see cref="NextKey"/> until it says false.</summary>
    public bool BeginObject()
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            return Mismatch("an object");
        path.Push();
        return true;
    }

    /// <summary>Steps to the value of the next key; false, and the object is left, where there is none.</summary>
    public bool NextKey(out string key)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject)
        {
            path.Pop();
            key = "";
            return false;
        }

        key = CurrentText();
        path.SetName(key);
        reader.Read();
        return true;
    }

    /// <summary>
    /// Enters an object with exactly one key, the tag of a union. The caller reads the value and calls <see cref="EndUnion"/>.
    /// </summary>
    public bool BeginUnion(out string tag)
    {
        tag = "";
        if (!BeginObject())
            return false;
        if (NextKey(out tag))
            return true;
        Fail("a union with no tag");
        return false;
    }

    public void EndUnion()
    {
        bool extra = false;
        while (NextKey(out _))
        {
            extra = true;
            Skip();
        }

        if (extra)
            Fail("a union with more than one tag");
    }

    public bool BeginArray()
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            return Mismatch("a list");
        path.Push();
        return true;
    }

    /// <summary>Steps to the next element; false, and the list is left, where there is none.</summary>
    public bool NextItem()
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            path.Pop();
            return false;
        }

        path.NextIndex();
        return true;
    }

    /// <summary>Whether the value is null, which needs no further reading.</summary>
    public readonly bool IsNull() => reader.TokenType == JsonTokenType.Null;

    public readonly bool IsObject() => reader.TokenType == JsonTokenType.StartObject;

    public readonly bool IsArray() => reader.TokenType == JsonTokenType.StartArray;

    public void Skip() => reader.Skip();

    public string Text() => reader.TokenType == JsonTokenType.String ? CurrentText() : MismatchText();

    /// <summary>A string, or null for null.</summary>
    public string? OptionalText() => IsNull() ? null : Text();

    /// <summary>A string; false, with nothing consumed, where the value is something else.</summary>
    public readonly bool TryText(out string text)
    {
        bool isText = reader.TokenType == JsonTokenType.String;
        text = isText ? CurrentText() : "";
        return isText;
    }

    /// <summary>A dictionary key: a string, or the JSON text of a number or a truth value.</summary>
    public string KeyText() => reader.TokenType switch
    {
        JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False => strings.Get(reader.ValueSpan),
        _ => Text(),
    };

    public long Int64()
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long value))
            return value;
        Mismatch("a 64-bit integer");
        return 0;
    }

    public int Int32()
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out int value))
            return value;
        Mismatch("a 32-bit integer");
        return 0;
    }

    /// <summary>A number, or one of the strings that stand for what JSON can't write.</summary>
    public double Double()
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out double value))
            return value;
        if (reader.TokenType == JsonTokenType.String)
        {
            switch (CurrentText())
            {
                case "Infinity":
                    return double.PositiveInfinity;
                case "-Infinity":
                    return double.NegativeInfinity;
                case "NaN":
                    return double.NaN;
            }
        }

        Mismatch("a number");
        return 0;
    }

    public bool Boolean()
    {
        if (reader.TokenType is JsonTokenType.True or JsonTokenType.False)
            return reader.GetBoolean();
        Mismatch("true or false");
        return false;
    }

    /// <summary>A list; elements that fail are recorded by <paramref name="item"/> and left out where it gives null.</summary>
    public ImmutableArray<T> List<T>(Body<T?> item)
        where T : class
    {
        if (!BeginArray())
            return [];
        var list = ImmutableArray.CreateBuilder<T>();
        while (NextItem())
        {
            if (item(ref this) is { } element)
                list.Add(element);
        }

        return list.DrainToImmutable();
    }

    /// <summary>A list of values.</summary>
    public ImmutableArray<T> Values<T>(Body<T> item)
    {
        if (!BeginArray())
            return [];
        var list = ImmutableArray.CreateBuilder<T>();
        while (NextItem())
            list.Add(item(ref this));
        return list.DrainToImmutable();
    }

    /// <summary>An object used as a map, in the order of the file.</summary>
    public IReadOnlyDictionary<string, T> Map<T>(Body<T> item)
    {
        var map = new Dictionary<string, T>(StringComparer.Ordinal);
        if (!BeginObject())
            return map.AsReadOnly();
        while (NextKey(out string key))
        {
            T value = item(ref this);
            if (!map.TryAdd(key, value))
                Fail("this key occurs twice");
        }

        return map.AsReadOnly();
    }

    /// <summary>Passes the unescaped bytes of a string to a parser without making a string of them.</summary>
    public TResult? ParseText<TResult>(Func<ReadOnlySpan<byte>, StringPool, TResult?> parser)
        where TResult : class
    {
        if (reader.TokenType == JsonTokenType.String)
            return ParseCurrent(parser);
        Mismatch("a string");
        return null;
    }

    /// <summary>A text that the program computes with, as it stands in the file: control characters too.</summary>
    public string Value() => ParseText(static (utf8, _) => Encoding.UTF8.GetString(utf8)) ?? "";

    private readonly string CurrentText() => ParseCurrent(static (utf8, pool) => pool.Get(utf8)) ?? "";

    private readonly TResult? ParseCurrent<TResult>(Func<ReadOnlySpan<byte>, StringPool, TResult?> parser)
        where TResult : class
    {
        if (!reader.ValueIsEscaped)
        {
            if (Utf8.IsValid(reader.ValueSpan))
                return parser(reader.ValueSpan, strings);
            Fail("the text is not valid Unicode");
            return null;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            return parser(buffer.AsSpan(0, reader.CopyString(buffer)), strings);
        }
        catch (InvalidOperationException)
        {
            // The reader found half of a surrogate pair, or bytes that are not UTF-8.
            Fail("the text is not valid Unicode");
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private string MismatchText()
    {
        Mismatch("a string");
        return "";
    }

    private bool Mismatch(string expected)
    {
        string found = reader.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "a list",
            JsonTokenType.String => "a string",
            JsonTokenType.Number => "the number " + Encoding.ASCII.GetString(reader.ValueSpan[..Math.Min(24, reader.ValueSpan.Length)]),
            JsonTokenType.Null => "null",
            _ => "true or false",
        };
        Fail($"expected {expected}, found {found}");
        reader.Skip();
        return false;
    }

    private static string FirstSentence(string message)
    {
        // The reader appends its own position, which counts lines of a file that has only one.
        int position = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return position < 0 ? message : message[..position];
    }
}
