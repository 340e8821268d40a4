namespace Piecewise.Llm;

/// <summary>How one vector is made of a text's vectors, one a token.</summary>
public enum Pooling : byte
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>That of the first token, which many encoders put before a text.</summary>
    Cls,

    /// <summary>That of the last token.</summary>
    Last,
}
