using System.Collections.Concurrent;
using System.Text.Json;
using Piecewise.Llm.Templates.Evaluation;
using Piecewise.Llm.Templates.Values;

namespace Piecewise.Llm.Templates;

/// <summary>
/// A model's chat format: makes of messages the text that the model was trained on, as <c>apply_chat_template</c> of transformers does.
/// The text has its special tokens in it, so that it is encoded without adding any. Safe for many threads.
/// </summary>
internal sealed class ChatTemplate
{
    private readonly TemplateFiles files;
    private readonly TemplateLimits limits;
    private readonly ConcurrentDictionary<string, Template> parsed = new(StringComparer.Ordinal);

    private ChatTemplate(TemplateFiles files, TemplateLimits limits) => (this.files, this.limits) = (files, limits);

    /// <summary>
    /// The format in a model's extra files (<c>chat_template.jinja</c>, <c>tokenizer_config.json</c>); null if there is none.
    /// </summary>
    /// <exception cref="TemplateException">A file or a template is malformed.</exception>
    public static ChatTemplate? Read(IReadOnlyDictionary<string, string> extraFiles, TemplateLimits? limits = null)
    {
        var files = TemplateFiles.Read(extraFiles);
        if (files.Templates.IsEmpty) return null;
        var template = new ChatTemplate(files, limits ?? TemplateLimits.Default);
        // What is malformed is said when the model is opened, not at the first message.
        foreach (var name in files.Templates.Keys) template.Parsed(name);
        return template;
    }

    /// <summary>The format in a model's extra files, with another template in the place of theirs where one is given.</summary>
    /// <exception cref="TemplateException">A file or a template is malformed.</exception>
    internal static ChatTemplate? Read(IReadOnlyDictionary<string, string> extraFiles, string? given) => Read(
        given is null ? extraFiles
            : new Dictionary<string, string>(extraFiles, StringComparer.Ordinal) { [TemplateFiles.TemplateFile] = given });

    /// <summary>The template that describes tools.</summary>
    public string Source => files.Templates.GetValueOrDefault("tool_use") ?? files.Templates.GetValueOrDefault(TemplateFiles.Default) ?? "";

    /// <summary>The conversation as one text.</summary>
    /// <param name="input">The conversation.</param>
    /// <param name="clock">What the time is; null is the system's clock.</param>
    /// <exception cref="TemplateRaisedException">The template refuses the messages, in its own words.</exception>
    /// <exception cref="TemplateException">The messages do not have the form that the template needs, or it is at fault itself.</exception>
    public string Render(ChatInput input, TimeProvider? clock = null)
    {
        if (input.Messages.ValueKind != JsonValueKind.Array) throw new TemplateException("The messages are no list.");
        if (input is { ContinueFinalMessage: true, AddGenerationPrompt: true })
            throw new TemplateException("A text can end with the beginning of an answer or within the last message, not both.");
        var name = NameFor(input);
        FinalMessage? final = null;
        var text = Parsed(name).Render(
            budget =>
            {
                var messages = ChatMessages.Read(input.Messages, budget);
                if (input.ContinueFinalMessage) (messages, final) = FinalMessage.Mark(messages, files.Templates[name], budget);
                return Variables(input, messages, budget);
            },
            clock ?? TimeProvider.System);
        return final is null ? text : final.Cut(text);
    }

    private IEnumerable<KeyValuePair<string, Value>> Variables(ChatInput input, Value messages, Budget budget)
    {
        foreach (var (token, text) in files.Tokens) yield return new(token, new TextValue(text));
        foreach (var (key, value) in input.Variables) yield return new(key, JsonValues.Read(value, budget));
        yield return new("messages", messages);
        yield return new("tools", Optional(input.Tools));
        yield return new("documents", Optional(input.Documents));
        yield return new("add_generation_prompt", BooleanValue.Of(input.AddGenerationPrompt));

        Value Optional(JsonElement? json) => json is { } given ? JsonValues.Read(given, budget) : NoneValue.Instance;
    }

    private string NameFor(ChatInput input)
    {
        bool hasTools = input.Tools is { ValueKind: not JsonValueKind.Null };
        var name = hasTools && files.Templates.ContainsKey("tool_use") ? "tool_use" : TemplateFiles.Default;
        return files.Templates.ContainsKey(name) ? name : throw new TemplateException(
            $"This model has no chat template for everything, only those named {string.Join(", ", files.Templates.Keys)}.");
    }

    private Template Parsed(string name) => parsed.GetOrAdd(name, key => Template.Parse(files.Templates[key], limits));
}
