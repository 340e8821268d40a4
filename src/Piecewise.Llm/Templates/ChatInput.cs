using System.Collections.Frozen;
using System.Text.Json;

namespace Piecewise.Llm.Templates;

/// <summary>A conversation, as the chat endpoint of OpenAI's API describes it, and how to render it.</summary>
/// <param name="Messages">A list of objects with <c>role</c>, <c>content</c> and what the role needs.</param>
internal sealed record ChatInput(JsonElement Messages)
{
    /// <summary>A list of functions that the model may call; null is none.</summary>
    public JsonElement? Tools { get; init; }

    /// <summary>A list of texts to answer from; null is none.</summary>
    public JsonElement? Documents { get; init; }

    /// <summary>Whether the text ends with the beginning of an answer.</summary>
    public bool AddGenerationPrompt { get; init; } = true;

    /// <summary>Whether the text ends within the last message, for the model to go on.</summary>
    public bool ContinueFinalMessage { get; init; }

    /// <summary>More names for the template (<c>chat_template_kwargs</c>), such as switches for reasoning.</summary>
    public IReadOnlyDictionary<string, JsonElement> Variables { get; init; } = FrozenDictionary<string, JsonElement>.Empty;
}
