using System.Text;
using System.Text.Json;

namespace Piecewise.Llm.Tools;

/// <summary>
/// Reads the object of one call as it comes, character by character: the name, and the arguments as they are written, which are told before
/// the object is whole.
/// </summary>
internal sealed class CallScanner
{
    private enum Place
    {
        Object,
        Key,
        KeyText,
        Colon,
        Value,
        ValueText,
        Comma,
    }

    private readonly StringBuilder raw = new();
    private readonly StringBuilder value = new();
    private Place place = Place.Object;
    private string key = "";
    private int depth;
    private bool inString;
    private bool isEscaped;
    private int told;
    private string? arguments;

    /// <summary>What is called, once it is known.</summary>
    public string? Name { get; private set; }

    /// <summary>Whether the object is whole.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Whether what was read is no call.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>All that was read.</summary>
    public string Raw => raw.ToString();

    private bool IsArguments => key is "arguments" or "parameters";

    // Arguments that are a text hold the JSON in it: they are told when they are whole.
    private bool IsToldAsItComes => place == Place.ValueText && IsArguments && value[0] is '{' or '[';

    /// <summary>The arguments that were read and not taken yet.</summary>
    public string TakeArguments()
    {
        var known = IsToldAsItComes ? value.ToString() : arguments ?? (IsDone ? "{}" : "");
        var more = known[Math.Min(told, known.Length)..];
        told += more.Length;
        return more;
    }

    /// <summary>Takes the next character.</summary>
    public void Take(char c)
    {
        raw.Append(c);
        if (place is Place.KeyText or Place.ValueText ? false : char.IsWhiteSpace(c))
        {
            return;
        }
        switch (place)
        {
            case Place.Object:
                Expect(c == '{', Place.Key);
                break;
            case Place.Key:
                IsDone = c == '}';
                Expect(c is '"' or '}', Place.KeyText);
                Begin(c);
                break;
            case Place.KeyText:
                value.Append(c);
                if (EndsString(c))
                {
                    key = TextOf(value.ToString()) ?? "";
                    place = Place.Colon;
                }
                break;
            case Place.Colon:
                Expect(c == ':', Place.Value);
                break;
            case Place.Value:
                place = Place.ValueText;
                Begin(c);
                depth = c is '{' or '[' ? 1 : 0;
                break;
            case Place.ValueText:
                TakeValue(c);
                break;
            default:
                EndOrNext(c);
                break;
        }
        HasFailed |= IsDone && Name is null;
    }

    private void TakeValue(char c)
    {
        if (inString)
        {
            value.Append(c);
            if (EndsString(c) && depth == 0)
            {
                End();
            }
            return;
        }
        // A number or a word ends where what is around it goes on.
        if (depth == 0 && (c is ',' or '}' || char.IsWhiteSpace(c)))
        {
            End();
            if (!char.IsWhiteSpace(c))
            {
                EndOrNext(c);
            }
            return;
        }
        value.Append(c);
        inString = c == '"';
        depth += c is '{' or '[' ? 1 : c is '}' or ']' ? -1 : 0;
        if (depth == 0 && c is '}' or ']')
        {
            End();
        }
    }

    private void Begin(char c)
    {
        value.Clear().Append(c);
        (inString, isEscaped) = (c == '"', false);
    }

    private void End()
    {
        place = Place.Comma;
        var text = value.ToString();
        if (key == "name")
        {
            Name = TextOf(text);
            HasFailed |= Name is null;
        }
        else if (IsArguments)
        {
            arguments = text == "null" ? "{}" : TextOf(text) ?? text;
        }
    }

    private void EndOrNext(char c)
    {
        IsDone = c == '}';
        Expect(c is ',' or '}', Place.Key);
    }

    private void Expect(bool isRight, Place next)
    {
        HasFailed |= !isRight;
        place = next;
    }

    private bool EndsString(char c)
    {
        var ends = c == '"' && !isEscaped;
        isEscaped = c == '\\' && !isEscaped;
        inString &= !ends;
        return ends;
    }

    private static string? TextOf(string json)
    {
        try
        {
            return json.StartsWith('"') ? JsonElement.Parse(json).GetString() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
