using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Piecewise.Llm.Templates;

namespace Piecewise.Server.Protocol;

/// <summary>The fields that a chat template renders: checked, with contents as texts.</summary>
internal static class ConversationFields
{
    private const int MaxMessages = 4096;
    private const int MaxCalls = 128;
    private const int MaxDocuments = 1024;
    private static readonly string[] Roles = ["system", "developer", "user", "assistant", "tool"];

    /// <param name="body">The request.</param>
    /// <param name="tools">How the text may call tools; null where the template need not know them.</param>
    public static ChatInput Read(Fields body, ToolUse? tools)
    {
        _ = body.Required("messages");
        var messages = body.List("messages", MaxMessages)!;
        if (messages.Length == 0)
        {
            throw ApiException.Invalid("messages", $"messages is empty: give at least one message.");
        }
        var continues = body.Flag("continue_final_message") ?? false;
        return new ChatInput(Element([.. messages.Select((m, i) => Message(Fields.Of(m, $"messages[{i}]")))]))
        {
            // What must not be called need not be known.
            Tools = tools is not null && body.Get("tools") is { } given && given.GetArrayLength() > 0 ? given : null,
            Documents = body.List("documents", MaxDocuments) is { Length: > 0 } ? body.Get("documents") : null,
            AddGenerationPrompt = body.Flag("add_generation_prompt") ?? !continues,
            ContinueFinalMessage = continues,
            Variables = Variables(body),
        };
    }

    private static Dictionary<string, JsonElement> Variables(Fields body)
    {
        var variables = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (body.Text("reasoning_effort") is not null)
        {
            variables["reasoning_effort"] = body.Required("reasoning_effort");
        }
        if (body.Get("chat_template_kwargs") is { } given)
        {
            foreach (var field in Fields.Of(given, "chat_template_kwargs").Element.EnumerateObject())
            {
                variables[field.Name] = field.Value;
            }
        }
        return variables;
    }

    private static JsonObject Message(Fields message)
    {
        _ = message.Required("role");
        var role = message.Text("role")!;
        if (!Roles.Contains(role))
        {
            throw message.Wrong("role", $"one of {string.Join(", ", Roles)}", message.Required("role"));
        }
        foreach (var name in new[] { "function_call", "audio" })
        {
            if (message.Has(name))
            {
                throw ApiException.Unsupported(message.PathOf(name), name == "audio" ? "there is text only." : "use tool_calls instead.");
            }
        }
        var calls = Calls(message, role);
        if (!message.Has("content") && calls is null)
        {
            throw ApiException.Invalid(
                message.PathOf("content"),
                $"{message.PathOf("content")} is missing; only an assistant's message with tool_calls needs none.");
        }
        var result = new JsonObject { ["role"] = role, ["content"] = Content(message) };
        if (calls is not null)
        {
            result["tool_calls"] = calls;
        }
        foreach (var name in new[] { "name", "tool_call_id", "reasoning_content" })
        {
            if (message.Text(name) is { } text)
            {
                result[name] = text;
            }
        }
        return result;
    }

    private static string? Content(Fields message) => message.Get("content") switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Array } parts => string.Join(
            '\n', parts.EnumerateArray().Select((p, i) => Part(Fields.Of(p, $"{message.PathOf("content")}[{i}]")))),
        { } other => throw message.Wrong("content", "a string or a list of parts", other),
    };

    private static string Part(Fields part)
    {
        _ = part.Required("type");
        var type = part.Text("type");
        var name = type == "refusal" ? type : "text";
        if (type is not ("text" or "refusal"))
        {
            throw ApiException.Unsupported(part.PathOf("type"), "this model reads text only.");
        }
        _ = part.Required(name);
        return part.Text(name)!;
    }

    private static JsonArray? Calls(Fields message, string role)
    {
        if (message.List("tool_calls", MaxCalls) is not { Length: > 0 } calls)
        {
            return null;
        }
        if (role != "assistant")
        {
            throw ApiException.Invalid(message.PathOf("tool_calls"), $"Only messages of the assistant have tool_calls.");
        }
        return [.. calls.Select((call, i) => Call(Fields.Of(call, $"{message.PathOf("tool_calls")}[{i}]")))];
    }

    private static JsonObject Call(Fields call)
    {
        ToolFields.CheckType(call);
        var function = Fields.Of(call.Required("function"), call.PathOf("function"));
        _ = function.Required("name");
        var result = new JsonObject
        {
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = function.Text("name"), ["arguments"] = Arguments(function) },
        };
        if (call.Text("id") is { } id)
        {
            result["id"] = id;
        }
        return result;
    }

    // A text that holds JSON; templates get the object.
    private static string Arguments(Fields function)
    {
        var place = function.PathOf("arguments");
        var text = function.Text("arguments") ?? "";
        if (text.Length > 0)
        {
            try
            {
                _ = Fields.Of(RequestBody.Parse(Encoding.UTF8.GetBytes(text)), place);
            }
            catch (ApiException)
            {
                throw ApiException.Invalid(place, $"{place} must be a string that holds a JSON object.");
            }
        }
        return text;
    }

    private static JsonElement Element(JsonArray value) => JsonElement.Parse(value.ToJsonString());
}
