using System.Text;
using System.Text.Json;
using Piecewise.Llm;
using Piecewise.Llm.Tools;

namespace Piecewise.Server.Protocol;

/// <summary>How a text may call tools.</summary>
/// <param name="Form">How the model writes calls.</param>
/// <param name="IsForced">Whether the text is calls and nothing else.</param>
/// <param name="Grammar">What the text is held to; null where it is free.</param>
internal sealed record ToolUse(ToolForm Form, bool IsForced, Grammar? Grammar);

/// <summary>The fields that say which tools there are and whether they are to be called.</summary>
internal static class ToolFields
{
    private const int MaxTools = 128;
    private const int MaxName = 64;

    /// <returns>How the text may call tools; null where it may not.</returns>
    public static ToolUse? Read(Fields body, RequestContext model)
    {
        var tools = Tools(body);
        var choice = Choice(body, tools);
        // Who names a function wants one call of it.
        var isSeveral = (body.Flag("parallel_tool_calls") ?? true) && choice is "auto" or "required";
        if (tools.Length == 0 || choice == "none")
        {
            return null;
        }
        var isForced = choice != "auto";
        var called = isForced && choice != "required" ? [tools.First(t => t.Definition.Name == choice[1..])] : tools;
        if (!isForced && !called.Any(t => t.IsStrict))
        {
            return new ToolUse(model.Tools, false, null);
        }
        if (!isForced && model.Tools.IsList)
        {
            throw ApiException.Unsupported(
                $"{called.First(t => t.IsStrict).Path}.strict",
                "this model begins a call with a special token, after which no text is held to a schema; force a call by tool_choice.");
        }
        // One by one, so that the place of what is wrong is that in the request.
        var held = called.Select(t => t.Definition with { Parameters = isForced || t.IsStrict ? t.Definition.Parameters : null }).ToArray();
        foreach (var (tool, definition) in called.Zip(held))
        {
            if (definition.Parameters is { } schema)
            {
                _ = GrammarFields.Schema(schema, $"{tool.Path}.parameters", model.Grammars);
            }
        }
        var key = new StringBuilder($"tools {model.Tools.Name} {isForced} {isSeveral}");
        foreach (var tool in held)
        {
            key.Append('\n').Append(tool.Name).Append('\n').Append(tool.Parameters?.GetRawText());
        }
        return new ToolUse(model.Tools, isForced, GrammarFields.Made(key.ToString(), "tools", model.Grammars, () => isForced
            ? ToolGrammar.Calls(model.Tools, held, isSeveral) : ToolGrammar.TextOrCalls(model.Tools, held, isSeveral)));
    }

    private static (ToolDefinition Definition, bool IsStrict, string Path)[] Tools(Fields body)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        return [.. (body.List("tools", MaxTools) ?? []).Select((value, i) =>
        {
            var tool = Fields.Of(value, $"tools[{i}]");
            CheckType(tool);
            var function = Fields.Of(tool.Required("function"), tool.PathOf("function"));
            _ = function.Required("name");
            var name = function.Text("name")!;
            _ = function.Text("description");
            if (name.Length is 0 or > MaxName)
            {
                throw function.Wrong("name", $"a string of 1 to {MaxName} characters", function.Required("name"));
            }
            var parameters = function.Get("parameters") is { } given
                ? Fields.Of(given, function.PathOf("parameters")).Element : (JsonElement?)null;
            return names.Add(name)
                ? (new ToolDefinition(name, parameters), function.Flag("strict") ?? false, tool.PathOf("function"))
                : throw ApiException.Invalid(function.PathOf("name"), $"Two tools have the name '{name}'.");
        })];
    }

    // auto, none, required, or = and the name of the function to call.
    private static string Choice(Fields body, (ToolDefinition Definition, bool IsStrict, string Path)[] tools)
    {
        if (body.Get("tool_choice") is not { } given)
        {
            return "auto";
        }
        if (given.ValueKind == JsonValueKind.String)
        {
            return given.GetString() switch
            {
                "auto" => "auto",
                "none" => "none",
                "required" when tools.Length > 0 => "required",
                "required" => throw ApiException.Invalid("tool_choice", $"tool_choice is required, but there are no tools to call."),
                _ => throw body.Wrong("tool_choice", "auto, none, required or the function to call", given),
            };
        }
        var choice = Fields.Of(given, "tool_choice");
        CheckType(choice);
        var function = Fields.Of(choice.Required("function"), choice.PathOf("function"));
        _ = function.Required("name");
        var name = function.Text("name");
        return tools.Any(t => t.Definition.Name == name)
            ? $"={name}"
            : throw ApiException.Invalid(function.PathOf("name"), $"There is no tool '{name}' among tools.");
    }

    public static void CheckType(Fields value)
    {
        _ = value.Required("type");
        if (value.Text("type") != "function")
        {
            throw value.Wrong("type", "\"function\"", value.Required("type"));
        }
    }
}
