namespace Piecewise.Runtime;

/// <summary>One thing that an artifact depends on.</summary>
/// <param name="Name">Lower-case words joined by dots, dashes or underscores.</param>
/// <param name="Value">Its value as text, as long as need be: a whole graph is fine.</param>
internal sealed record KeyFactor(string Name, string Value);
