namespace Piecewise.Compiler.Direct;

/// <summary>What an instruction of a <see cref="BlockNest"/> does.</summary>
internal enum BlockKind : byte
{
    /// <summary>Computes a block from blocks, or takes one into a reduction.</summary>
    Compute,

    /// <summary>Repeats the first element of a block all over it.</summary>
    Repeat,

    /// <summary>Reads elements of an access.</summary>
    Load,

    /// <summary>Reads the one element that a row has of an access; 0 where the tensor has no elements.</summary>
    LoadRow,

    /// <summary>Writes elements of an access.</summary>
    Store,

    /// <summary>Where elements stand in a dim.</summary>
    Index,

    /// <summary>Begins a reduction.</summary>
    Begin,
}

/// <summary>One instruction. Blocks are named by where they lie in the memory of a part.</summary>
internal readonly unsafe struct BlockInstruction
{
    public BlockKind Kind { get; init; }

    public BlockRoutine Routine { get; init; }

    /// <summary>Of loads and stores: memory, bytes from element to element, block, count.</summary>
    public delegate*<byte*, nint, byte*, nint, void> Copy { get; init; }

    public int X { get; init; }

    public int Y { get; init; }

    public int Z { get; init; }

    public int Result { get; init; }

    /// <summary>Number of the access, or of another variable of the loops.</summary>
    public int Variable { get; init; }

    /// <summary>Of <see cref="BlockKind.Begin"/>: what is there before the first element, as bits.</summary>
    public long Bits { get; init; }
}
