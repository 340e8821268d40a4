namespace Piecewise.Llm;

/// <summary>How likely a token was.</summary>
/// <param name="Id">The token.</param>
/// <param name="LogProbability">The natural logarithm of its probability.</param>
public readonly record struct TokenProbability(int Id, double LogProbability);
