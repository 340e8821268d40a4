namespace Piecewise.Llm.Tokenization.Splitting;

/// <summary>A token that is found in the text before anything else happens to it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">Its text.</param>
/// <param name="SingleWord">Whether it is found only with no word character on either side.</param>
/// <param name="StripsLeft">Whether it takes in the white space before it.</param>
/// <param name="StripsRight">Whether it takes in the white space after it.</param>
/// <param name="Normalized">Whether it is looked for, normalized, in the normalized text.</param>
/// <param name="Special">Whether decoding may leave it out.</param>
internal sealed record AddedToken(
    int Id, string Content, bool SingleWord, bool StripsLeft, bool StripsRight, bool Normalized, bool Special);
