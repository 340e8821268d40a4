namespace Piecewise.Llm.Tokenization.Splitting;

/// <summary>Text and the pieces that it is cut into so far. Reused from text to text, so that cutting allocates nothing.</summary>
internal sealed class PieceBuffer
{
    private char[] text = new char[256];
    private int length;

    public List<Piece> Pieces { get; } = [];

    public ReadOnlySpan<char> this[Piece piece] => text.AsSpan(piece.Start, piece.Length);

    /// <summary>Starts over with one piece.</summary>
    public void Reset(ReadOnlySpan<char> text, int lead)
    {
        Clear();
        Append(text);
        EndPiece(0, lead);
    }

    /// <summary>Starts over with the text of another buffer and no pieces.</summary>
    public void ResetTo(PieceBuffer other)
    {
        Clear();
        Append(other.text.AsSpan(0, other.length));
    }

    public void Clear()
    {
        length = 0;
        Pieces.Clear();
    }

    /// <summary>Adds text; the caller makes a piece of it with <see cref="EndPiece"/>.</summary>
    /// <returns>Where the added text starts.</returns>
    public int Append(ReadOnlySpan<char> text)
    {
        int start = length;
        text.CopyTo(Reserve(text.Length));
        return start;
    }

    /// <summary>Adds room for that many units, to be filled by the caller.</summary>
    public Span<char> Reserve(int length)
    {
        if (this.length + length > text.Length) Array.Resize(ref text, Math.Max(this.length + length, text.Length * 2));
        this.length += length;
        return text.AsSpan(this.length - length, length);
    }

    /// <summary>Makes a piece of the text from a position to the end; nothing if that is empty.</summary>
    public void EndPiece(int start, int lead)
    {
        if (length > start) Pieces.Add(new(start, length - start, Math.Min(lead, length - start)));
    }

    /// <summary>Adds a part of a piece as a piece; nothing if it is empty.</summary>
    public void AddPart(Piece piece, int start, int end)
    {
        if (end > start) Pieces.Add(new(piece.Start + start, end - start, Math.Clamp(piece.Lead - start, 0, end - start)));
    }
}
