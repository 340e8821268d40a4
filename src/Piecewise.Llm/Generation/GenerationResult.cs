using System.Collections.Immutable;

namespace Piecewise.Llm;

/// <summary>A text that a model has generated.</summary>
/// <param name="Text">The new text, without the prompt.</param>
/// <param name="Finish">Why it ends there.</param>
/// <param name="Tokens">The new tokens; the one that ends the text is among them.</param>
/// <param name="PromptTokens">How many tokens the prompt has.</param>
public sealed record GenerationResult(string Text, FinishReason Finish, ImmutableArray<int> Tokens, int PromptTokens);
