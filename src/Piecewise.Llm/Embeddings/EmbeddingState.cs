namespace Piecewise.Llm;

/// <summary>What an <see cref="EmbeddingModel"/> is doing, and has done.</summary>
/// <param name="Running">Requests whose vectors are being computed.</param>
/// <param name="Waiting">Requests that wait for their turn.</param>
/// <param name="Texts">Texts that have got their vector.</param>
/// <param name="Tokens">Tokens of these texts.</param>
/// <param name="Calls">Calls of the model.</param>
/// <param name="CallTokens">Tokens of these calls, padding included.</param>
internal readonly record struct EmbeddingState(int Running, int Waiting, long Texts, long Tokens, long Calls, long CallTokens);
