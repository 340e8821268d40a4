using System.Collections.Immutable;

namespace Piecewise.Llm;

/// <summary>The vectors of some texts, in their order.</summary>
/// <param name="Vectors">One a text.</param>
/// <param name="Tokens">How many tokens the texts have together, those around them included.</param>
public sealed record EmbeddingResult(ImmutableArray<ReadOnlyMemory<float>> Vectors, int Tokens);
