using System.Text.Json;
using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates;

/// <summary>Messages as templates take them.</summary>
internal static class ChatMessages
{
    /// <summary>
    /// The messages as values. Arguments of tool calls, which come as JSON in a text, become what they say: templates write them as JSON
    /// again, or go through them.
    /// </summary>
    /// <exception cref="TemplateException">The arguments of a call are not JSON.</exception>
    public static ListValue Read(JsonElement messages, Budget budget)
    {
        int index = 0;
        return budget.List(messages.EnumerateArray().Select(message => Message(message, index++, budget)));
    }

    private static Value Message(JsonElement message, int index, Budget budget)
    {
        if (message.ValueKind != JsonValueKind.Object) throw new TemplateException($"Message {index} is no object.");
        return Mapped(message, "tool_calls", calls => calls.ValueKind != JsonValueKind.Array
            ? JsonValues.Read(calls, budget)
            : budget.List(calls.EnumerateArray().Select(call => Call(call, index, budget))), budget);
    }

    private static Value Call(JsonElement call, int index, Budget budget) =>
        Mapped(call, "function", function => Mapped(function, "arguments", json => Arguments(json, index, budget), budget), budget);

    private static Value Arguments(JsonElement arguments, int index, Budget budget)
    {
        if (arguments.ValueKind != JsonValueKind.String) return JsonValues.Read(arguments, budget);
        var text = arguments.GetString()!;
        if (string.IsNullOrWhiteSpace(text)) return new DictValue(budget);
        try
        {
            using var document = JsonDocument.Parse(text);
            return JsonValues.Read(document.RootElement, budget);
        }
        catch (JsonException e)
        {
            throw new TemplateException($"The arguments of a tool call in message {index} are not JSON: {e.Message}");
        }
    }

    // An object with one of its fields read in another way.
    private static Value Mapped(JsonElement json, string name, Func<JsonElement, Value> read, Budget budget)
    {
        if (json.ValueKind != JsonValueKind.Object) return JsonValues.Read(json, budget);
        var dict = new DictValue(budget);
        foreach (var field in json.EnumerateObject())
        {
            dict.Set(new TextValue(field.Name), field.Name == name ? read(field.Value) : JsonValues.Read(field.Value, budget), budget);
        }
        return dict;
    }
}
