namespace Piecewise.Compiler.Passes;

/// <summary>How often a pass runs.</summary>
internal enum PassScope : byte
{
    /// <summary>Once for a unique piece, before it is specialized: what it finds does not depend on the size.</summary>
    Piece,

    /// <summary>Once for each compile entry of a unique piece, on a graph whose symbols are bounded by the entry.</summary>
    Entry,
}
