namespace Piecewise.Llm.Tokenization.Normalization;

/// <summary>A text on its way through the normalizers.</summary>
/// <param name="Text">The text as it is now.</param>
/// <param name="Lead">
/// How many UTF-16 units at its start stem from the first character of the whole input. It is all that is kept of the
/// alignment with the input: a <c>Metaspace</c> with <c>prepend_scheme</c> "first" asks whether a piece starts there.
/// </param>
internal readonly record struct NormalizedText(string Text, int Lead);
