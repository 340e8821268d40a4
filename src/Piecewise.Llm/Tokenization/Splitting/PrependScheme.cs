namespace Piecewise.Llm.Tokenization.Splitting;

/// <summary>Which pieces a <c>Metaspace</c> step puts its mark before.</summary>
internal enum PrependScheme
{
    Always,

    /// <summary>Only the piece at the start of the whole input.</summary>
    First,

    Never,
}
