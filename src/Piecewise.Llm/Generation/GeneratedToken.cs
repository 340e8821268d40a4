namespace Piecewise.Llm;

/// <summary>One generated token, or the end of a text.</summary>
/// <param name="Id">The token; null for what only ends the text, with the replacement of bytes that the last token left unfinished.</param>
/// <param name="Text">
/// The text that it completes; empty while a character is unfinished. A token that ends the text has only the replacement of unfinished
/// bytes.
/// </param>
public readonly record struct GeneratedToken(int? Id, string Text)
{
    /// <summary>Why the text ends here; null where it goes on.</summary>
    public FinishReason? Finish { get; init; }
}
