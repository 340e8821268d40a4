namespace Piecewise.Llm.Tokenization.Decoding;

/// <summary>
/// Takes the tokens of one text in order. A decoder step is such a sink that passes on to the next one; it holds text back
/// only as long as later tokens can still change it, which is what makes decoding a stream and decoding a whole the same code.
/// </summary>
internal abstract class TokenSink
{
    /// <summary>A token, or the first part of one that a step before has joined from several.</summary>
    public abstract void Token(ReadOnlySpan<char> text);

    /// <summary>More of the last token.</summary>
    public abstract void Continue(ReadOnlySpan<char> text);

    /// <summary>No more tokens: pass on what was held back.</summary>
    public abstract void Complete();
}
