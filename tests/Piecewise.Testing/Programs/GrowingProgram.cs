namespace Piecewise.Testing;

/// <summary>A kind of program that can be of any size.</summary>
/// <param name="Name">What grows.</param>
/// <param name="Size">A size whose program takes well under a second.</param>
/// <param name="Write">Writes a program of a size.</param>
/// <param name="HasLimit">Whether sizes not far from that one are refused: what grows is symbolic algebra.</param>
internal sealed record GrowingProgram(string Name, int Size, Func<int, ProgramFile> Write, bool HasLimit = false)
{
    public override string ToString() => Name;
}
