namespace Piecewise.Llm.Tokenization.Patterns;

/// <summary>A regular expression that is malformed, or uses what this engine does not have.</summary>
internal sealed class PatternSyntaxException(string message) : Exception(message);
