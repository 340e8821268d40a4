namespace Piecewise.Llm.Tokenization.Splitting;

/// <summary>A stretch of a <see cref="PieceBuffer"/>, in UTF-16 units.</summary>
/// <param name="Start">Where it starts in the buffer's text.</param>
/// <param name="Length">Its length; never zero.</param>
/// <param name="Lead">How many of its first units stem from the first character of the whole input.</param>
internal readonly record struct Piece(int Start, int Length, int Lead);
