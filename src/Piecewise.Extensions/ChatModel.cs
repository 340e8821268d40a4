using System.Text.Json;
using Microsoft.Extensions.AI;
using Piecewise.Llm;
using Piecewise.Llm.Grammars;
using Piecewise.Llm.Reasoning;
using Piecewise.Llm.Templates;
using Piecewise.Llm.Tools;

namespace Piecewise.Extensions;

/// <summary>A request for a text.</summary>
/// <param name="Prompt">The conversation in tokens.</param>
/// <param name="Options">How to go on.</param>
/// <param name="Tools">How the model writes calls of tools; null where it has none.</param>
/// <param name="IsForced">Whether the text is calls and nothing else.</param>
/// <param name="Reasoning">How the answer begins; null where no reasoning comes before it.</param>
internal sealed record ChatModelRequest(
    int[] Prompt, GenerationOptions Options, ToolForm? Tools, bool IsForced, ReasoningUse? Reasoning);

/// <summary>An engine's model as one to chat with: makes of messages and options what the engine takes.</summary>
internal sealed class ChatModel
{
    private readonly ChatTemplate template;
    private readonly ToolForm form;
    private readonly ReasoningForm? reasoning;
    private readonly SamplingDefaults defaults;
    private readonly GrammarCache grammars = new();

    /// <exception cref="NotALanguageModelException">There is no chat template.</exception>
    public ChatModel(Engine engine, string? name, string? template, string? toolFormat, string? reasoningFormat)
    {
        Engine = engine;
        Name = name ?? ModelName.Of(engine.Model.Name);
        this.template = ChatTemplate.Read(engine.Model.ExtraFiles, template) ?? throw new NotALanguageModelException(
            $"{Name} has no chat template among its extra files; give one by ChatTemplate.");
        form = ToolForm.Of(toolFormat, this.template.Source);
        reasoning = ReasoningForm.Of(reasoningFormat, this.template.Source);
        defaults = SamplingDefaults.Of(engine.Model);
    }

    public Engine Engine { get; }

    public string Name { get; }

    public ChatModelRequest Read(IEnumerable<ChatMessage> messages, ChatOptions options)
    {
        var tools = options.ToolMode is NoneChatToolMode ? [] : Functions(options.Tools ?? []);
        var input = new ChatInput(ChatMessageJson.Messages(messages, options.Instructions)) { Tools = ChatMessageJson.Tools(tools) };
        var rendered = template.Render(input);
        var prompt = Engine.Model.Tokenizer.Encode(rendered, addSpecialTokens: false);
        var use = ReasoningUse.Of(reasoning, rendered, continues: false);
        var format = options.ResponseFormat as ChatResponseFormatJson;
        if (tools.Length > 0 && format is not null)
        {
            throw new NotSupportedException(
                "A text that may call tools is held to no form: set ToolMode to ChatToolMode.None, or leave out Tools or ResponseFormat.");
        }
        var forced = tools.Length > 0 ? options.ToolMode as RequiredChatToolMode : null;
        var generation = new GenerationOptions
        {
            MaxTokens = options.MaxOutputTokens ?? int.MaxValue,
            Temperature = options.Temperature ?? defaults.Temperature,
            TopP = options.TopP ?? defaults.TopP,
            TopK = options.TopK ?? defaults.TopK,
            MinP = defaults.MinP,
            RepetitionPenalty = defaults.RepetitionPenalty,
            FrequencyPenalty = options.FrequencyPenalty ?? 0,
            PresencePenalty = options.PresencePenalty ?? 0,
            Seed = options.Seed is { } seed ? unchecked((ulong)seed) : (ulong)Random.Shared.NextInt64(),
            StopStrings = [.. options.StopSequences ?? []],
            ShowsSpecialTokens = tools.Length > 0,
            Grammar = forced is not null ? Calls(tools, forced, options.AllowMultipleToolCalls ?? true)
                : format is null ? null
                : format.Schema is { } schema ? grammars.Of(schema.GetRawText(), () => Grammar.JsonSchema(schema))
                : grammars.Of("", Grammar.JsonObject),
        };
        return new ChatModelRequest(
            prompt, generation.Behind(use, Engine.Model.Tokenizer), tools.Length > 0 ? form : null, forced is not null, use);
    }

    private Grammar Calls(AIFunctionDeclaration[] tools, RequiredChatToolMode mode, bool mayBeSeveral)
    {
        var called = mode.RequiredFunctionName is { } name ? [.. tools.Where(t => t.Name == name)] : tools;
        if (called.Length == 0)
        {
            throw new ArgumentException($"The tool '{mode.RequiredFunctionName}' that must be called is not among the tools.");
        }
        var isSeveral = mayBeSeveral && mode.RequiredFunctionName is null;
        var key = string.Join('\n', called.SelectMany(t => new[] { t.Name, t.JsonSchema.GetRawText() }).Append($"{isSeveral}"));
        return grammars.Of(key, () => ToolGrammar.Calls(
            form, [.. called.Select(t => new ToolDefinition(t.Name, SchemaOf(t)))], isSeveral));
    }

    // A function without parameters has a schema that says nothing.
    private static JsonElement? SchemaOf(AIFunctionDeclaration tool) =>
        tool.JsonSchema.ValueKind == JsonValueKind.Object && tool.JsonSchema.EnumerateObject().Any() ? tool.JsonSchema : null;

    private static AIFunctionDeclaration[] Functions(IList<AITool> tools) => [.. tools.Select(t => t as AIFunctionDeclaration
        ?? throw new NotSupportedException($"The tool '{t.Name}' is no function: this model runs nothing itself."))];
}
