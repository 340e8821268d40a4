using System.Text.Json;

namespace Piecewise.Server.Protocol;

/// <summary>What a chat template renders.</summary>
/// <param name="Messages">A list of objects with <c>role</c>, <c>content</c> and what the role needs.</param>
/// <param name="Tools">A list of functions that the model may call; null is none.</param>
/// <param name="Documents">A list of texts to answer from; null is none.</param>
/// <param name="AddsGenerationPrompt">Whether the text ends with the beginning of an answer.</param>
/// <param name="ContinuesFinalMessage">Whether the text ends within the last message, for the model to go on.</param>
/// <param name="Variables">More names for the template, such as switches for reasoning.</param>
internal sealed record Conversation(
    JsonElement Messages, JsonElement? Tools, JsonElement? Documents, bool AddsGenerationPrompt, bool ContinuesFinalMessage,
    IReadOnlyDictionary<string, JsonElement> Variables);
