using Piecewise.Graphs;

namespace Piecewise.Compiler.Partition;

/// <summary>One value that enters a piece, and why it crosses (P11).</summary>
/// <param name="Name">The value's name in the unsplit graph.</param>
/// <param name="Type">Its type.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="FromPiece">The piece that returns it; set exactly where <paramref name="Origin"/> is Piece.</param>
/// <param name="User">The first node of the piece that needs it.</param>
/// <param name="SizeOf">The tensor whose size it is, where it is a size that no tensor in the piece has (P5); null for any other
/// value.</param>
internal sealed record PlannedInput(string Name, NodeType Type, InputOrigin Origin, int? FromPiece, string User, string? SizeOf)
{
    public string From => Origin switch
    {
        InputOrigin.Program => "the caller",
        InputOrigin.Piece => $"piece {FromPiece}",
        _ => "the stitch graph",
    };

    /// <summary>For people: why the value crosses.</summary>
    public string Reason =>
        SizeOf is null ? $"%{User} takes it" : $"%{User} needs this size of %{SizeOf}, and no tensor of the piece has it";
}
