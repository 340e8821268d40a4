namespace Piecewise.Llm.Tokenization.Decoding;

/// <summary>A step that turns tokens into text again. Steps are immutable and shared between threads; what they start is not.</summary>
internal abstract class TokenDecoder
{
    /// <summary>True if the step passes on one token in parts, so that the steps after it must wait for its end.</summary>
    public virtual bool Joins => false;

    /// <summary>A run over one text.</summary>
    /// <param name="next">Where the run passes its tokens on to.</param>
    /// <param name="joined">True if a step before joins tokens.</param>
    public abstract TokenSink Start(TokenSink next, bool joined);

    /// <summary>A run of all steps over one text.</summary>
    public static TokenSink StartAll(IReadOnlyList<TokenDecoder> steps, TokenSink end)
    {
        var sink = end;
        for (int i = steps.Count - 1; i >= 0; i--) sink = steps[i].Start(sink, joined: steps.Take(i).Any(step => step.Joins));
        return sink;
    }
}
