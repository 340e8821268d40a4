namespace Piecewise.Llm.Tokenization.Model;

/// <summary>The settings of a byte-pair model, under the names of the file format.</summary>
internal sealed record BpeOptions
{
    /// <summary>Stands for a character that the vocabulary lacks; null leaves such characters out.</summary>
    public string? UnknownToken { get; init; }

    /// <summary>Put before each character of a word but the first.</summary>
    public string ContinuingSubwordPrefix { get; init; } = "";

    /// <summary>Put after the last character of a word.</summary>
    public string EndOfWordSuffix { get; init; } = "";

    /// <summary>Whether neighbouring unknown characters are one unknown token.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>
    /// Whether an unknown character becomes tokens such as <c>&lt;0xE2&gt;</c>, one a byte, where the vocabulary has them all.
    /// </summary>
    public bool ByteFallback { get; init; }

    /// <summary>Whether a word that is a token as it stands is left whole, whatever the merges would make of it.</summary>
    public bool IgnoreMerges { get; init; }
}
