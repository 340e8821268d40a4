namespace Piecewise.Compiler.Partition;

/// <summary>Where a piece's input comes from.</summary>
internal enum InputOrigin : byte
{
    /// <summary>It is an input of the program.</summary>
    Program,

    /// <summary>It is an output of an earlier piece.</summary>
    Piece,

    /// <summary>It is a size of one of the program's inputs, which the stitch graph reads.</summary>
    ProgramSize,
}
