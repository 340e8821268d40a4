using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Piecewise.Extensions;

/// <summary>Messages and tools in the form that chat templates know.</summary>
internal static class ChatMessageJson
{
    /// <summary>The messages as a list of objects.</summary>
    /// <exception cref="NotSupportedException">A message holds more than text and calls.</exception>
    public static JsonElement Messages(IEnumerable<ChatMessage> messages, string? instructions) => Write(writer =>
    {
        writer.WriteStartArray();
        if (!string.IsNullOrEmpty(instructions))
        {
            WriteMessage(writer, "system", instructions, []);
        }
        foreach (var message in messages)
        {
            WriteMessage(writer, message);
        }
        writer.WriteEndArray();
    });

    /// <summary>The functions of tools as a list of objects; null where there are none.</summary>
    public static JsonElement? Tools(IReadOnlyCollection<AIFunctionDeclaration> tools) => tools.Count == 0 ? null : Write(writer =>
    {
        writer.WriteStartArray();
        foreach (var tool in tools)
        {
            writer.WriteStartObject();
            writer.WriteString("type", "function");
            writer.WriteStartObject("function");
            writer.WriteString("name", tool.Name);
            writer.WriteString("description", tool.Description);
            writer.WritePropertyName("parameters");
            tool.JsonSchema.WriteTo(writer);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    });

    private static void WriteMessage(Utf8JsonWriter writer, ChatMessage message)
    {
        var calls = message.Contents.OfType<FunctionCallContent>().ToArray();
        var results = message.Contents.OfType<FunctionResultContent>().ToArray();
        if (message.Contents.FirstOrDefault(c =>
            c is not (TextContent or TextReasoningContent or FunctionCallContent or FunctionResultContent or UsageContent)) is { } other)
        {
            throw new NotSupportedException($"This model reads text only; a message holds {other.GetType().Name}.");
        }
        // Each result is a message of its own.
        foreach (var result in results)
        {
            writer.WriteStartObject();
            writer.WriteString("role", "tool");
            writer.WriteString("tool_call_id", result.CallId);
            writer.WriteString("content", TextOf(result.Result));
            writer.WriteEndObject();
        }
        if (results.Length == 0 || message.Text.Length > 0 || calls.Length > 0)
        {
            WriteMessage(writer, message.Role.Value, message.Text, calls);
        }
    }

    private static void WriteMessage(Utf8JsonWriter writer, string role, string text, FunctionCallContent[] calls)
    {
        writer.WriteStartObject();
        writer.WriteString("role", role);
        writer.WriteString("content", text);
        if (calls.Length > 0)
        {
            writer.WriteStartArray("tool_calls");
            foreach (var call in calls)
            {
                writer.WriteStartObject();
                writer.WriteString("id", call.CallId);
                writer.WriteString("type", "function");
                writer.WriteStartObject("function");
                writer.WriteString("name", call.Name);
                var arguments = call.Arguments ?? new Dictionary<string, object?>();
                writer.WriteString("arguments", Serialized(arguments, typeof(IDictionary<string, object?>)));
                writer.WriteEndObject();
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    }

    private static string TextOf(object? result) => result switch
    {
        null => "null",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString()!,
        JsonElement json => json.GetRawText(),
        _ => AIJsonUtilities.DefaultOptions.TryGetTypeInfo(result.GetType(), out _)
            ? Serialized(result, result.GetType()) : Convert.ToString(result, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Serialized(object value, Type type) =>
        JsonSerializer.Serialize(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(type));

    private static JsonElement Write(Action<Utf8JsonWriter> write)
    {
        using var memory = new MemoryStream();
        using (var writer = new Utf8JsonWriter(memory))
        {
            write(writer);
        }
        return JsonElement.Parse(memory.GetBuffer().AsSpan(0, (int)memory.Length));
    }
}
